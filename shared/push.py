"""How services speak with the hub: a stream that every process sharing the store can write to, and sets they may count.

Announcing is at-least-once; the hub sends each version of a topic once (it compares what it reads with what it sent).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from shared.clock import to_ms
from shared.ids import digest_id
from shared.store.client import Store

NEWS_STREAM: Final = "{hub}:news"
_KEPT: Final = 10_000


def subscribers_key(path: str) -> str:
    """Where the hub keeps the subscriptions of the feed at ``path``: a sorted set by the end of their leases."""
    return f"{{hub}}:topic:{digest_id(path)}"


class Audience:
    """How many subscribe through the hub."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def each(self, paths: Iterable[str], now: datetime) -> list[int]:
        """Subscriptions of each of the feeds at ``paths``."""
        return await self._store.batch([("ZCOUNT", subscribers_key(path), f"({to_ms(now)}", "+inf") for path in paths])


class Announcer:
    """Announces changed topics; does nothing where the hub is off."""

    def __init__(self, store: Store, *, enabled: bool) -> None:
        self._store = store
        self._enabled = enabled

    async def announce(self, topics: Iterable[str]) -> None:
        """Say that what is served at these public feed addresses has changed."""
        if self._enabled:
            await self._store.batch(
                [("XADD", NEWS_STREAM, "MAXLEN", "~", _KEPT, "*", "topic", topic) for topic in topics]
            )
