"""What a freshly parsed feed changes: decided from what is known and what was found. Pure.

An entry that merely leaves the feed's window stays. One that is withdrawn (RFC 6721) goes, and a tombstone stays.
Of each source the newest are kept: `MOST_ENTRIES`, and no more than `MOST_BYTES` of them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from itertools import accumulate
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from services.aggregator.model import (
    TRUNCATED,
    Burial,
    Enclosure,
    Entry,
    FeedFacts,
    Harvest,
    Hints,
    Known,
    Person,
    Source,
)
from services.aggregator.reading import dates
from services.aggregator.reading.document import About, EntryFound, ParsedFeed, PersonFound
from shared.clock import BANGKOK

MOST_ENTRIES: Final = 1000
MOST_BYTES: Final = 8 * 1024 * 1024


class _Weight(NamedTuple):
    """What decides whether an entry is kept."""

    position: datetime
    size: int


def gather(source: Source, known: Mapping[str, Known], feed: ParsedFeed, now: datetime) -> Harvest:
    """Entries to write, to forget and to bury."""
    withdrawn = {stone.id for stone in feed.withdrawn}
    zone = zone_of(source.url)
    found = {found.id: (found, _entry(source, known.get(found.id), found, now, zone)) for found in feed.entries}
    alive = {name: entry for name, (_, entry) in found.items() if name not in withdrawn}
    kept = _newest(
        {name: _Weight(each.position, each.size) for name, each in known.items() if name not in withdrawn}
        | {name: _Weight(entry.position, entry.size) for name, entry in alive.items()}
    )
    put = tuple(entry for name, entry in alive.items() if name in kept)
    return Harvest(
        put=put,
        digests=tuple(found[entry.id][0].digest for entry in put),
        words=tuple(found[entry.id][0].words for entry in put),
        forget=tuple(sorted(name for name in known if name not in kept)),
        buried=tuple(
            Burial(source.id, stone.id, stone.atom_id, dates.believe("", stone.when, now, zone).updated or now)
            for stone in feed.withdrawn
            if stone.id in known
        ),
        fresh=sum(entry.id not in known for entry in put),
    )


def facts(about: About, source: Source, now: datetime) -> FeedFacts:
    """What the feed says of itself, made fit to be kept."""
    return FeedFacts(
        atom_id=about.atom_id,
        title=about.title,
        subtitle=about.subtitle,
        home=about.home,
        rights=about.rights,
        icon=about.icon,
        logo=about.logo,
        authors=_people(about.authors),
        updated=dates.believe("", about.updated, now, zone_of(source.url)).updated,
    )


def hints(about: About) -> Hints:
    """How often the feed itself wants to be asked."""
    return Hints(about.ttl, about.skip_hours, about.skip_days)


def zone_of(url: str) -> tzinfo:
    """Where a time without a zone is meant: in Thailand for .th, else in UTC."""
    return BANGKOK if (urlsplit(url).hostname or "").endswith(".th") else UTC


def _newest(entries: Mapping[str, _Weight]) -> set[str]:
    ranked = sorted(entries, key=lambda name: (entries[name].position, name), reverse=True)[:MOST_ENTRIES]
    totals = accumulate(entries[name].size for name in ranked)
    return {name for name, total in zip(ranked, totals, strict=True) if total <= MOST_BYTES}


def _entry(source: Source, known: Known | None, found: EntryFound, now: datetime, zone: tzinfo) -> Entry:
    """First seen and position stay what they were: an edit does not bring an entry back to the top."""
    dated = dates.believe(found.published, found.updated, now, zone)
    first_seen = known.first_seen if known else now
    return Entry(
        id=found.id,
        source=source.id,
        atom_id=found.atom_id,
        title=found.title,
        url=found.url,
        first_seen=first_seen,
        changed=now,
        position=known.position if known else min(dated.published or dated.updated or now, now),
        published=dated.published,
        updated=dated.updated,
        summary=found.summary,
        content=found.content,
        authors=_people(found.authors),
        labels=found.labels,
        enclosures=tuple(Enclosure(file.href, file.type, file.length) for file in found.enclosures),
        language=found.language,
        flags=(*map(str, dated.flags), *([TRUNCATED] if found.is_truncated else [])),
        size=found.size,
    )


def _people(people: tuple[PersonFound, ...]) -> tuple[Person, ...]:
    return tuple(Person(person.name, person.email, person.uri) for person in people)
