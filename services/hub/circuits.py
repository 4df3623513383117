"""Deliveries and the breakers of their callbacks' hosts: who may leave, and what an attempt says about a host.

Breakers are shared by all instances: each change is made only if what it was decided from still holds, and decided
anew otherwise. Should that never come to an end, a delivery leaves (fail open): one request too many hurts nobody.
"""

from collections.abc import Callable
from typing import Final

from services.hub import breaker
from services.hub.breaker import Breaker, State
from services.hub.model import Claim
from services.hub.service import LEASE, Breakers, Journal
from shared.clock import Clock

_TURNS: Final = 20


class Circuits:
    """The breakers as deliveries meet them."""

    def __init__(self, *, breakers: Breakers, journal: Journal, clock: Clock, jitter: Callable[[], float]) -> None:
        self._breakers = breakers
        self._journal = journal
        self._clock = clock
        self._jitter = jitter

    async def admit(self, claim: Claim[None], host: str) -> bool:
        """Whether to send now; if not, the claim has ended and the delivery waits for the breaker."""
        for _ in range(_TURNS):
            now = self._clock()
            seen = await self._breakers.breaker(host)
            wanted = breaker.asked(seen, now, LEASE)
            if wanted is None:
                if await self._breakers.park(claim, host, seen, now):
                    return False
            elif wanted == seen or await self._swap(host, seen, wanted):
                return True
        return True

    async def tell(self, host: str, *, success: bool) -> Breaker:
        """Take note of how a delivery ended; the breaker as it is now."""
        seen = await self._breakers.breaker(host)
        for _ in range(_TURNS):
            wanted = breaker.told(seen, self._clock(), self._jitter(), success=success)
            if wanted == seen or await self._swap(host, seen, wanted):
                return wanted
            seen = await self._breakers.breaker(host)
        return seen

    async def hold(self, claim: Claim[None], host: str, seen: Breaker) -> bool:
        """Let a delivery that failed wait for the breaker, if that is not closed; its try does not count."""
        return seen.state is not State.CLOSED and await self._breakers.park(claim, host, seen, self._clock())

    async def hasten(self, item: str, host: str) -> None:
        """Let a delivery that waits for its next try be due once the host is well again."""
        await self._breakers.hold(host, item)

    async def _swap(self, host: str, seen: Breaker, wanted: Breaker) -> bool:
        swapped = await self._breakers.swap(host, seen, wanted, self._clock())
        if swapped and wanted.state is not seen.state:
            self._journal.breaker_is(wanted.state)
        return swapped
