"""Hear what other processes write: follow the outbox from its end, for as long as this process lives.

    last id | everything may have changed | XREAD after it | bump the views named | …

Unlike `shared.relay`, every process reads for itself, and nothing is remembered: a process that has just started, or
has lost the store for a while, knows nothing and says so.
"""

import asyncio
import logging
from typing import Final

from services.feed.model import ViewName
from services.feed.store.writes import OUTBOX, views_in
from shared.errors import StoreError
from shared.http.versions import Versions
from shared.store.client import Store

log = logging.getLogger(__name__)

_BLOCK_MS: Final = 1000
_PAUSE_SECONDS: Final = 0.5


class OutboxTail:
    """Keeps `Versions` up to date with the store."""

    def __init__(self, store: Store, versions: Versions[ViewName]) -> None:
        self._store = store
        self._versions = versions
        self._place: bytes | None = None

    async def run(self) -> None:
        """Until cancelled. While the store is away, views stay at the versions they have and go on being served."""
        while True:
            try:
                await self.step(block_ms=_BLOCK_MS)
            except StoreError as error:
                self._place = None
                log.warning("the feeds' tail waits for the store: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, *, block_ms: int) -> None:
        """Wait at most ``block_ms`` for news."""
        if self._place is None:
            self._place = await self._end()
            self._versions.bump_all()
        for identity, fields in await self._store.wait_stream(OUTBOX, self._place, block_ms=block_ms):
            self._versions.bump(views_in(fields))
            self._place = identity

    async def _end(self) -> bytes:
        last = await self._store.execute("XREVRANGE", OUTBOX, "+", "-", "COUNT", 1)
        return last[0][0] if last else b"0-0"
