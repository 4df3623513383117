"""What a freshly parsed feed changes: decided from what is known and what was found. Pure.

    what was found | without echoes | by the rules | within the day's limit | within what is kept | is it an edit?

An entry that merely leaves the feed's window stays. One that is withdrawn (RFC 6721) goes, and a tombstone stays. An
edit of nothing but dates or tracking parameters is noted, and shows nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Final
from urllib.parse import urlsplit

from services.aggregator.model import (
    MENDED,
    TRUNCATED,
    Burial,
    Enclosure,
    Entry,
    FeedFacts,
    Harvest,
    Hints,
    Known,
    Origin,
    Person,
    Source,
)
from services.aggregator.reading import dates
from services.aggregator.reading.document import About, EntryFound, ParsedFeed, PersonFound, Withdrawn
from services.aggregator.reading.edits import is_cosmetic
from services.aggregator.reading.loops import NOBODY, Ours, is_echo
from services.aggregator.retention import USUAL, Limits, Weight, kept
from services.aggregator.rules import NO_RULES, Rules, labelled, lets_in
from shared.clock import BANGKOK
from shared.html.to_text import words

_LONGEST_DATE: Final = 100


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known beside the feed: entries that it changes as they were, rules, limits, pins, and who we are."""

    before: Mapping[str, Entry] = field(default_factory=dict)
    rules: Rules = NO_RULES
    limits: Limits = USUAL
    pinned: frozenset[str] = frozenset()
    ours: Ours = NOBODY
    first_hand: frozenset[str] = frozenset()


NOTHING_MORE: Final = Remembered()


def gather(
    source: Source, known: Mapping[str, Known], feed: ParsedFeed, now: datetime, more: Remembered = NOTHING_MORE
) -> Harvest:
    """Entries to write, to note, to forget and to bury."""
    zone = zone_of(source.url)
    stones = _valid(feed, more.before, zone)
    withdrawn = {stone.id for stone in stones}
    digests = {found.id: found.digest for found in feed.entries}
    marks = {found.id: found.marks for found in feed.entries}
    wanted = [found for found in feed.entries if found.id not in withdrawn]
    wanted = [found for found in wanted if not is_echo(found, more.ours, more.first_hand)]
    made = (_entry(source, known.get(found.id), found, now, zone) for found in wanted)
    alive = [entry for each in made if (entry := _admitted(each, more.rules)) is not None]
    refused = digests.keys() - {entry.id for entry in alive}
    alive = _within_the_day(alive, known, now, more.rules)
    weights = _weights(known, withdrawn | refused) | {each.id: Weight(each.position, each.size) for each in alive}
    stays = kept(weights, more.limits, more.pinned)
    alive = [entry for entry in alive if entry.id in stays]
    same = {entry.id for entry in alive if entry.id in more.before and is_cosmetic(more.before[entry.id], entry)}
    put = tuple(entry for entry in alive if entry.id not in same)
    return Harvest(
        put=put,
        digests=tuple(digests[entry.id] for entry in put),
        marks=tuple(marks[entry.id] for entry in put),
        noted=tuple((more.before[name], digests[name]) for name in sorted(same)),
        forget=tuple(sorted(name for name in known if name not in stays)),
        buried=tuple(_burial(source, stone, now, zone) for stone in stones if stone.id in known),
        fresh=sum(entry.id not in known for entry in put),
    )


def changed_of(feed: ParsedFeed, known: Mapping[str, Known]) -> list[str]:
    """The ids of entries that were there before and read otherwise now, or stand beside a tombstone of theirs."""
    beside = {stone.id for stone in feed.withdrawn}.intersection(feed.present)
    return [name for name in dict.fromkeys((*(found.id for found in feed.entries), *sorted(beside))) if name in known]


def _valid(feed: ParsedFeed, before: Mapping[str, Entry], zone: tzinfo) -> list[Withdrawn]:
    """Tombstones, but for those of entries that are there again and were changed after it."""
    if not feed.withdrawn:
        return []
    changed = {entry.id: entry.updated or entry.published for entry in before.values()}
    changed |= {each.id: dates.parse(each.updated or each.published, zone) for each in feed.entries}
    there = set(feed.present)

    def is_outdated(stone: Withdrawn) -> bool:
        last, when = changed.get(stone.id), dates.parse(stone.when, zone)
        return stone.id in there and last is not None and when is not None and last > when

    return [stone for stone in feed.withdrawn if not is_outdated(stone)]


def _burial(source: Source, stone: Withdrawn, now: datetime, zone: tzinfo) -> Burial:
    return Burial(source.id, stone.id, stone.atom_id, dates.believe("", stone.when, now, zone).updated or now)


def _admitted(entry: Entry, rules: Rules) -> Entry | None:
    """The entry as the rules want it; None if they leave it out."""
    if rules == NO_RULES:
        return entry
    if not lets_in(rules, entry, f"{entry.title}\n{entry.summary}\n{words(entry.content)}"):
        return None
    found = labelled(rules, entry.labels)
    return replace(entry, labels=found.labels, strategy=found.strategy)


def _within_the_day(alive: list[Entry], known: Mapping[str, Known], now: datetime, rules: Rules) -> list[Entry]:
    """Of new entries only as many as the day has room for, the newest; the others may come tomorrow."""
    if rules.per_day is None:
        return alive
    today = now.astimezone(BANGKOK).date()
    came = sum(each.first_seen.astimezone(BANGKOK).date() == today for each in known.values())
    fresh = sorted((entry for entry in alive if entry.id not in known), key=lambda entry: entry.position, reverse=True)
    left_out = {entry.id for entry in fresh[max(rules.per_day - came, 0) :]}
    return [entry for entry in alive if entry.id not in left_out]


def _weights(known: Mapping[str, Known], withdrawn: set[str]) -> dict[str, Weight]:
    return {name: Weight(each.position, each.size) for name, each in known.items() if name not in withdrawn}


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
        findings=about.findings,
        updated=dates.believe("", about.updated, now, zone_of(source.url)).updated,
    )


def hints(about: About) -> Hints:
    """How often the feed itself wants to be asked."""
    return Hints(about.ttl, about.skip_hours, about.skip_days)


def zone_of(url: str) -> tzinfo:
    """Where a time without a zone is meant: in Thailand for .th, else in UTC."""
    return BANGKOK if (urlsplit(url).hostname or "").endswith(".th") else UTC


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
        flags=(
            *map(str, dated.flags),
            *([TRUNCATED] if found.is_truncated else []),
            *([MENDED] if found.is_mended else []),
        ),
        size=found.size,
        image=found.image,
        written=_written(found, dated),
        origin=Origin(found.origin.atom_id, found.origin.title, found.origin.url) if found.origin else None,
        via=found.via,
    )


def _written(found: EntryFound, dated: dates.Dated) -> str:
    """The date as it is in the feed, where it was not simply believed."""
    text = (found.published or found.updated)[:_LONGEST_DATE]
    return text if dated.flags or dates.is_unusual(text) else ""


def _people(people: tuple[PersonFound, ...]) -> tuple[Person, ...]:
    return tuple(Person(person.name, person.email, person.uri) for person in people)
