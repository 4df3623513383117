"""What moderators decide: about some comments, or a whole campaign at once; and how it is taken back.

    plan | append to the ledger | change each comment on its own | append what could not be changed | close

The ledger comes first: no comment ever changes by a decision that is not on record. A comment that somebody else
changes between plan and change is skipped, and said to be; the entry has claimed it, so another entry (``void``,
which names the decision) takes that claim back. What a crash, or a store that goes away, leaves in the middle stays
open, and `Decisions.finish` does the rest: it knows from the comments' histories what was done.
An entry about a campaign claims also those comments that join it while the decision holds.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Campaigns
from services.comments.campaigns.model import Sentence
from services.comments.model import Action, ChangedSince, Comment, Event, State
from services.comments.moderation.door_ledger import turn_in
from services.comments.moderation.ledger import VOID, Entry, Fact
from services.comments.moderation.orders import Order, checked
from services.comments.moderation.recording import Ledger, Once, Recorder
from services.comments.moderation.rulings import (
    CLAIMED,
    PlanFor,
    Ruling,
    Skipped,
    claiming,
    fact_in,
    plan_of,
    planned,
    possible,
)
from services.comments.threads.closing import Turn
from services.comments.writing.writer import Plan
from shared.clock import Clock
from shared.errors import Conflict, IdempotencyMismatch, NotFound
from shared.ids import NewId

FINISH_AFTER: Final = timedelta(seconds=60)
_FINISHED_AT_ONCE: Final = 20
_SIDE_BY_SIDE: Final = 16


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...
    async def history(self, identity: str) -> list[Event]: ...


class Changer(Protocol):
    """Writes comments (`services.comments.writing.writer.Writer`)."""

    async def change(self, identity: str, plan: Plan) -> Comment: ...


class Claims(Protocol):
    """Who works on what."""

    async def by_others(self, identities: Sequence[str], person: str) -> set[str]: ...
    async def done(self, identities: Sequence[str]) -> None: ...


class Doors(Protocol):
    """Threads that are closed and opened by hand (`services.comments.doors.service.Doors`)."""

    async def undo(self, undone: Turn, actor: str) -> str | None: ...
    async def carry_out(self, turn: Turn) -> bool: ...


class Decisions:
    """Takes decisions and takes them back. Actors are people: whoever stands behind a token or a session."""

    def __init__(
        self,
        *,
        threads: Threads,
        writer: Changer,
        campaigns: Campaigns,
        claims: Claims,
        doors: Doors,
        ledger: Ledger,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._threads = threads
        self._writer = writer
        self._campaigns = campaigns
        self._claims = claims
        self._doors = doors
        self._ledger = ledger
        self._recorder = Recorder(ledger, clock, new_id)
        self._clock = clock
        self._new_id = new_id

    async def decide(self, order: Order, actor: str, once: Once | None = None) -> Ruling:
        """Do what is ordered to each comment that it is possible for and nobody else works on.

        Raises `InvalidInput`, `NotFound` for an unknown campaign, and `IdempotencyMismatch`.
        """
        order = checked(order)
        before = await self.before(once)
        if before is not None:
            return before
        fact = self.fact(order, actor)
        ids = await self.reach(fact)
        busy = await self._claims.by_others(ids, actor) if ids else set()
        ruling = await self.carry_out([each for each in ids if each not in busy], fact, once)
        return replace(ruling, skipped=(*ruling.skipped, *(Skipped(each, CLAIMED) for each in ids if each in busy)))

    async def undo(self, decision: str, actor: str, once: Once | None = None) -> Ruling:
        """Take a decision back wherever nothing else has followed it. Raises `NotFound` and `IdempotencyMismatch`."""
        before = await self.before(once)
        if before is not None:
            return before
        entry = await self._entry(decision)
        if turn := turn_in(fact_in(entry)):
            taken = await self._doors.undo(turn, actor)
            return Ruling(taken, (), () if taken else (Skipped(turn.url, ChangedSince.code),))
        fact = await self.undoing(decision, actor)
        return await self.carry_out(await self.reach(fact), fact, once)

    async def before(self, once: Once | None) -> Ruling | None:
        """What the same request did when it came before. Raises `IdempotencyMismatch` if it was another one."""
        known = await self._ledger.of_key(once.key) if once else None
        if known is None or once is None:
            return None
        decision, order = known
        if order != once.order:
            raise IdempotencyMismatch
        return await self.resume(decision)

    async def reach(self, fact: Fact) -> list[str]:
        """The comments that a fact is about. Raises `NotFound` for an unknown campaign or decision."""
        if fact.undoes is not None:
            entry = await self._entry(fact.undoes)
            return [*dict.fromkeys((*entry.ids, *await self._members(entry.campaign)))]
        if fact.campaign is None:
            return [*fact.ids]
        (campaign,) = await self._campaigns.find([fact.campaign])
        if campaign is None or not campaign.established:
            raise NotFound("campaign", fact.campaign)
        return await self._members(fact.campaign)

    async def settles(self, fact: Fact, ids: Sequence[str]) -> int:
        """How many comments a decision would move; of an undo those that it would not put back before moderators.

        To confirm what is public, or to take that back, moves nothing.
        """
        plan = plan_of(fact)
        moves = [(c.state, plan(c).comment.state) for c in possible(await self._threads.comments(ids), plan)]
        free = State.HELD if fact.undoes is not None else None
        return sum(to is not before and to is not free for before, to in moves)

    def fact(self, order: Order, actor: str) -> Fact:
        """What will be on record of an order, but for the comments that it will not change."""
        now = self._clock()
        return Fact(
            self._new_id(now),
            now,
            actor,
            order.action,
            order.ids,
            order.reason,
            campaign=order.campaign,
            ground=order.ground,
        )

    async def undoing(self, decision: str, actor: str) -> Fact:
        """What will be on record of an undo, but for the comments. Raises `NotFound`."""
        now, entry = self._clock(), await self._entry(decision)
        return Fact(self._new_id(now), now, actor, changes.UNDO, (), undoes=decision, campaign=entry.campaign)

    async def carry_out(self, ids: Sequence[str], fact: Fact, once: Once | None) -> Ruling:
        """Decide, whoever works on them. A campaign may have none left that change: it holds for those to come.

        Nor is it said of its members that most of them had been decided about before.
        """
        plan = plan_of(fact)
        current = dict(zip(ids, await self._threads.comments(ids), strict=True))
        would, would_not = planned(current, plan)
        if not would and fact.campaign is None:
            return Ruling(None, (), tuple(would_not))
        fact = claiming(fact, would)
        recorded = await self._recorder.record(fact, once)
        if recorded != fact.decision:
            return await self.before(once) or await self.resume(recorded)
        applied, overtaken = await self._do(fact)
        taken = fact.decision if applied or fact.campaign else None
        return Ruling(taken, applied, (*([] if fact.campaign else would_not), *overtaken))

    async def resume(self, decision: str) -> Ruling:
        """Do what a decision on record still has to do; what it did. Raises `NotFound`."""
        entry = await self._entry(decision)
        fact = fact_in(entry)
        if fact.action == VOID or turn_in(fact):
            return Ruling(decision, (), ())
        applied, missed = await self._change_all(entry.ids, plan_of(fact), decision)
        return Ruling(decision if applied else None, applied, missed)

    async def finish(self) -> int:
        """Finish what was left in the middle; how many decisions that was."""
        left = await self._ledger.left_open(self._clock() - FINISH_AFTER, _FINISHED_AT_ONCE)
        for decision in left:
            entry = await self._entry(decision)
            await self._do(await self._as_far_as_it_holds(fact_in(entry)))
        return len(left)

    async def _do(self, fact: Fact) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
        """Everything that a recorded fact says, and then it is closed."""
        if turn := turn_in(fact):
            await self._doors.carry_out(turn)
            return (), ()
        plan, ids = plan_of(fact), fact.ids
        if fact.campaign is not None:
            await self._turn_campaign(fact, fact.campaign)
            ids = tuple(dict.fromkeys((*ids, *await self._joined(fact, plan))))
        applied, missed = await self._change_all(ids, plan, fact.decision)
        claimed = [each.id for each in missed if each.id in fact.ids]
        if claimed:
            await self._recorder.void(fact.decision, fact.actor, claimed)
        await self._claims.done(applied)
        await self._ledger.close(fact.decision)
        return applied, missed

    async def _joined(self, fact: Fact, plan: PlanFor) -> list[str]:
        """Members that a decision about their campaign reaches although its entry could not yet know of them."""
        members = await self._members(fact.campaign)
        busy = set() if fact.action == changes.UNDO else await self._claims.by_others(members, fact.actor)
        found = possible(await self._threads.comments(members), plan)
        return [comment.id for comment in found if comment.id not in busy]

    async def _as_far_as_it_holds(self, fact: Fact) -> Fact:
        """Without its campaign, if something else has been decided about that since."""
        (known,) = await self._campaigns.find([fact.campaign]) if fact.campaign else (None,)
        superseded = known is not None and known.sentence is not None and known.sentence.decision > fact.decision
        return replace(fact, campaign=None) if superseded else fact

    async def _turn_campaign(self, fact: Fact, campaign: str) -> None:
        """What holds for those who join from now on."""
        if fact.action != changes.UNDO:
            await self._campaigns.pass_sentence(
                campaign, Sentence(fact.decision, Action(fact.action), fact.actor), fact.at
            )
            return
        undone = await self._entry(fact.undoes or "")
        if undone.action != changes.UNDO:
            await self._campaigns.undo_sentence(campaign, undone.decision, fact.at)
            return
        (known,) = await self._campaigns.find([campaign])
        if known and known.former and known.sentence is None:
            again = replace(known.former, decision=fact.decision, actor=fact.actor)
            await self._campaigns.pass_sentence(campaign, again, fact.at)

    async def _change_all(
        self, ids: Iterable[str], plan: PlanFor, decision: str
    ) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
        """Which comments changed, and which did not after all."""
        turns = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def changed(identity: str) -> str | None:
            async with turns:
                return await self._change(identity, plan, decision)

        listed = list(ids)
        outcomes = dict(zip(listed, await asyncio.gather(*map(changed, listed)), strict=True))
        missed = tuple(Skipped(identity, why) for identity, why in outcomes.items() if why is not None)
        return tuple(identity for identity, why in outcomes.items() if why is None), missed

    async def _change(self, identity: str, plan: PlanFor, decision: str) -> str | None:
        """None if the decision has changed the comment, now or before; else the code of what came between."""
        try:
            await self._writer.change(identity, plan)
        except (Conflict, NotFound) as error:
            done = any(event.decision == decision for event in await self._threads.history(identity))
            return None if done else error.code
        return None

    async def _members(self, campaign: str | None) -> list[str]:
        return await self._campaigns.members(campaign) if campaign else []

    async def _entry(self, decision: str) -> Entry:
        entry = await self._ledger.of_decision(decision)
        if entry is None:
            raise NotFound("decision", decision)
        return entry
