"""The officers' list: posts in every state, newest first, those that hold some words if any are asked for."""

from collections.abc import Mapping
from typing import Final, Protocol

from services.feed.model import Post, Status
from services.feed.reading.library import MAX_QUERY, Library, Shelf
from services.feed.reading.search import folded, matches

_SCANNED_AT_ONCE: Final = 50
_SCANNED: Final = 500
"""After so many posts a page ends, full or not; the next one goes on from there."""


class Sizes(Protocol):
    """How many posts are in each state."""

    async def sizes(self) -> Mapping[Status, int]: ...


class Browsing:
    """Looks through the library for staff."""

    def __init__(self, library: Library, sizes: Sizes) -> None:
        self._library = library
        self._sizes = sizes

    async def sizes(self) -> Mapping[Status, int]:
        return await self._sizes.sizes()

    async def page(self, status: Status | None, query: str, after: str | None, count: int) -> Shelf:
        """At most ``count`` posts behind the place ``after``; a search may find fewer and still go on."""
        needle = folded(query[:MAX_QUERY])
        if not needle:
            return await self._library.everything(after, count, status)
        found: list[Post] = []
        for _ in range(_SCANNED // _SCANNED_AT_ONCE):
            shelf = await self._library.everything(after, _SCANNED_AT_ONCE, status)
            found += [post for post in shelf.posts if matches(post, needle)]
            if len(found) > count:
                return Shelf(tuple(found[:count]), found[count - 1].id)
            after = shelf.next
            if after is None:
                break
        return Shelf(tuple(found), after)
