"""What the formats have in common: posts, comments and files of another site, as they were found, not yet believed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.feed.model import Kind, Media, Status


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is not carried as it was: a code (see `services.transfer.wording`) and what it is about."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPost:
    """A post or a page. ``name`` is what the old host calls it, for ever; ``link`` its address there, if it had one.

    ``html`` is not sanitized. ``published`` is None for what has no date; ``withdrawn`` is when it was thrown away.
    ``slug`` and ``former`` are as they were found. ``line`` is where it ends in the file.
    """

    name: str
    title: str
    html: str
    status: Status
    line: int
    link: str = ""
    summary: str = ""
    labels: tuple[str, ...] = ()
    author: str = ""
    created: datetime | None = None
    published: datetime | None = None
    updated: datetime | None = None
    withdrawn: datetime | None = None
    kind: Kind = Kind.POST
    language: str = "th"
    slug: str = ""
    former: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundComment:
    """A comment on the post that is called ``post``; ``state`` is a `services.comments.import_export.exchange.Fate`."""

    name: str
    post: str
    parent: str | None
    author: str
    html: str
    created: datetime | None
    state: str
    line: int
    website: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class FoundNothing:
    """Something of the old site that has no place here."""

    remark: Remark
    line: int
    about: str = ""


Found = FoundPost | FoundComment | FoundNothing


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the old site kept, the words that described it, and the number of the post that it came with."""

    url: str
    alt: str = ""
    post: str = ""


class Attachments(Protocol):
    """The files of the old site by their number there."""

    def find(self, number: str) -> Attachment | None: ...

    def of(self, post: str) -> list[Attachment]:
        """Those that came with a post."""
