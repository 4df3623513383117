"""Follow an aggregate's outbox: every event is handled at least once, in order, also after a crash.

XREAD outbox after checkpoint | handle | SET checkpoint
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from shared.errors import StoreError
from shared.store.client import Store

log = logging.getLogger(__name__)

Handle = Callable[[Mapping[bytes, bytes]], Awaitable[None]]
_BLOCK_MS = 1000
_PAUSE_SECONDS = 1.0


class Relay:
    """One reader of one outbox; its place is kept under ``<outbox>:at:<name>``."""

    def __init__(self, store: Store, outbox: str, name: str, handle: Handle) -> None:
        self._store = store
        self._outbox = outbox
        self._checkpoint = f"{outbox}:at:{name}"
        self._handle = handle

    async def run(self) -> None:
        """Until cancelled. While the store is away it waits and tries again."""
        while True:
            try:
                await self.step(block_ms=_BLOCK_MS)
            except StoreError as error:
                log.warning("relay %s waits for the store: %s", self._outbox, error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, *, block_ms: int) -> int:
        """Handle what is there, waiting at most ``block_ms`` for the first event; how many there were."""
        place = await self._store.execute("GET", self._checkpoint) or b"0-0"
        events = await self._store.wait_stream(self._outbox, place, block_ms=block_ms)
        for identity, fields in events:
            await self._handle(fields)
            await self._store.execute("SET", self._checkpoint, identity)
        return len(events)
