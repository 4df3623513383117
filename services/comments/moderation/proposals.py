"""The second person: what settles more comments than one person may settle at once waits until another confirms it.

So does an undo, for what it publishes or refuses again. Where it puts comments back before the moderators it does not
wait: that harms nobody for good, and is how a mistake is stopped at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from services.comments.moderation.ledger import Fact
from services.comments.moderation.orders import Order, checked
from services.comments.moderation.recording import Once
from services.comments.moderation.rulings import Ruling
from shared.clock import Clock
from shared.errors import Conflict, IdempotencyMismatch, NotFound

KEPT: Final = timedelta(days=7)
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """What waits to be carried out, as ``fact.decision``; it would have settled ``count`` comments when it was made.

    ``order`` is the digest of what was asked for.
    """

    fact: Fact
    count: int
    order: str
    once: Once | None = None

    @property
    def id(self) -> str:
        return self.fact.decision

    @property
    def asked(self) -> str:
        """What is the same for those who ask for the same at the same time, before either finds the other's."""
        return self.fact.undoes or (self.once.key if self.once else self.id)


class OwnProposal(Conflict):
    """Who proposed something does not confirm it."""

    code = "own-proposal"

    def __init__(self) -> None:
        super().__init__("somebody else has to confirm this")


class Shelf(Protocol):
    """Keeps proposals."""

    async def put(self, proposal: Proposal) -> None: ...
    async def get(self, identity: str) -> Proposal | None: ...
    async def everything(self) -> list[Proposal]: ...
    async def remove(self, *identities: str) -> None: ...


class Decisions(Protocol):
    """Takes decisions (`services.comments.moderation.decisions.Decisions`)."""

    async def decide(self, order: Order, actor: str, once: Once | None = None) -> Ruling: ...
    async def undo(self, decision: str, actor: str, once: Once | None = None) -> Ruling: ...
    async def before(self, once: Once | None) -> Ruling | None: ...
    async def reach(self, fact: Fact) -> list[str]: ...
    async def settles(self, fact: Fact, ids: Sequence[str]) -> int: ...
    async def carry_out(self, ids: Sequence[str], fact: Fact, once: Once | None) -> Ruling: ...
    def fact(self, order: Order, actor: str) -> Fact: ...
    async def undoing(self, decision: str, actor: str) -> Fact: ...


class Proposals:
    """``alone`` is how many comments one person may decide about at once; 0: any number."""

    def __init__(self, decisions: Decisions, shelf: Shelf, *, alone: int, clock: Clock) -> None:
        self._decisions = decisions
        self._shelf = shelf
        self._alone = alone
        self._clock = clock

    async def decide(self, order: Order, actor: str, once: Once | None = None) -> Ruling:
        """Decide at once, or propose. Raises as `services.comments.moderation.decisions.Decisions.decide`."""
        order = checked(order)
        waits = await self._waits(self._decisions.fact(order, actor), order.digest, once)
        return waits or await self._decisions.decide(order, actor, once)

    async def undo(self, decision: str, actor: str, once: Once | None = None) -> Ruling:
        """Undo at once, or propose to. Raises as `services.comments.moderation.decisions.Decisions.undo`."""
        waits = await self._waits(await self._decisions.undoing(decision, actor), f"undo {decision}", once)
        return waits or await self._decisions.undo(decision, actor, once)

    async def everything(self) -> list[Proposal]:
        """What waits, oldest first; what nobody confirmed within a week is forgotten, and what was asked for twice."""
        since, waiting = self._clock() - KEPT, dict[str, Proposal]()
        proposals = sorted(await self._shelf.everything(), key=lambda proposal: proposal.id)
        for proposal in proposals:
            if proposal.fact.at >= since:
                waiting.setdefault(proposal.asked, proposal)
        kept = [*waiting.values()]
        if old := [proposal.id for proposal in proposals if proposal not in kept]:
            await self._shelf.remove(*old)
        return kept

    async def confirm(self, identity: str, person: str) -> Ruling:
        """Carry it out. Raises `NotFound`, and `OwnProposal` for whoever made it."""
        proposal = await self._get(identity)
        if proposal.fact.actor == person:
            raise OwnProposal
        once = proposal.once or Once(f"proposal-{identity}", proposal.order)
        ids = await self._decisions.reach(proposal.fact)
        ruling = await self._decisions.carry_out(ids, replace(proposal.fact, at=self._clock(), second=person), once)
        await self._shelf.remove(identity)
        return ruling

    async def decline(self, identity: str) -> None:
        """Nothing comes of it. Raises `NotFound`."""
        await self._get(identity)
        await self._shelf.remove(identity)

    async def _waits(self, fact: Fact, order: str, once: Once | None) -> Ruling | None:
        """That it waits for a second person; None if one is enough, or it is done already."""
        if not self._alone or await self._decisions.before(once) is not None:
            return None
        known = await self._known(fact, once)
        if known is None:
            ids = await self._decisions.reach(fact)
            count = await self._decisions.settles(fact, ids)
            if count <= self._alone:
                return None
            known = Proposal(replace(fact, ids=tuple(ids)), count, order, once)
            await self._propose(known)
        return Ruling(known.id, (), (), pending=True)

    async def _propose(self, proposal: Proposal) -> None:
        if len(await self.everything()) >= MOST:
            raise Conflict("too many proposals wait to be confirmed")
        await self._shelf.put(proposal)

    async def _known(self, fact: Fact, once: Once | None) -> Proposal | None:
        """What the same request proposed before, or somebody who wants the same decision undone."""
        for proposal in await self.everything():
            if once is not None and proposal.once is not None and proposal.once.key == once.key:
                if proposal.once.order != once.order:
                    raise IdempotencyMismatch
                return proposal
            if fact.undoes is not None and proposal.fact.undoes == fact.undoes:
                return proposal
        return None

    async def _get(self, identity: str) -> Proposal:
        proposal = await self._shelf.get(identity)
        if proposal is None or proposal.fact.at < self._clock() - KEPT:
            raise NotFound("proposal", identity)
        return proposal
