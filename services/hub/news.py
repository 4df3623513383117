"""News of changed topics, read by a consumer group: every piece is handed on at least once.

All processes read as one consumer: an entry that none of them acknowledged for a while is claimed by whoever comes
by, and no names of dead consumers are left behind.
"""

from collections.abc import Sequence
from typing import Any, Final

from shared.push import NEWS_STREAM
from shared.store.client import Script, Store

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

    async def take(self, block_ms: int) -> list[tuple[bytes, str]]:
        """News left behind by the dead, or else fresh news, waiting ``block_ms`` for it (1 to 1,000)."""
        _, left, _ = await self._store.execute(
            "XAUTOCLAIM", NEWS_STREAM, _GROUP, _CONSUMER, self._idle_ms, "0", "COUNT", _AT_ONCE
        )
        return _topics(left) or await self._fresh(block_ms)

    async def acknowledge(self, identities: Sequence[bytes]) -> None:
        """They need not come again."""
        await self._store.execute("XACK", NEWS_STREAM, _GROUP, *identities)

    async def _fresh(self, block_ms: int) -> list[tuple[bytes, str]]:
        command = ("GROUP", _GROUP, _CONSUMER, "COUNT", _AT_ONCE, "BLOCK", block_ms, "STREAMS", NEWS_STREAM, ">")
        reply = await self._store.execute("XREADGROUP", *command)
        return [entry for _, entries in reply or () for entry in _topics(entries)]


def _topics(entries: Any) -> list[tuple[bytes, str]]:
    """Identities and topics; an entry that was trimmed away has no fields and names no topic."""
    return [(identity, (fields or {}).get(b"topic", b"").decode()) for identity, fields in entries]
