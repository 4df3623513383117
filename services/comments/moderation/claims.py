"""Who is working on which comment, so that two moderators never work on one: a lease that ends by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.model import State
from shared.clock import Clock
from shared.errors import FieldProblem, InvalidInput

LEASE: Final = timedelta(minutes=5)
MOST_CLAIMED: Final = 200


@dataclass(frozen=True, slots=True)
class Hold:
    """``person`` works on a comment until then."""

    person: str
    until: datetime


class Leases(Protocol):
    """Keeps who holds what."""

    async def take(self, identities: Sequence[str], hold: Hold, now: datetime) -> dict[str, Hold]: ...
    async def release(self, identities: Sequence[str], person: str | None) -> None: ...
    async def held(self, identities: Sequence[str], now: datetime) -> dict[str, Hold]: ...


class States(Protocol):
    """Where comments stand."""

    async def states(self, identities: Sequence[str]) -> list[State | None]: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """Which comments are now one's own, and who works on the others that were asked for."""

    mine: Mapping[str, Hold]
    others: Mapping[str, Hold]


class Claims:
    """Takes, renews and gives back."""

    def __init__(self, leases: Leases, states: States, clock: Clock) -> None:
        self._leases = leases
        self._states = states
        self._clock = clock

    async def take(self, identities: Sequence[str], person: str) -> Claimed:
        """Claim what is free, renew what is one's own. Only what waits for a decision can be claimed."""
        wanted = _checked(identities)
        now = self._clock()
        known = zip(wanted, await self._states.states(wanted), strict=True)
        waiting = [identity for identity, state in known if state is State.HELD]
        holds = await self._leases.take(waiting, Hold(person, now + LEASE), now) if waiting else {}
        return Claimed(
            {identity: hold for identity, hold in holds.items() if hold.person == person},
            {identity: hold for identity, hold in holds.items() if hold.person != person},
        )

    async def release(self, identities: Sequence[str], person: str) -> None:
        """Give back what is one's own."""
        await self._leases.release(_checked(identities), person)

    async def held(self, identities: Sequence[str]) -> dict[str, Hold]:
        """Who works on which of these comments."""
        return await self._leases.held(identities, self._clock()) if identities else {}

    async def by_others(self, identities: Sequence[str], person: str) -> set[str]:
        """Those of these comments that somebody else works on."""
        holds = await self.held(identities)
        return {identity for identity, hold in holds.items() if hold.person != person}

    async def done(self, identities: Sequence[str]) -> None:
        """Whoever worked on them: it is decided."""
        if identities:
            await self._leases.release(identities, None)


def _checked(identities: Sequence[str]) -> list[str]:
    distinct = list(dict.fromkeys(identities))
    if not 1 <= len(distinct) <= MOST_CLAIMED:
        raise InvalidInput(FieldProblem("ids", "out-of-range", f"1..{MOST_CLAIMED} comments"))
    return distinct
