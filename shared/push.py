"""How services tell the hub that a feed has changed: a stream that every process sharing the store can write to.

Announcing is at-least-once; the hub sends each version of a topic once (it compares what it reads with what it sent).
"""

from collections.abc import Iterable
from typing import Final

from shared.store.client import Store

NEWS_STREAM: Final = "{hub}:news"
_KEPT: Final = 10_000


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
