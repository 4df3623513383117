"""Reading: the posts that everybody may see, by view and by address; for staff, all there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from services.feed.model import Figures, Post, Status, Topic, ViewName
from services.feed.reading.search import folded
from shared.errors import FieldProblem, Gone, InvalidInput, NotFound

MAX_QUERY: Final = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of posts; ``next`` is the place of the following page, None on the last."""

    posts: tuple[Post, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed of one view is made of, newest first.

    ``changed`` is None for a view that never held anything; for a selection see `last_change`.
    ``archived`` counts the posts that ever appeared in the view, ``size`` those that stand in it now. ``figures`` (by
    id) are those of the discussions we know of, which last changed when the view was ``touched``.
    """

    view: ViewName
    changed: datetime | None
    posts: tuple[Post, ...]
    withdrawn: tuple[Post, ...]
    archived: int
    touched: datetime | None = None
    figures: Mapping[str, Figures] = field(default_factory=dict)
    size: int = 0

    @property
    def modified(self) -> datetime | None:
        """When what is shown last changed, be it a post or the figures of its discussion."""
        return max((moment for moment in (self.changed, self.touched) if moment), default=None)


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """The posts that appeared in a view as number ``(n-1) * size + 1`` to ``n * size``, whatever became of them."""

    view: ViewName
    number: int
    posts: tuple[Post, ...]
    archived: int
    figures: Mapping[str, Figures] = field(default_factory=dict)


class PostStore(Protocol):
    """What reading needs."""

    async def get(self, post_id: str) -> Post | None: ...
    async def by_slug(self, slug: str) -> Post | None: ...

    async def by_former(self, path: str) -> Post | None:
        """The post that had this path (and query) on the host it was moved from."""

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        """Public posts of a view, newest first, from behind the place ``after``."""

    async def everything(self, after: str | None, limit: int, status: Status | None = None) -> Shelf:
        """Posts in every state, or in one, last made first."""

    async def sizes(self) -> Mapping[ViewName, int]:
        """How many public posts each view holds; empty views are left out."""


class Library:
    """The use cases of readers."""

    def __init__(self, store: PostStore) -> None:
        self._store = store

    async def by_slug(self, slug: str) -> Post:
        """A public post by any address it ever had. Raises `Gone` for a withdrawn one."""
        return _public(await self._store.by_slug(slug), slug)

    async def by_former(self, path: str) -> Post:
        """A public post by the path it had on another host. Raises `Gone` for a withdrawn one."""
        return _public(await self._store.by_former(path), path)

    async def by_id(self, post_id: str, *, staff: bool) -> Post:
        """A post; those that are not public exist for staff only."""
        post = await self._store.get(post_id)
        if staff and post is not None:
            return post
        return _public(post, post_id)

    async def shelf(self, view: ViewName, after: str | None, limit: int) -> Shelf:
        """A page of a view, newest first."""
        return await self._store.shelf(view, after, limit)

    async def everything(self, after: str | None, limit: int, status: Status | None = None) -> Shelf:
        """A page of all posts, or those in one state, for staff."""
        return await self._store.everything(after, limit, status)

    async def names(self, topic: Topic) -> Sequence[tuple[ViewName, int]]:
        """The labels, or the strategic issues, that public posts carry: most used first, then by name."""
        sizes = await self._store.sizes()
        counted = [(view, size) for view, size in sizes.items() if view.topic is topic]
        return sorted(counted, key=lambda item: (-item[1], item[0].name))


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
