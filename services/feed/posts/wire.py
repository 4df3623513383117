"""Posts as they travel: JSON in, JSON out. Times are RFC 3339; ours are written in +07:00."""

import mimetypes
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from services.feed.addresses import Addresses
from services.feed.model import ContentType, Event, Kind, Media, Post, Receipt, Revision, Status, Submission
from shared.clock import rfc3339, rfc3339_or_none

AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]
_UNKNOWN_TYPE = "application/octet-stream"


class NewMedia(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that goes with a post: an absolute address or a path on this site; the length in bytes, if known."""

    url: str
    type: str = ""
    alt: str = ""
    length: int = 0
    width: int = 0
    height: int = 0


class NewEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a post invites to: times with their offsets, and where."""

    start: AwareTime
    end: AwareTime | None = None
    place: str = ""


class NewPost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an author may send. Media may be bare addresses; pictures need ``alt`` to be published.

    ``minor``: an edit that only corrects, so that ``updated`` stays. ``kind`` counts when a post is made.
    """

    title: str
    content: str
    content_type: ContentType = ContentType.HTML
    summary: str | None = None
    labels: list[str] = []
    agency: str | None = None
    strategy: str | None = None
    status: Literal["draft", "scheduled", "published"] | None = None
    publish_at: AwareTime | None = None
    slug: str | None = None
    language: str = "th"
    media: list[str | NewMedia] = []
    author: str | None = None
    event: NewEvent | None = None
    kind: Kind = Kind.POST
    minor: bool = False


class PostReceipt(msgspec.Struct, frozen=True):
    """The answer to a write. ``thread`` is the address that comments name, which stays when ``url`` changes."""

    id: str
    slug: str
    url: str
    thread: str
    status: Status
    published: str | None
    updated: str


class MediaItem(msgspec.Struct, frozen=True):
    """A file of a post, at its absolute address."""

    url: str
    type: str
    alt: str
    length: int
    width: int
    height: int


class EventItem(msgspec.Struct, frozen=True):
    """What a post invites to."""

    start: str
    end: str | None
    place: str


class PostItem(msgspec.Struct, frozen=True):
    """A post in full; ``content`` is sanitized HTML, ``markdown`` what it was made from (for staff, else null)."""

    id: str
    slug: str
    url: str
    thread: str
    status: Status
    published: str | None
    updated: str
    created: str
    title: str
    content: str
    summary: str
    labels: list[str]
    agency: str
    strategy: str
    language: str
    media: list[MediaItem]
    author: str
    event: EventItem | None
    kind: Kind
    version: int
    markdown: str | None


class RevisionItem(msgspec.Struct, frozen=True):
    """One entry of a post's history, without its content."""

    version: int
    by: str
    at: str
    status: Status
    title: str


class RevisionDetail(msgspec.Struct, frozen=True):
    """A post as it was."""

    version: int
    by: str
    at: str
    post: PostItem


class Difference(msgspec.Struct, frozen=True):
    """A field that two versions differ in, as lines of a unified diff (``content`` block by block)."""

    field: str
    diff: list[str]


def submission_of(new: NewPost) -> Submission:
    """The domain's view of what was sent."""
    return Submission(
        title=new.title,
        content=new.content,
        content_type=new.content_type,
        summary=new.summary or "",
        labels=tuple(new.labels),
        agency=new.agency or "",
        strategy=new.strategy or "",
        status=Status(new.status) if new.status else None,
        publish_at=new.publish_at,
        slug=new.slug or None,
        language=new.language,
        media=tuple(map(_media, new.media)),
        author=new.author or "",
        event=Event(new.event.start, new.event.end, new.event.place) if new.event else None,
        kind=new.kind,
        minor=new.minor,
    )


def receipt_item(receipt: Receipt, to: Addresses) -> PostReceipt:
    """The receipt as it is answered."""
    return PostReceipt(
        receipt.id,
        receipt.slug,
        to.post(receipt.slug),
        to.post(receipt.thread),
        receipt.status,
        rfc3339_or_none(receipt.published),
        rfc3339(receipt.updated),
    )


def post_item(post: Post, to: Addresses, *, staff: bool = False) -> PostItem:
    """The post as it is answered."""
    return PostItem(
        id=post.id,
        slug=post.slug,
        url=to.post(post.slug),
        thread=to.post(post.thread),
        status=post.status,
        published=rfc3339_or_none(post.published),
        updated=rfc3339(post.updated),
        created=rfc3339(post.created),
        title=post.title,
        content=post.content,
        summary=post.summary,
        labels=list(post.labels),
        agency=post.agency,
        strategy=post.strategy,
        language=post.language,
        media=[_media_item(media, to) for media in post.media],
        author=post.author,
        event=_event_item(post.event) if post.event else None,
        kind=post.kind,
        version=post.version,
        markdown=post.markdown if staff else None,
    )


def revision_item(revision: Revision) -> RevisionItem:
    """A line of the history."""
    post = revision.post
    return RevisionItem(post.version, revision.by, rfc3339(revision.at), post.status, post.title)


def revision_detail(revision: Revision, to: Addresses) -> RevisionDetail:
    """A whole entry of the history."""
    post = revision.post
    return RevisionDetail(post.version, revision.by, rfc3339(revision.at), post_item(post, to, staff=True))


def _media_item(media: Media, to: Addresses) -> MediaItem:
    return MediaItem(to.media(media.url), media.type, media.alt, media.length, media.width, media.height)


def _event_item(event: Event) -> EventItem:
    return EventItem(rfc3339(event.start), rfc3339_or_none(event.end), event.place)


def _media(sent: str | NewMedia) -> Media:
    media = NewMedia(sent) if isinstance(sent, str) else sent
    guessed = media.type or mimetypes.guess_type(media.url.partition("?")[0])[0] or _UNKNOWN_TYPE
    return Media(media.url, guessed, media.alt, media.length, media.width, media.height)
