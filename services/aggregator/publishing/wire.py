"""What goes over the wire about entries."""

import msgspec

from services.aggregator.model import Gathered, Source
from shared.clock import rfc3339, rfc3339_or_none


class EntrySourceOut(msgspec.Struct, frozen=True):
    """Where an entry comes from; ``url`` is the feed's address."""

    id: str
    title: str
    url: str


class PersonOut(msgspec.Struct, frozen=True):
    """An author."""

    name: str
    uri: str | None


class FileOut(msgspec.Struct, frozen=True):
    """A file that belongs to an entry; ``length`` in bytes."""

    url: str
    type: str | None
    length: int | None


class EntryOut(msgspec.Struct, frozen=True):
    """An entry; ``content`` is sanitized HTML, ``summary`` plain text, ``date_as_written`` a date that needed guessing.

    ``duplicate_of`` names the entry that leads near-duplicates of it, ``duplicates`` those it leads, as
    ``<source>/<entry>``; ``origin`` is the feed it was first published in, if it came through another aggregator.
    """

    id: str
    source: EntrySourceOut
    title: str
    url: str
    published: str | None
    updated: str | None
    first_seen: str
    authors: tuple[PersonOut, ...]
    labels: tuple[str, ...]
    summary: str
    content: str
    flags: tuple[str, ...]
    image: str | None
    enclosures: tuple[FileOut, ...]
    strategy: tuple[str, ...]
    origin: str | None
    duplicate_of: str | None
    duplicates: tuple[str, ...]
    date_as_written: str | None


def entry_out(gathered: Gathered) -> EntryOut:
    """The wire's view of an entry."""
    entry = gathered.entry
    return EntryOut(
        id=entry.id,
        source=_source_of(gathered.source),
        title=entry.title,
        url=entry.url,
        published=rfc3339_or_none(entry.published),
        updated=rfc3339_or_none(entry.updated),
        first_seen=rfc3339(entry.first_seen),
        authors=tuple(PersonOut(author.name, author.uri) for author in entry.authors),
        labels=entry.labels,
        summary=entry.summary,
        content=entry.content,
        flags=flags_of(gathered),
        image=entry.image or None,
        enclosures=tuple(FileOut(file.href, file.type, file.length) for file in entry.enclosures),
        strategy=entry.strategy,
        origin=_origin_of(gathered),
        duplicate_of="/".join(gathered.lead) if gathered.lead else None,
        duplicates=tuple("/".join(ref) for ref in gathered.alike),
        date_as_written=entry.written or None,
    )


def flags_of(gathered: Gathered) -> tuple[str, ...]:
    """What is odd about an entry."""
    return (*gathered.entry.flags, "foreign-id") if gathered.is_foreign else gathered.entry.flags


def _origin_of(gathered: Gathered) -> str | None:
    """Who uses the id of somebody else's entry is not believed to be from elsewhere either."""
    origin = gathered.entry.origin
    return (origin.atom_id or origin.url) if origin and not gathered.is_foreign else None


def _source_of(source: Source) -> EntrySourceOut:
    return EntrySourceOut(source.id, source.title, source.url)
