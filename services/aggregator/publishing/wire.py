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


class EntryOut(msgspec.Struct, frozen=True):
    """An entry; ``content`` is sanitized HTML, ``summary`` plain text."""

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
        flags=(*entry.flags, "foreign-id") if gathered.is_foreign else entry.flags,
    )


def _source_of(source: Source) -> EntrySourceOut:
    return EntrySourceOut(source.id, source.title, source.url)
