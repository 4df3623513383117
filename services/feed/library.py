"""Reading: the posts that everybody may see, by view, by address, by search; for staff, all there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from services.feed.model import Post, Topic, ViewName
from services.feed.search import folded
from services.feed.selection import EVERYTHING, Order, Selection
from shared.errors import FieldProblem, Gone, InvalidInput, NotFound

MAX_QUERY: Final = 100
_SCANNED_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of posts; ``next`` is the place of the following page, None on the last."""

    posts: tuple[Post, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed of one view is made of, newest first.

    ``changed`` is None for a view that never held anything; for a selection see `last_change`.
    ``archived`` counts the posts that ever appeared on the site.
    """

    view: ViewName
    changed: datetime | None
    posts: tuple[Post, ...]
    withdrawn: tuple[Post, ...]
    archived: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """The posts that appeared as number ``(n-1) * size + 1`` to ``n * size``, whatever became of them since."""

    number: int
    posts: tuple[Post, ...]
    archived: int


class PostShelves(Protocol):
    """What reading needs."""

    async def get(self, post_id: str) -> Post | None: ...
    async def by_slug(self, slug: str) -> Post | None: ...

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        """Public posts of a view, newest first, from behind the place ``after``."""

    async def everything(self, after: str | None, limit: int) -> Shelf:
        """Posts in every state, last made first."""

    async def listing(self, view: ViewName, start: int, count: int, tombstones: int) -> Listing:
        """``count`` posts from the ``start``-th on and the last ``tombstones`` withdrawn ones; both at least 1."""

    async def archive(self, number: int, size: int) -> ArchivePage: ...

    async def sizes(self) -> Mapping[ViewName, int]:
        """How many public posts each view holds; empty views are left out."""


class Library:
    """The use cases of readers."""

    def __init__(self, shelves: PostShelves) -> None:
        self._shelves = shelves

    async def by_slug(self, slug: str) -> Post:
        """A public post by any address it ever had. Raises `Gone` for a withdrawn one."""
        return _public(await self._shelves.by_slug(slug), slug)

    async def by_id(self, post_id: str, *, staff: bool) -> Post:
        """A post; those that are not public exist for staff only."""
        post = await self._shelves.get(post_id)
        if staff and post is not None:
            return post
        return _public(post, post_id)

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        """A page of a view, newest first."""
        return await self._shelves.shelf(view, after, limit)

    async def everything(self, after: str | None, limit: int) -> Shelf:
        """A page of all posts, for staff."""
        return await self._shelves.everything(after, limit)

    async def names(self, topic: Topic) -> Sequence[tuple[ViewName, int]]:
        """The labels, or the strategic issues, that public posts carry: most used first, then by name."""
        sizes = await self._shelves.sizes()
        counted = [(view, size) for view, size in sizes.items() if view.topic is topic]
        return sorted(counted, key=lambda item: (-item[1], item[0].name))

    async def listing(
        self, view: ViewName, start: int, count: int, tombstones: int, wanted: Selection = EVERYTHING
    ) -> Listing:
        """What the feed of a view holds. Raises `NotFound` for a label or an issue that no post ever carried."""
        listing = await self._shelves.listing(view, start, count, tombstones)
        if listing.changed is None and view.topic is not Topic.ALL:
            raise NotFound(view.topic, view.name)
        if wanted == EVERYTHING:
            return listing
        posts = await self.select(view, wanted, start, count)
        return replace(listing, posts=posts, changed=last_change([*posts, *listing.withdrawn]))

    async def archive(self, number: int, size: int) -> ArchivePage:
        """An archive page. Raises `NotFound` for one that has not begun."""
        page = await self._shelves.archive(number, size)
        if not page.posts:
            raise NotFound("archive", str(number))
        return page

    async def select(self, view: ViewName, wanted: Selection, start: int, count: int) -> tuple[Post, ...]:
        """``count`` public posts of a selection from the ``start``-th on. Reads the view until it has found them."""
        enough = start + count
        found: list[Post] = []
        place: str | None = None
        while True:
            shelf = await self._shelves.shelf(view, place, _SCANNED_AT_ONCE)
            found = wanted.first(enough, [*found, *filter(wanted.takes, shelf.posts)])
            place = shelf.next
            is_full = wanted.order is Order.PUBLISHED and len(found) == enough
            if place is None or is_full or any(map(wanted.ends_before, shelf.posts)):
                return tuple(found[start:])


def last_change(posts: Iterable[Post]) -> datetime | None:
    """When the last of these posts was updated or withdrawn, whatever happened to others; None without any."""
    return max((max(post.updated, post.withdrawn or post.updated) for post in posts), default=None)


def search_words(query: str) -> str:
    """What is searched for. Raises `InvalidInput` for nothing, or too much."""
    words = folded(query)
    if not words:
        raise InvalidInput(FieldProblem("q", "required"))
    if len(words) > MAX_QUERY:
        raise InvalidInput(FieldProblem("q", "too-long", f"at most {MAX_QUERY} characters"))
    return words


def _public(post: Post | None, name: str) -> Post:
    if post is not None and post.is_public:
        return post
    if post is not None and post.was_public:
        raise Gone("post", name)
    raise NotFound("post", name)
