"""The second person: an order about more comments than one person may decide about waits until another confirms it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
    """An order that waits; ``id`` will be its decision. ``count`` comments would change by it when it was made."""

    id: str
    order: Order
    actor: str
    at: datetime
    count: int
    once: Once | None = None


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
    async def before(self, once: Once | None) -> Ruling | None: ...
    async def reach(self, order: Order) -> list[str]: ...
    async def feasible(self, order: Order, ids: Sequence[str], actor: str) -> int: ...
    async def carry_out(self, ids: Sequence[str], fact: Fact, once: Once | None) -> Ruling: ...
    def fact(self, order: Order, actor: str) -> Fact: ...


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
        if not self._alone or await self._decisions.before(once) is not None:
            return await self._decisions.decide(order, actor, once)
        waiting = await self._waiting_for(once)
        if waiting is not None:
            return waiting
        count = await self._decisions.feasible(order, await self._decisions.reach(order), actor)
        if count <= self._alone:
            return await self._decisions.decide(order, actor, once)
        return await self._propose(order, actor, count, once)

    async def everything(self) -> list[Proposal]:
        """What waits, oldest first; what nobody confirmed within a week is forgotten."""
        proposals = sorted(await self._shelf.everything(), key=lambda proposal: proposal.id)
        old = [proposal.id for proposal in proposals if proposal.at < self._clock() - KEPT]
        if old:
            await self._shelf.remove(*old)
        return [proposal for proposal in proposals if proposal.id not in old]

    async def confirm(self, identity: str, person: str) -> Ruling:
        """Carry it out. Raises `NotFound`, and `OwnProposal` for whoever made it."""
        proposal = await self._get(identity)
        if proposal.actor == person:
            raise OwnProposal
        fact = self._decisions.fact(proposal.order, proposal.actor)
        fact = replace(fact, decision=identity, second=person)
        once = proposal.once or Once(f"proposal-{identity}", proposal.order.digest)
        ruling = await self._decisions.carry_out(await self._decisions.reach(proposal.order), fact, once)
        await self._shelf.remove(identity)
        return ruling

    async def decline(self, identity: str) -> None:
        """Nothing comes of it. Raises `NotFound`."""
        await self._get(identity)
        await self._shelf.remove(identity)

    async def _propose(self, order: Order, actor: str, count: int, once: Once | None) -> Ruling:
        if len(await self.everything()) >= MOST:
            raise Conflict("too many proposals wait to be confirmed")
        fact = self._decisions.fact(order, actor)
        await self._shelf.put(Proposal(fact.decision, order, actor, fact.at, count, once))
        return Ruling(fact.decision, (), (), pending=True)

    async def _waiting_for(self, once: Once | None) -> Ruling | None:
        """What the same request proposed before."""
        for proposal in await self.everything() if once else ():
            if proposal.once is not None and once is not None and proposal.once.key == once.key:
                if proposal.once.order != once.order:
                    raise IdempotencyMismatch
                return Ruling(proposal.id, (), (), pending=True)
        return None

    async def _get(self, identity: str) -> Proposal:
        proposal = await self._shelf.get(identity)
        if proposal is None or proposal.at < self._clock() - KEPT:
            raise NotFound("proposal", identity)
        return proposal
