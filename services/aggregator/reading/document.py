"""What a parser makes of a feed, whatever its format. These values cross the pipe between the site and its workers.

Times are strings as the publisher wrote them (`dates` reads them where the entry is known to be new); ``content`` is
sanitized HTML, titles, names and summaries are plain text.
"""

import msgspec


class ParseJob(msgspec.Struct, frozen=True, array_like=True):
    """Bytes to be read, where they came from, and the digests of the entries that are known already."""

    body: bytes
    content_type: str
    url: str
    source: str
    known: dict[str, str]


class PersonFound(msgspec.Struct, frozen=True):
    """An author as the feed names it."""

    name: str
    email: str | None = None
    uri: str | None = None


class EnclosureFound(msgspec.Struct, frozen=True):
    """A file that belongs to an entry."""

    href: str
    type: str | None = None
    length: int | None = None


class OriginFound(msgspec.Struct, frozen=True):
    """The feed that an entry was first published in, as the entry says: its id, its title, its address."""

    atom_id: str
    title: str
    url: str


class EntryFound(msgspec.Struct, frozen=True):
    """An entry that is new or has changed; ``id`` is Saket's, ``atom_id`` the publisher's.

    ``image`` shows what it is about, ``via`` is whom it came through, ``marks`` what near-duplicates of it share (see
    `alike`), ``size`` about how many bytes all of it takes. ``is_mended``: its words were encoded twice (`mojibake`).
    """

    id: str
    atom_id: str
    digest: str
    title: str
    url: str
    published: str
    updated: str
    summary: str
    content: str
    authors: tuple[PersonFound, ...] = ()
    labels: tuple[str, ...] = ()
    enclosures: tuple[EnclosureFound, ...] = ()
    language: str | None = None
    image: str = ""
    origin: OriginFound | None = None
    via: tuple[str, ...] = ()
    marks: str = ""
    size: int = 0
    is_truncated: bool = False
    is_mended: bool = False


class Withdrawn(msgspec.Struct, frozen=True):
    """A tombstone (RFC 6721): the entry's id here and there, and when it was withdrawn, as written."""

    id: str
    atom_id: str
    when: str


class About(msgspec.Struct, frozen=True):
    """What a feed says of itself. ``ttl`` is in seconds; hours are those of UTC, days begin with Monday as 0.

    ``archive`` and ``following``: where older entries are (RFC 5005). ``findings``: what is odd about it (`findings`).
    """

    format: str
    atom_id: str = ""
    title: str = ""
    subtitle: str = ""
    home: str = ""
    updated: str = ""
    rights: str = ""
    icon: str = ""
    logo: str = ""
    authors: tuple[PersonFound, ...] = ()
    hubs: tuple[str, ...] = ()
    self_url: str = ""
    ttl: int | None = None
    language: str = ""
    archive: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()


class ParsedFeed(msgspec.Struct, frozen=True, tag="feed"):
    """``present`` are the ids of all entries in the order of the feed; ``entries`` only the new and changed ones.

    ``path`` names the reader: ``strict``, ``loose`` or ``json``.
    """

    about: About
    present: tuple[str, ...]
    entries: tuple[EntryFound, ...]
    withdrawn: tuple[Withdrawn, ...] = ()
    encoding: str = "utf-8"
    path: str = "loose"


class ParseRefused(msgspec.Struct, frozen=True, tag="refused"):
    """The named error that the feed ended in (a code of `errors.BY_CODE`)."""

    code: str
    detail: str = ""


ParseReply = ParsedFeed | ParseRefused
