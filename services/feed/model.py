"""What a post is, which states it may pass through, and in which views of the site it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a post is in its life."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = {
    Status.DRAFT: frozenset(Status),
    Status.SCHEDULED: frozenset(Status),
    # Subscribers hold copies of what was published: it can be withdrawn, which tells them, but not unsaid.
    Status.PUBLISHED: frozenset({Status.PUBLISHED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset({Status.WITHDRAWN, Status.DRAFT, Status.PUBLISHED, Status.SCHEDULED}),
}
"""From each state, those that an edit may lead to (staying included)."""


class ContentType(StrEnum):
    """What an author may write in."""

    HTML = "html"
    MARKDOWN = "markdown"


class Kind(StrEnum):
    """A post is news; a page stands by itself, in no feed and no list. What something is, it stays."""

    POST = "post"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that goes with a post. ``url`` is absolute, or a path on this site; figures that are not known are 0.

    ``length`` is in bytes, ``width`` and ``height`` in pixels.
    """

    url: str
    type: str = "application/octet-stream"
    alt: str = ""
    length: int = 0
    width: int = 0
    height: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether it is for looking at, so that those who cannot need its ``alt``."""
        return self.type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Event:
    """What a post invites to: aware times, the second None if the end is open, and the place in words."""

    start: datetime
    end: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What an author hands in. ``publish_at`` is aware; without ``status`` see `posts.lifecycle.intended`.

    ``minor`` says that an edit corrects without saying anything new. ``kind`` counts for new posts only.
    """

    title: str
    content: str
    content_type: ContentType = ContentType.HTML
    summary: str = ""
    labels: tuple[str, ...] = ()
    agency: str = ""
    strategy: str = ""
    status: Status | None = None
    publish_at: datetime | None = None
    slug: str | None = None
    language: str = "th"
    media: tuple[Media, ...] = ()
    author: str = ""
    event: Event | None = None
    kind: Kind = Kind.POST
    minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One news item. All times are aware UTC; ``content`` is sanitized HTML, everything else plain text.

    ``atom_id`` is made at creation and never changes, and neither does ``thread``, the slug by whose address the
    comments know this post. ``published`` is when it appeared (or will: scheduled), None if never; ``withdrawn`` is
    set from withdrawal until it is published again. ``version`` counts writes from 1.

    ``markdown`` is what ``content`` was made from, if the author writes Markdown. ``former`` are the paths, with their
    queries, under which the post was known on the host it was moved from. ``left`` names the views that it stood in
    publicly and stands in no more: their readers hold copies, too.
    """

    id: str
    atom_id: str
    thread: str
    slug: str
    title: str
    content: str
    status: Status
    created: datetime
    updated: datetime
    published: datetime | None = None
    withdrawn: datetime | None = None
    summary: str = ""
    labels: tuple[str, ...] = ()
    agency: str = ""
    strategy: str = ""
    language: str = "th"
    media: tuple[Media, ...] = ()
    author: str = ""
    event: Event | None = None
    kind: Kind = Kind.POST
    markdown: str = ""
    former: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    version: int = 1

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.status is Status.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether it was published once and then withdrawn, so that its address and its feeds must say so."""
        return self.withdrawn is not None and not self.is_public


@dataclass(frozen=True, slots=True)
class Revision:
    """A post as it was after one write: by whom (the name of an account or a token), and when (aware UTC)."""

    post: Post
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The discussion of a post: public comments, and when the newest was made (None without any)."""

    count: int
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an author is told of a write, and told again when the same request is repeated."""

    id: str
    slug: str
    thread: str
    status: Status
    published: datetime | None
    updated: datetime
    version: int


def version_tag(version: int) -> str:
    """The entity tag by which ``If-Match`` names a version of a post."""
    return f'"{version}"'


def receipt_of(post: Post) -> Receipt:
    """The receipt for the write that made ``post`` what it is."""
    return Receipt(post.id, post.slug, post.thread, post.status, post.published, post.updated, post.version)


class Topic(StrEnum):
    """What the site's views are about."""

    ALL = "all"
    LABEL = "label"
    AGENCY = "agency"
    STRATEGY = "strategy"


@dataclass(frozen=True, slots=True)
class ViewName:
    """One view of the published posts: all of them, or those of a label, an agency or a strategic issue."""

    topic: Topic
    name: str = ""

    def __str__(self) -> str:
        return f"{self.topic}:{self.name}"


ALL_POSTS: Final = ViewName(Topic.ALL)


def parse_view(text: str) -> ViewName:
    """The inverse of ``str(view)``."""
    topic, _, name = text.partition(":")
    return ViewName(Topic(topic), name)


def views_of(post: Post) -> tuple[ViewName, ...]:
    """The views that the post stands in while it is public, and in which it leaves a tombstone when withdrawn."""
    if post.kind is Kind.PAGE:
        return ()
    agency = (ViewName(Topic.AGENCY, post.agency),) if post.agency else ()
    strategy = (ViewName(Topic.STRATEGY, post.strategy),) if post.strategy else ()
    return (ALL_POSTS, *(ViewName(Topic.LABEL, label) for label in post.labels), *agency, *strategy)


def views_left(before: Post, after: Post) -> tuple[str, ...]:
    """`Post.left` of ``after``, which replaces ``before``."""
    stood = [*before.left, *map(str, views_of(before))] if before.is_public else before.left
    present = set(map(str, views_of(after)))
    return tuple(dict.fromkeys(name for name in stood if name not in present))
