"""Reading for feeds and lists: a section's newest posts, its pages, its archives, what of it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from services.feed.model import Figures, Post, Topic, ViewName
from services.feed.reading.library import ArchivePage, Listing, last_change
from services.feed.reading.selection import EVERYTHING, Order, Selection
from services.feed.section import Section
from shared.errors import NotFound

_SCANNED_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Run:
    """Posts that follow one another in a section, newest first.

    ``older`` and ``newer`` are the places from which to go on either way, None where there is nothing more. Places
    are those of `services.feed.placement.member`: whatever is added or withdrawn, nothing is missed or doubled.
    """

    posts: tuple[Post, ...]
    older: str | None = None
    newer: str | None = None
    figures: dict[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What a selection holds: ``posts`` from some start on, and how many there are ``at_least`` before their end."""

    posts: tuple[Post, ...]
    at_least: int


class SectionStore(Protocol):
    """What reading sections needs."""

    async def part(self, section: Section, start: int, count: int, tombstones: int) -> Listing:
        """``count`` posts from the ``start``-th on and the last ``tombstones`` withdrawn ones; both at least 1."""

    async def run(self, section: Section, place: str | None, limit: int, *, newer: bool = False) -> Run:
        """The ``limit`` public posts right behind ``place`` (before it if ``newer``); the newest for no place."""

    async def archive(self, view: ViewName, number: int, size: int) -> ArchivePage:
        """See `services.feed.reading.library.ArchivePage`."""


class Expecting(Protocol):
    """Who knows what will be written about."""

    async def expects(self, view: ViewName) -> bool:
        """Whether posts are to come into a view, though there may be none so far."""


class Reading:
    """The use cases of those who follow a section.

    What is expected can be followed before anything is there: the issues and agencies of a new plan, say.
    """

    def __init__(self, store: SectionStore, expecting: Expecting | None = None) -> None:
        self._store = store
        self._expecting = expecting

    async def listing(self, section: Section, start: int, count: int, tombstones: int) -> Listing:
        """What a section holds. Raises `NotFound` for one of which no post ever was in one of the views."""
        listing = await self._store.part(section, start, count, tombstones)
        if listing.changed is None and not await self.is_known(section):
            raise NotFound(section.main.topic, section.title)
        return listing

    async def is_known(self, section: Section) -> bool:
        """Whether a section in which there are no posts may be spoken of."""
        if section.main.topic is Topic.ALL:
            return True
        return self._expecting is not None and not section.is_crossing and await self._expecting.expects(section.main)

    async def selected(self, section: Section, start: int, count: int, tombstones: int, wanted: Selection) -> Listing:
        """`listing` of the posts that are wanted only; it changes with them, and with no others."""
        listing = await self.listing(section, start, count, tombstones)
        if wanted == EVERYTHING:
            return listing
        found = await self.select(section, wanted, start, count)
        changed = last_change([*found.posts, *listing.withdrawn])
        return replace(listing, posts=found.posts, changed=changed, touched=None, size=found.at_least)

    async def run(self, section: Section, place: str | None, limit: int, *, newer: bool = False) -> Run:
        """See `SectionStore.run`."""
        return await self._store.run(section, place, limit, newer=newer)

    async def archive(self, view: ViewName, number: int, size: int, holding: int | None = None) -> ArchivePage:
        """An archive page, or its first ``holding`` posts. Raises `NotFound` for what has not been written yet."""
        page = await self._store.archive(view, number, size)
        if not page.posts or (holding is not None and (number - 1) * size + holding > page.archived):
            raise NotFound("archive", str(number))
        return replace(page, posts=page.posts[:holding])

    async def open_page(self, listing: Listing, size: int) -> ArchivePage | None:
        """The archive page of a listing's view that is being filled; None if the last one has just been closed."""
        closed, begun = divmod(listing.archived, size)
        return await self._store.archive(listing.view, closed + 1, size) if begun else None

    async def select(self, section: Section, wanted: Selection, start: int, count: int) -> Found:
        """``count`` public posts of a selection from the ``start``-th on. Reads on until it has found one more."""
        enough = start + count + 1
        found: list[Post] = []
        place: str | None = None
        while True:
            run = await self._store.run(section, place, _SCANNED_AT_ONCE)
            found = wanted.first(enough, [*found, *filter(wanted.takes, run.posts)])
            place = run.older
            is_full = wanted.order is Order.PUBLISHED and len(found) == enough
            if place is None or is_full or any(map(wanted.ends_before, run.posts)):
                return Found(tuple(found[start : start + count]), len(found))


def shown_elsewhere(listing: Listing, page: ArchivePage | None) -> bool:
    """Whether everything on the open archive page can be seen in the feed of ``listing``, be it as a tombstone."""
    if page is None:
        return True
    shown = _ids([*listing.posts, *listing.withdrawn])
    return _ids(post for post in page.posts if post.is_public or post.was_public) <= shown


def _ids(posts: Iterable[Post]) -> set[str]:
    return {post.id for post in posts}
