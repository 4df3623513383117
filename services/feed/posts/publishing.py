"""Publishing: what authors do with posts, and what happens to posts when their time comes.

    submission | checked | html_of | composed or edited | write (one server-side function) | tell the views

A write names the version it was made from. Whoever is overtaken by another writer reads again and starts over; with
a condition (``If-Match``) that ends in `ChangedMeanwhile`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from services.feed.errors import ChangedMeanwhile, EditedMeanwhile, SlugTaken
from services.feed.model import Media, Post, Receipt, Submission, ViewName, receipt_of
from services.feed.placement import Change, change
from services.feed.posts import lifecycle
from services.feed.posts.content import Sanitize, html_of, undescribed
from services.feed.posts.slug import candidates, slug_of
from services.feed.posts.validate import ALT_REQUIRED, checked, is_for_readers
from shared.clock import BANGKOK, Clock
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.feed.model import tag_uri
from shared.ids import NewId

_TRIES: Final = 5
_DUE_AT_ONCE: Final = 100
_UNIQUE: Final = 8  # characters of an identifier's random part
BY_ITSELF: Final = "saket"
"""Who publishes what is due."""

Accepts = Callable[[int], bool]
"""Whether a change may be made to this version of a post."""


Measured = Callable[[Media], Awaitable[Media]]
"""Completes what an author says of a file, where we keep it: `services.feed.media.enclosures`."""


class Overtaken(Exception):
    """The post is no longer what the write was made from."""


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key (as the name it is kept under) and a digest of the request that came with it."""

    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Write:
    """One write of one post by somebody: ``before`` None makes a new one."""

    before: Post | None
    after: Post
    change: Change
    now: datetime
    by: str = ""


class PostStore(Protocol):
    """What publishing needs to have kept."""

    async def get(self, post_id: str) -> Post | None: ...

    async def free_slug(self, wanted: Sequence[str]) -> str | None:
        """The first of ``wanted`` that no post has or had."""

    async def write(self, write: Write, once: Once | None = None) -> Receipt:
        """Do all of it or nothing. Raises `Overtaken`, `SlugTaken` or `IdempotencyMismatch`.

        A request that was done before is not done again: its receipt comes back.
        """

    async def due(self, now: datetime, limit: int) -> list[str]:
        """The scheduled posts whose time has come, earliest first."""


class Publishing:
    """The use cases of authors. ``tell`` hears at once which views a write of this process has changed."""

    def __init__(
        self,
        store: PostStore,
        clock: Clock,
        new_id: NewId,
        *,
        authority: str,
        sanitize: Sanitize,
        tell: Callable[[Iterable[ViewName]], None],
        measured: Measured,
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._authority = authority
        self._sanitize = sanitize
        self._tell = tell
        self._measured = measured

    async def create(self, submission: Submission, by: str, once: Once | None = None) -> Receipt:
        """Make a post. Who loses race upon race for a slug made from the title gets one that nobody else wants."""
        now = self._clock()
        cleaned = await self._with_figures(checked(submission, now))
        html = await self._html(cleaned, None, now)
        post_id = self._new_id(now)
        wanted = candidates(slug_of(cleaned.title), post_id[-_UNIQUE:])
        for tries_left in reversed(range(_TRIES)):
            slug = cleaned.slug or await self._free_slug(wanted if tries_left else wanted[-1:])
            identity = lifecycle.Identity(post_id, self._atom_id(post_id, now), slug)
            try:
                return await self._write(None, lifecycle.composed(identity, cleaned, html, now), now, by, once)
            except SlugTaken:
                if cleaned.slug:
                    raise
        raise EditedMeanwhile

    async def edit(self, post_id: str, submission: Submission, accepts: Accepts, by: str) -> Receipt:
        """Replace what a post says. Without a slug it keeps its address; without a status see `lifecycle.intended`."""
        now = self._clock()
        current = await self._existing(post_id)
        submission = await self._with_figures(submission)
        html = await self._html(checked(submission, now, current), current, now)

        def edited(post: Post) -> Post:
            cleaned = checked(submission, now, post)
            return lifecycle.edited(post, cleaned, html, cleaned.slug or post.slug, now)

        return await self._change(post_id, edited, accepts, now, by)

    async def withdraw(self, post_id: str, accepts: Accepts, by: str) -> Receipt:
        """Take a post back; its address and its feeds go on saying that it was there."""
        now = self._clock()
        return await self._change(post_id, lambda post: lifecycle.withdrawn(post, now), accepts, now, by)

    async def publish_due(self) -> int:
        """Publish what is due, each post exactly once whoever else is at it; how many this call published."""
        now = self._clock()
        due = await self._store.due(now, _DUE_AT_ONCE)
        return sum([await self._publish_if_due(post_id, now) for post_id in due])

    async def _publish_if_due(self, post_id: str, now: datetime) -> bool:
        post = await self._store.get(post_id)
        after = lifecycle.appeared(post, now) if post else None
        if after is None:
            return False
        try:
            await self._write(post, after, now, BY_ITSELF)
        except Overtaken:  # another instance, or its author: either way it is taken care of
            return False
        return True

    async def _change(
        self, post_id: str, change_it: Callable[[Post], Post], accepts: Accepts, now: datetime, by: str
    ) -> Receipt:
        for _ in range(_TRIES):
            post = await self._existing(post_id)
            if not accepts(post.version):
                raise ChangedMeanwhile(post)
            after = change_it(post)
            if after is post:
                return receipt_of(post)
            try:
                return await self._write(post, after, now, by)
            except Overtaken:
                continue
        raise EditedMeanwhile

    async def _existing(self, post_id: str) -> Post:
        post = await self._store.get(post_id)
        if post is None:
            raise NotFound("post", post_id)
        return post

    async def _write(
        self, before: Post | None, after: Post, now: datetime, by: str, once: Once | None = None
    ) -> Receipt:
        planned = Write(before, after, change(before, after), now, by)
        receipt = await self._store.write(planned, once)
        self._tell(planned.change.views)
        return receipt

    async def _with_figures(self, submission: Submission) -> Submission:
        return replace(submission, media=tuple([await self._measured(media) for media in submission.media]))

    async def _html(self, submission: Submission, current: Post | None, now: datetime) -> str:
        """In a thread: a megabyte of Markdown takes long enough for others to notice."""
        html = await asyncio.to_thread(html_of, submission.content, submission.content_type, self._sanitize)
        bare = undescribed(html) if is_for_readers(submission, current, now) else []
        if bare:
            which = ", ".join(map(str, bare))
            raise InvalidInput(FieldProblem("content", "alt-required", f"image {which}: {ALT_REQUIRED}"))
        return html

    async def _free_slug(self, wanted: Sequence[str]) -> str:
        return await self._store.free_slug(wanted) or wanted[-1]

    def _atom_id(self, post_id: str, now: datetime) -> str:
        return tag_uri(self._authority, now.astimezone(BANGKOK).date(), f"posts/{post_id}")
