"""Hear what other processes write: follow a stream from its end, for as long as this process lives.

    last id | everything may have changed | XREAD after it | end the versions of the views named | …

Unlike `shared.relay`, every process reads for itself, and nothing is remembered: a process that has just started, or
has lost the store for a while, knows nothing and says so.
"""

import asyncio
import logging
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final, Generic, TypeVar

from shared.errors import StoreError
from shared.http.versions import Versions
from shared.store.client import Store

log = logging.getLogger(__name__)

Name = TypeVar("Name", bound=Hashable)

_BLOCK_MS: Final = 1000
_PAUSE_SECONDS: Final = 0.5


class Tail(Generic[Name]):
    """Keeps `Versions` up to date with the store: ``changed`` names the views that an event of ``stream`` ends."""

    def __init__(
        self,
        store: Store,
        stream: str,
        versions: Versions[Name],
        changed: Callable[[Mapping[bytes, bytes]], Iterable[Name]],
    ) -> None:
        self._store = store
        self._stream = stream
        self._versions = versions
        self._changed = changed
        self._place: bytes | None = None

    async def run(self) -> None:
        """Until cancelled. While the store is away, views stay at the versions they have and go on being served."""
        while True:
            try:
                await self.step(block_ms=_BLOCK_MS)
            except StoreError as error:
                self._place = None
                log.warning("the tail of %s waits for the store: %s", self._stream, error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, *, block_ms: int) -> None:
        """Wait at most ``block_ms`` for news."""
        if self._place is None:
            self._place = await self._end()
            self._versions.bump_all()
        for identity, fields in await self._store.wait_stream(self._stream, self._place, block_ms=block_ms):
            self._versions.bump(self._changed(fields))
            self._place = identity

    async def _end(self) -> bytes:
        last = await self._store.execute("XREVRANGE", self._stream, "+", "-", "COUNT", 1)
        return last[0][0] if last else b"0-0"
