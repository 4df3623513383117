"""How the comment service tells others what is said about a page: how many public comments, and when the newest came.

    {discussion}:changed   stream of events, one after each change of a thread's public comments
                           url      address of the thread, in the normal form that threads have
                           count    public comments now
                           updated  when the newest of them was made, ms; 0 without any
                           version  of the thread; grows with every write to it
    {discussion}:told      hash: digest of the url -> version told last

What a reader may rely on: every change that the public can see is followed by an event, at least once, also after a
crash; of two events about one thread the later one is never the older truth, so the last one holds; the same figures
may come again. `saket reindex` tells those of every thread anew. The stream keeps about `KEPT` events: a reader that
was away for longer asks for a reindex. Withdrawn posts keep their figures; readers know their own posts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.clock import from_ms, to_ms
from shared.ids import digest_id
from shared.store.client import Script, Store

CHANGED: Final = "{discussion}:changed"
KEPT: Final = 100_000
_TOLD: Final = "{discussion}:told"
_TELL: Final = Script.load("shared", "tell_figures.lua")


@dataclass(frozen=True, slots=True)
class Figures:
    """The public comments of the thread at ``url``: how many, and when the newest was made (None without any)."""

    url: str
    count: int
    updated: datetime | None
    version: int = 0


class Teller:
    """Tells what is said, unless something newer about the same thread has been told already."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tell(self, figures: Figures) -> bool:
        """Append the event; False if a newer version was told."""
        updated = to_ms(figures.updated) if figures.updated else 0
        args = (figures.url, figures.count, updated, figures.version, digest_id(figures.url), KEPT)
        (word,) = await self._store.call(_TELL, [CHANGED, _TOLD], args)
        return bool(word == b"told")


def figures_in(fields: Mapping[bytes, bytes]) -> Figures:
    """What an event of the stream says."""
    updated = int(fields[b"updated"])
    return Figures(
        url=fields[b"url"].decode(),
        count=int(fields[b"count"]),
        updated=from_ms(updated) if updated else None,
        version=int(fields[b"version"]),
    )
