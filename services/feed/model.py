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


@dataclass(frozen=True, slots=True)
class Media:
    """A file that goes with a post. ``url`` is absolute, or a path on this site; ``length`` in bytes, 0 if unknown."""

    url: str
    type: str = "application/octet-stream"
    alt: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Submission:
    """What an author hands in. ``publish_at`` is aware; without ``status`` see `services.feed.lifecycle.intended`."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One news item. All times are aware UTC; ``content`` is sanitized HTML, everything else plain text.

    ``atom_id`` is made at creation and never changes, and neither does ``thread``, the slug by whose address the
    comments know this post. ``published`` is when it appeared (or will: scheduled), None if never; ``withdrawn`` is
    set from withdrawal until it is published again. ``version`` counts writes from 1.
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
    STRATEGY = "strategy"


@dataclass(frozen=True, slots=True)
class ViewName:
    """One view of the published posts: all of them, those of a label, or those of a strategic issue."""

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
    strategy = (ViewName(Topic.STRATEGY, post.strategy),) if post.strategy else ()
    return (ALL_POSTS, *(ViewName(Topic.LABEL, label) for label in post.labels), *strategy)
