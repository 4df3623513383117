"""A feed as Saket speaks of it, whatever format it is written in: RFC 4287 and the extensions built on it.

Plain values without behaviour. Datetimes are aware; titles, names and summaries are plain text; ``content`` is HTML
that `shared.html` has sanitized already. The writers (`shared.feed.atom`, `rss`, `jsonfeed`) turn a `Feed` into bytes.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

_TAG_AUTHORITY = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z|[a-z0-9._-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
_TAG_SPECIFIC_SAFE = "-._~!$&'()*+,;=:@/?"


@dataclass(frozen=True, slots=True)
class Person:
    """An author (RFC 4287 section 3.2)."""

    name: str
    email: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to a resource (RFC 4287 section 4.2.7); ``length`` in bytes."""

    href: str
    rel: str = "alternate"
    type: str | None = None
    hreflang: str | None = None
    title: str | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A label of an entry or a feed (RFC 4287 section 4.2.2)."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The feed that an entry was copied from (RFC 4287 section 4.2.11)."""

    id: str
    title: str
    updated: datetime
    links: tuple[Link, ...] = ()
    subtitle: str | None = None
    rights: str | None = None
    authors: tuple[Person, ...] = ()
    icon: str | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class InReplyTo:
    """What an entry answers (RFC 4685 section 3): ``ref`` is its id, ``source`` the feed that holds it."""

    ref: str
    href: str | None = None
    type: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Replies:
    """Where the answers to an entry are, how many, and when the last one came (RFC 4685 sections 4 and 5)."""

    href: str
    count: int
    updated: datetime | None = None
    type: str = "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721 section 3); ``by`` is who did it, ``comment`` why, in plain text."""

    ref: str
    when: datetime
    by: Person | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class MediaContent:
    """A picture of an entry (Media RSS 1.5.1, ``media:content``); ``length`` in bytes, ``description`` plain text."""

    url: str
    type: str | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The picture that stands for an entry in a list."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry invites to (RSS 1.0's event module); ``end`` is None if it is open."""

    start: datetime
    end: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """Which part of a list a document shows (OpenSearch 1.0): ``start`` counts from 1, ``total`` is at least known."""

    total: int
    start: int
    per_page: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. ``summary`` is plain text, ``content`` sanitized HTML; without either the title has to do."""

    id: str
    title: str
    updated: datetime
    published: datetime | None = None
    links: tuple[Link, ...] = ()
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    summary: str | None = None
    content: str | None = None
    rights: str | None = None
    source: Source | None = None
    in_reply_to: tuple[InReplyTo, ...] = ()
    replies: Replies | None = None
    language: str | None = None
    media: tuple[MediaContent, ...] = ()
    thumbnail: Thumbnail | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document; ``entries`` keep the order they are given in.

    ``archive`` marks an archive document, ``complete`` a feed that holds every entry there is (RFC 5005 sections 4
    and 2). ``authors`` stand for every entry that names none; one of the two must (RFC 4287 section 4.1.1).
    ``stylesheet`` is the address of a CSS for browsers; ``period`` how often to look again, as RSS says it.
    """

    id: str
    title: str
    updated: datetime
    links: tuple[Link, ...] = ()
    subtitle: str | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    language: str | None = "th"
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    archive: bool = False
    complete: bool = False
    results: Results | None = None
    stylesheet: str | None = None
    period: str | None = None


def tag_uri(authority: str, day: date, specific: str) -> str:
    """A name that never changes (RFC 4151): ``tag:roiet.go.th,2026-01-05:posts/1``.

    ``authority`` is a DNS name or an e-mail address held on ``day``; whatever a URI cannot carry in ``specific`` is
    percent-encoded as UTF-8. Raises ValueError for an authority that RFC 4151 does not allow (so no port).
    """
    lowered = authority.lower()
    if not _TAG_AUTHORITY.match(lowered):
        raise ValueError(f"not a tagging authority: {authority!r}")
    return f"tag:{lowered},{day.year:04d}-{day.month:02d}-{day.day:02d}:{quote(specific, safe=_TAG_SPECIFIC_SAFE)}"
