"""Hear what other processes write, so that what is shown from memory ends when it should.

    last id | everything may have changed | XREAD after it | end the versions of the threads named | …
    version of the posts | everything that depends on them may have changed | wait for another one | …

As the feeds' tail, it remembers nothing: a process that has just started, or has lost the store, says so.
"""

import asyncio
import logging
from typing import Final

from services.comments.listing import POSTS
from services.comments.thread import Posts
from shared.discussion import CHANGED, figures_in
from shared.errors import StoreError
from shared.http.versions import Versions
from shared.store.client import Store

log = logging.getLogger(__name__)

_BLOCK_MS: Final = 1000
_PAUSE_SECONDS: Final = 0.5


class ThreadsTail:
    """Keeps the versions of threads up to date with the store."""

    def __init__(self, store: Store, versions: Versions[str]) -> None:
        self._store = store
        self._versions = versions
        self._place: bytes | None = None

    async def run(self) -> None:
        """Until cancelled. While the store is away, what is in memory goes on being shown."""
        while True:
            try:
                await self.step(block_ms=_BLOCK_MS)
            except StoreError as error:
                self._place = None
                log.warning("the tail of the threads waits for the store: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self, *, block_ms: int) -> None:
        """Wait at most ``block_ms`` for news."""
        if self._place is None:
            self._place = await self._end()
            self._versions.bump_all()
        for identity, fields in await self._store.wait_stream(CHANGED, self._place, block_ms=block_ms):
            self._versions.bump([figures_in(fields).url])
            self._place = identity

    async def _end(self) -> bytes:
        last = await self._store.execute("XREVRANGE", CHANGED, "+", "-", "COUNT", 1)
        return last[0][0] if last else b"0-0"


async def follow_posts(posts: Posts, versions: Versions[str]) -> None:
    """The same for posts, which may be withdrawn, renamed or moved."""
    while True:
        try:
            version, moved = await posts.version(), True
            while True:
                if moved:
                    versions.bump([POSTS])
                await posts.wait(version)
                version, moved = await posts.moved(version)
        except StoreError as error:
            log.warning("the tail of the posts waits for the store: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)
