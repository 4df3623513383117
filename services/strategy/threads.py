"""`voices.Threads` from what the comment service keeps."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from services.comments.addresses import Addresses
from services.comments.model import Comment
from services.comments.storage.threads import RedisThreads
from services.comments.threads.thread import thread_key
from services.strategy.voices import Remark
from shared.discussion import CHANGED
from shared.store.client import Store

_MOST_REMARKS: Final = 200


class OwnThreads:
    """The discussions under this site's posts."""

    def __init__(self, store: Store, base_url: str) -> None:
        self._store = store
        self._addresses = Addresses(base_url)
        self._threads = RedisThreads(store)

    async def remarks(self, threads: Sequence[str]) -> Mapping[str, Sequence[Remark]]:
        keys = [thread_key(url) for url in threads]
        sizes = await self._threads.counts(keys) if keys else []
        talked = [(url, key) for url, key, size in zip(threads, keys, sizes, strict=True) if size]
        found = await asyncio.gather(*(self._threads.newest(key, _MOST_REMARKS) for _, key in talked))
        return {url: [*map(self._remark, comments)] for (url, _), comments in zip(talked, found, strict=True)}

    async def version(self) -> str:
        newest = await self._store.execute("XREVRANGE", CHANGED, "+", "-", "COUNT", 1)
        return newest[0][0].decode() if newest else ""

    def _remark(self, comment: Comment) -> Remark:
        return Remark(
            id=comment.id,
            parent=comment.parent,
            author=comment.author,
            text=comment.text,
            created=comment.created,
            official=comment.official,
            url=self._addresses.comment(comment),
        )
