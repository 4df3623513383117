"""Brings what was counted into the store, every few seconds and when the process ends."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Final

from shared.clock import Clock
from shared.environment import Network
from shared.errors import StoreError
from shared.reach.store import Counted, RedisReach
from shared.reach.tally import Seen, Tally
from shared.reach.visits import Kind, Visit, counts, product, subscribers
from shared.web.client_address import client_address, prefix_of

_log = logging.getLogger(__name__)
EVERY_SECONDS: Final = 10.0
_LAST_SECONDS: Final = 1.0


class ReachKeeper:
    """``trusted`` are the proxies whose word about addresses is believed."""

    def __init__(self, tally: Tally, reach: RedisReach, trusted: Sequence[Network], clock: Clock) -> None:
        self._tally = tally
        self._reach = reach
        self._trusted = trusted
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; what was counted last is kept on the way out."""
        try:
            while True:
                await asyncio.sleep(EVERY_SECONDS)
                await self.keep()
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_SECONDS):
                    await self.keep()

    async def keep(self) -> None:
        """Bring in what was counted. While the store is away it is lost: figures are not worth a request's memory."""
        counted = self._counted(self._tally.take())
        if not (counted.views or counted.fetches):
            return
        try:
            await self._reach.add(counted, self._clock())
        except StoreError as error:
            _log.warning("reach was not counted: %s", error)

    def _counted(self, seen: "Counter[Seen]") -> Counted:
        views: Counter[str] = Counter()
        fetches, readers, spoken = 0, dict[str, None](), dict[str, int]()
        for (path, agent, peer, forwarded), times in seen.items():
            visit = Visit(path, agent, prefix_of(client_address(peer, forwarded, self._trusted)))
            kind = counts(visit)
            if kind is Kind.PAGE:
                views[path] += times
            elif kind is Kind.FEED:
                fetches += times
                name = product(agent)
                readers[f"{name} {visit.prefix}"] = None
                if (count := subscribers(agent)) is not None:
                    spoken[name] = max(count, spoken.get(name, 0))
        return Counted(views, fetches, tuple(readers), spoken)
