"""What moderators do: look through the queue, decide (about a whole campaign at once, too), undo, read the ledger.

    plan | append to the ledger | change each comment on its own | append what could not be changed

The ledger comes first: no comment ever changes by a decision that is not on record. A comment that somebody else
changes between plan and change is skipped, and said to be; the entry has claimed it, so another entry (``void``,
which names the decision) takes that claim back. Only a crash, or a store that goes away, between the two leaves a claim
too many, and never a change that is not claimed: the comment's own history names the decisions that did change it.
An entry about a campaign claims also those comments that join it while the decision holds.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from services.comments import changes
from services.comments.campaigns.lookout import Campaigns
from services.comments.campaigns.model import Campaign, Sentence
from services.comments.model import MODERATOR_ACTIONS, Action, Change, Comment, Event, ReasonCode, State
from services.comments.moderation.ledger import VOID, Entry, Fact, chained
from services.comments.moderation.priority import id_at
from services.comments.text import clean_paragraphs
from services.comments.thread import key_of
from services.comments.writer import Plan
from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput, NotFound
from shared.ids import NewId

MOST_IDS: Final = 200
MOST_WORDS: Final = 1000
_TRIES: Final = 50
_CHUNK: Final = 200
_MOST_CHUNKS: Final = 10
_MOST_LOOKED_AT: Final = 500
UNKNOWN: Final = "not-found"

PlanFor = Callable[[Comment], Change]


class Threads(Protocol):
    """The threads, as far as moderators are concerned."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...
    async def history(self, identity: str) -> list[Event]: ...


class Queue(Protocol):
    """The moderation index, as far as reading is concerned."""

    async def places(self, state: State, after: str | None, limit: int) -> list[str]: ...
    async def sizes(self) -> dict[State, int]: ...


class Changer(Protocol):
    """Writes comments (`services.comments.writer.Writer`)."""

    async def change(self, identity: str, plan: Plan) -> Comment: ...


