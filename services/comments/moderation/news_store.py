"""The news of the moderation index: a stream in Redis that every instance follows."""

from typing import Final

from services.comments.moderation.live import News
from services.comments.moderation.queue_store import NEWS
from shared.store.client import Store, StreamEntry

_BLOCK_MS: Final = 5000
_AT_ONCE: Final = 500
START: Final = "0-0"


class RedisNews:
    """`services.comments.moderation.live.Source` over a real server."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def last(self) -> str:
        """The name of the last of the news."""
        found = await self._store.execute("XREVRANGE", NEWS, "+", "-", "COUNT", 1)
        return str(found[0][0].decode()) if found else START

    async def wait(self, after: str) -> News | None:
        """What came after some news, as one; None if nothing did for a while."""
        return _together(await self._store.wait_stream(NEWS, after, block_ms=_BLOCK_MS, count=_AT_ONCE))

    async def since(self, after: str) -> News | None:
        """What came after some news, as one; None if nobody remembers as far back."""
        first = await self._store.execute("XRANGE", NEWS, "-", "+", "COUNT", 1)
        if first and _order(after) < _order(first[0][0].decode()) and after != START:
            return None
        found = await self._store.execute("XRANGE", NEWS, f"({after}", "+", "COUNT", _AT_ONCE)
        return _together(found) or News(after, ())


def _together(entries: list[StreamEntry]) -> News | None:
    if not entries:
        return None
    comments = dict.fromkeys(fields[b"comment"].decode() for _, fields in entries)
    return News(entries[-1][0].decode(), tuple(comments))


def _order(identity: str) -> tuple[int, int]:
    milliseconds, _, sequence = identity.partition("-")
    return int(milliseconds), int(sequence)
