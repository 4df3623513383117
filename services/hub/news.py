"""News of changed topics, read by a consumer group: every piece is handed on at least once.

All processes read as one consumer: an entry that none of them acknowledged for a while is claimed by whoever comes
by, and no names of dead consumers are left behind.
"""

from typing import Any, Final

from shared.push import NEWS_STREAM
from shared.store.client import Script, Store, StreamEntry

_OPEN = Script.load("services.hub", "open_news.lua")
_GROUP: Final = "hub"
_CONSUMER: Final = "hub"
_AT_ONCE: Final = 100


class RedisNews:
    """The stream of `shared.push`. ``idle_ms``: how long an entry may stay unacknowledged before it is taken over."""

    def __init__(self, store: Store, *, idle_ms: int) -> None:
        self._store = store
        self._idle_ms = idle_ms

    async def open(self) -> None:
        """Make the group unless it exists; it starts with the oldest news."""
        await self._store.call(_OPEN, [NEWS_STREAM], [_GROUP])

    async def take(self, block_ms: int) -> list[StreamEntry]:
        """News left behind by the dead, or else fresh news, waiting ``block_ms`` for it (1 to 1,000)."""
        _, left, _ = await self._store.execute(
            "XAUTOCLAIM", NEWS_STREAM, _GROUP, _CONSUMER, self._idle_ms, "0", "COUNT", _AT_ONCE
        )
        return _entries(left) or await self._fresh(block_ms)

    async def acknowledge(self, entries: list[StreamEntry]) -> None:
        """They need not come again."""
        await self._store.execute("XACK", NEWS_STREAM, _GROUP, *[identity for identity, _ in entries])

    async def _fresh(self, block_ms: int) -> list[StreamEntry]:
        command = ("GROUP", _GROUP, _CONSUMER, "COUNT", _AT_ONCE, "BLOCK", block_ms, "STREAMS", NEWS_STREAM, ">")
        reply = await self._store.execute("XREADGROUP", *command)
        return [entry for _, entries in reply or () for entry in _entries(entries)]


def _entries(reply: Any) -> list[StreamEntry]:
    return [(identity, fields or {}) for identity, fields in reply]