class Ledger(Protocol):
    """The append-only record of decisions."""

    async def last(self) -> Entry | None: ...
    async def append(self, entry: Entry) -> bool: ...
    async def of_decision(self, decision: str) -> Entry | None: ...
    async def entries(self, after: int, limit: int) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue somebody wants to see; ``thread`` is a thread key, ``campaign`` an identifier."""

    state: State = State.HELD
    reason: ReasonCode | None = None
    thread: str | None = None
    campaign: str | None = None

    def takes(self, comment: Comment) -> bool:
        """Whether a comment passes. The state is looked at again: the index may lag behind for a moment."""
        reasons = {reason.code for reason in comment.standing.reasons}
        wanted = self.campaign is None or self.campaign == comment.campaign
        return wanted and comment.state is self.state and (self.reason is None or self.reason in reasons)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A comment that a decision did not change; ``why`` is an error's code."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision did. ``decision`` is None if it could not be applied to any comment, and so was not taken."""

    decision: str | None
    applied: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class Moderation:
    """The moderator's use cases."""

    def __init__(
        self,
        *,
        threads: Threads,
        queue: Queue,
        ledger: Ledger,
        writer: Changer,
        campaigns: Campaigns,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._threads = threads
        self._queue = queue
        self._ledger = ledger
        self._writer = writer
        self._campaigns = campaigns
        self._clock = clock
        self._new_id = new_id
        self._turn = asyncio.Lock()

    async def queue(self, wanted: Filter, after: str | None, limit: int) -> tuple[list[Comment], str | None]:
        """Comments in their order, and the place to go on from; a page may be short and still have a next one."""
        found: list[Comment] = []
        for _ in range(_MOST_CHUNKS):
            places = await self._queue.places(wanted.state, after, _CHUNK)
            for place, comment in zip(places, await self._read(places, wanted.thread), strict=True):
                if len(found) == limit:
                    return found, after
                after = place
                if comment is not None and wanted.takes(comment):
                    found.append(comment)
            if len(places) < _CHUNK:
                return found, None
        return found, after

    async def sizes(self) -> dict[State, int]:
        """How many comments stand in each state."""
        return await self._queue.sizes()

    async def comment(self, identity: str) -> tuple[Comment, list[Event]]:
        """A comment and its history. Raises `NotFound`."""
        (comment,) = await self._threads.comments([identity])
        if comment is None:
            raise NotFound("comment", identity)
        return comment, await self._threads.history(identity)

    async def decide(self, ids: Sequence[str], action: Action, reason: str, actor: str) -> Ruling:
        """Do ``action`` to each comment that it is possible for."""
        words = _checked(action, reason, ids)
        fact = self._fact(action, words, actor)
        return await self._rule(tuple(dict.fromkeys(ids)), _deciding(fact, action), fact)

    async def decide_campaign(self, campaign: str, action: Action, reason: str, actor: str) -> Ruling:
        """Do ``action`` to every comment of a campaign, and let it hold for those who join. Raises `NotFound`.

        What holds is said before the members are counted: who joins later inherits it, who came before is found here.
        """
        words = _checked(action, reason)
        await self.campaign(campaign)
        fact = replace(self._fact(action, words, actor), campaign=campaign)
        plan = _deciding(fact, action)
        members = await self._campaigns.members(campaign)
        await self._record(_of(fact, _possible(await self._threads.comments(members), plan)))
        await self._campaigns.pass_sentence(campaign, Sentence(fact.decision, action, actor), fact.at)
        members = await self._campaigns.members(campaign)
        found = [comment for comment in await self._threads.comments(members) if comment is not None]
        applied, skipped = await self._change_all(_possible(found, plan), plan)
        return Ruling(fact.decision, applied, skipped)

    async def undo(self, decision: str, actor: str) -> Ruling:
        """Take a decision back wherever nothing else has followed it. Raises `NotFound`."""
        entry = await self._ledger.of_decision(decision)
        if entry is None:
            raise NotFound("decision", decision)
        now = self._clock()
        undoing = self._new_id(now)

        def plan(comment: Comment) -> Change:
            return changes.undone(comment, decision, decision=undoing, actor=actor, now=now)

        fact = Fact(undoing, now, actor, changes.UNDO, (), undoes=decision, campaign=entry.campaign)
        if entry.campaign is None:
            return await self._rule(entry.ids, plan, fact)
        return await self._undo_campaign(entry.campaign, entry, plan, fact)

    async def campaign(self, identity: str) -> Campaign:
        """A campaign. Raises `NotFound`, also for comments that are too few to be one."""
        (campaign,) = await self._campaigns.find([identity])
        if campaign is None or not campaign.established:
            raise NotFound("campaign", identity)
        return campaign

    async def members(self, identity: str) -> list[Comment]:
        """The comments of a campaign, oldest first. Raises `NotFound`."""
        await self.campaign(identity)
        found = await self._threads.comments(await self._campaigns.members(identity))
        return [comment for comment in found if comment is not None]

    async def campaigns(self) -> list[Campaign]:
        """What campaigns there are, the latest first."""
        return [campaign for campaign in await self._campaigns.newest(_MOST_LOOKED_AT) if campaign.established]

    async def campaigns_of(self, comments: Iterable[Comment]) -> dict[str, Campaign]:
        """The campaigns that some comments belong to, by identifier."""
        identities = list(dict.fromkeys(c.campaign for c in comments if c.campaign))
        found = await self._campaigns.find(identities)
        return {campaign.id: campaign for campaign in found if campaign and campaign.established}

    async def entries(self, after: int, limit: int) -> list[Entry]:
        """The ledger, oldest first."""
        return await self._ledger.entries(after, limit)

    async def _rule(self, ids: Sequence[str], plan: PlanFor, fact: Fact) -> Ruling:
        current = dict(zip(ids, await self._threads.comments(ids), strict=True))
        planned, skipped = _planned(current, plan)
        if not planned:
            return Ruling(None, (), tuple(skipped))
        await self._record(_of(fact, planned))
        applied, overtaken = await self._change_all(planned, plan)
        if overtaken:
            await self._void(fact, [missed.id for missed in overtaken])
        return Ruling(fact.decision if applied else None, applied, (*skipped, *overtaken))

    async def _undo_campaign(self, campaign: str, entry: Entry, plan: PlanFor, fact: Fact) -> Ruling:
        """As `_rule`, for those too who inherited the decision; then nobody inherits it any longer."""
        members = await self._campaigns.members(campaign)
        current = await self._threads.comments(list(dict.fromkeys((*entry.ids, *members))))
        await self._record(_of(fact, _possible(current, plan)))
        await self._turn_sentence(campaign, entry, fact)
        members = await self._campaigns.members(campaign)
        current = await self._threads.comments(list(dict.fromkeys((*entry.ids, *members))))
        applied, skipped = await self._change_all(_possible(current, plan), plan)
        return Ruling(fact.decision, applied, skipped)

    async def _turn_sentence(self, campaign: str, entry: Entry, fact: Fact) -> None:
        """A decision no longer holds, or holds again where an undo is undone."""
        if entry.action != changes.UNDO:
            await self._campaigns.undo_sentence(campaign, entry.decision, fact.at)
            return
        (known,) = await self._campaigns.find([campaign])
        if known and known.former and known.sentence is None:
            again = replace(known.former, decision=fact.decision, actor=fact.actor)
            await self._campaigns.pass_sentence(campaign, again, fact.at)

    async def _change_all(
        self, comments: Iterable[Comment], plan: PlanFor
    ) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
        """Which comments changed, and which did not after all."""
        outcomes = {comment.id: await self._change(comment.id, plan) for comment in comments}
        overtaken = tuple(Skipped(identity, why) for identity, why in outcomes.items() if why is not None)
        return tuple(identity for identity, why in outcomes.items() if why is None), overtaken

    def _fact(self, action: Action, words: str, actor: str) -> Fact:
        now = self._clock()
        return Fact(self._new_id(now), now, actor, action, (), words)

    async def _change(self, identity: str, plan: PlanFor) -> str | None:
        """None if the comment changed, else the code of what came between."""
        try:
            await self._writer.change(identity, plan)
        except Conflict as error:
            return error.code
        return None

    async def _void(self, fact: Fact, missed: Sequence[str]) -> None:
        """Take back what an entry claimed of these comments."""
        now = self._clock()
        await self._record(Fact(self._new_id(now), now, fact.actor, VOID, tuple(missed), undoes=fact.decision))

    async def _record(self, fact: Fact) -> None:
        """Next in the chain. Within this process one after the other; other processes are few enough to compete."""
        async with self._turn:
            for _ in range(_TRIES):
                if await self._ledger.append(chained(fact, await self._ledger.last())):
                    return
        raise Conflict("others are writing to the ledger")

    async def _read(self, places: Sequence[str], thread: str | None) -> list[Comment | None]:
        ids = [id_at(place) for place in places]
        wanted = [identity for identity in ids if thread is None or key_of(identity) == thread]
        found = dict(zip(wanted, await self._threads.comments(wanted), strict=True))
        return [found.get(identity) for identity in ids]


def _deciding(fact: Fact, action: Action) -> PlanFor:
    def plan(comment: Comment) -> Change:
        return changes.decided(
            comment, action, decision=fact.decision, actor=fact.actor, reason=fact.reason, now=fact.at
        )

    return plan


def _checked(action: Action, reason: str, ids: Sequence[str] | None = None) -> str:
    """The cleaned reason. Raises `InvalidInput` with every problem."""
    words = clean_paragraphs(reason)
    problems = []
    if ids is not None and not 1 <= len(ids) <= MOST_IDS:
        problems.append(FieldProblem("ids", "out-of-range", f"1..{MOST_IDS} comments"))
    if action not in MODERATOR_ACTIONS:
        problems.append(FieldProblem("action", "unknown", ", ".join(MODERATOR_ACTIONS)))
    if len(words) > MOST_WORDS:
        problems.append(FieldProblem("reason", "too-long", f"at most {MOST_WORDS} characters"))
    if problems:
        raise InvalidInput(*problems)
    return words


def _planned(current: dict[str, Comment | None], plan: PlanFor) -> tuple[list[Comment], list[Skipped]]:
    planned, skipped = [], []
    for identity, comment in current.items():
        if comment is None:
            skipped.append(Skipped(identity, UNKNOWN))
            continue
        try:
            plan(comment)
        except Conflict as error:
            skipped.append(Skipped(identity, error.code))
        else:
            planned.append(comment)
    return planned, skipped


def _possible(comments: Iterable[Comment | None], plan: PlanFor) -> list[Comment]:
    """Those comments that a plan would change."""
    current = {comment.id: comment for comment in comments if comment is not None}
    return _planned(dict(current), plan)[0]


def _of(fact: Fact, comments: Sequence[Comment]) -> Fact:
    versions = {c.judgement.model_version for c in comments if c.judgement.model_version}
    return replace(fact, ids=tuple(comment.id for comment in comments), model_versions=tuple(sorted(versions)))
