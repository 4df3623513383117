"""Merged feeds: other people's entries under our roof, each with its own id, authors and full ``atom:source``. Pure.

An entry keeps its ``atom:id``. Where another source's entry used that id first (see `attribution`), this one gets an id
of our own, and is said to be from where it came from, not from where it says: who repeats a neighbour's id must not
replace the neighbour's entry in somebody's reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from services.aggregator.model import Burial, Enclosure, Entry, Gathered, Origin, Person, Source
from shared.feed import model as feeds
from shared.feed.iri import permanent_id
from shared.text import truncate

_NAMED_ON: Final = date(2026, 1, 1)
_NOTHING_YET: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ATOM: Final = "application/atom+xml"
_STAND_IN: Final = 80
"""Characters of the first words, which stand for a title where there is none."""
WINDOW: Final = 50
"""How many entries a merged feed holds."""
TOMBSTONES: Final = 50
MOST_ARCHIVED: Final = 2000
"""How many entries of a day an archive holds."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What is said of a merged feed: ``name`` makes its id (``planet/all``), ``self_url`` is its own address.

    ``via_url`` is what entries are marked with as having come through us, ``strategy_url`` the scheme of strategic
    issues, ``older_url`` where what came in before can be read, ``current_url`` an archive's subscription document.
    """

    name: str
    title: str
    subtitle: str
    self_url: str
    media_type: str
    page_url: str
    hub_url: str | None
    authority: str
    via_url: str = ""
    strategy_url: str = ""
    older_url: str = ""
    current_url: str = ""
    is_archive: bool = False


def merge(heading: Heading, gathered: Sequence[Gathered], burials: Sequence[Burial]) -> feeds.Feed:
    """The feed; its time is that of its latest change, so that the same content gives the same bytes."""
    entries = tuple(_entry(each, heading) for each in gathered)
    tombstones = tuple(_tombstone(burial, heading.authority) for burial in burials)
    moments = [*(entry.updated for entry in entries), *(stone.when for stone in tombstones)]
    return feeds.Feed(
        id=feeds.tag_uri(heading.authority, _NAMED_ON, heading.name),
        title=heading.title,
        subtitle=heading.subtitle,
        updated=max(moments, default=_NOTHING_YET),
        links=_links(heading),
        authors=(feeds.Person(heading.title),),
        entries=entries,
        tombstones=tombstones,
        archive=heading.is_archive,
    )


def _links(heading: Heading) -> tuple[feeds.Link, ...]:
    links = [
        feeds.Link(heading.self_url, "self", heading.media_type),
        feeds.Link(heading.page_url, "alternate", "text/html"),
    ]
    if heading.hub_url:
        links.append(feeds.Link(heading.hub_url, "hub"))
    if heading.current_url:
        links.append(feeds.Link(heading.current_url, "current", heading.media_type))
    if heading.older_url:
        links.append(feeds.Link(heading.older_url, "prev-archive", heading.media_type))
    return tuple(links)


def _entry(gathered: Gathered, heading: Heading) -> feeds.Entry:
    entry = gathered.entry
    updated = entry.updated or entry.published or entry.first_seen
    is_copy = entry.origin is not None and not gathered.is_foreign
    source = _origin(entry.origin, updated) if entry.origin and is_copy else _source(gathered.source)
    return feeds.Entry(
        id=_id(gathered, heading.authority),
        title=entry.title or truncate(entry.summary, _STAND_IN),
        updated=updated,
        published=entry.published,
        links=(*_alternate(entry), *(_enclosure(file) for file in entry.enclosures), *_via(entry, heading)),
        authors=_people(entry.authors) or source.authors,
        categories=_categories(entry, heading),
        summary=entry.summary or None,
        content=entry.content or None,
        source=source,
        language=entry.language,
        thumbnail=feeds.Thumbnail(entry.image) if entry.image else None,
    )


def _via(entry: Entry, heading: Heading) -> list[feeds.Link]:
    """One link an aggregator that an entry came through: whoever reads us sees a loop, and how long a way it was."""
    return [feeds.Link(url, "via", _ATOM) for url in (*entry.via, heading.via_url) if url]


def _categories(entry: Entry, heading: Heading) -> tuple[feeds.Category, ...]:
    labels = (feeds.Category(label) for label in entry.labels)
    return (*labels, *(feeds.Category(issue, heading.strategy_url) for issue in entry.strategy))


def _id(gathered: Gathered, authority: str) -> str:
    entry = gathered.entry
    return _own_id(authority, entry.source, entry.id) if gathered.is_foreign else entry.atom_id


def _tombstone(burial: Burial, authority: str) -> feeds.Tombstone:
    """Who withdraws what he called by a neighbour's id withdraws nothing of the neighbour's."""
    ref = _own_id(authority, burial.source, burial.entry) if burial.is_foreign else burial.atom_id
    return feeds.Tombstone(ref, burial.when)


def _own_id(authority: str, source: str, entry: str) -> str:
    return feeds.tag_uri(authority, _NAMED_ON, f"planet/{source}/{entry}")


def _origin(origin: Origin, updated: datetime) -> feeds.Source:
    """Where an entry was first published, as it said itself: RFC 4287 wants that kept by who passes it on."""
    return feeds.Source(
        id=permanent_id(origin.atom_id or origin.url, origin.url),
        title=origin.title or origin.url,
        updated=updated,
        links=(feeds.Link(origin.url, "self"),) if origin.url else (),
        authors=(feeds.Person(origin.title or origin.url or origin.atom_id),),
    )


def _source(source: Source) -> feeds.Source:
    """There is always an author: the source itself, where neither entry nor feed names one."""
    facts = source.facts
    atom_id = permanent_id(source.atom_id, source.url)
    alternate = (feeds.Link(facts.home, "alternate", "text/html"),) if facts.home else ()
    return feeds.Source(
        id=atom_id,
        title=source.title,
        updated=facts.updated or source.pace.changed or source.created,
        links=(feeds.Link(source.url, "self"), *alternate),
        subtitle=facts.subtitle or None,
        rights=facts.rights or None,
        authors=_people(facts.authors) or (feeds.Person(source.title),),
        icon=facts.icon or None,
        logo=facts.logo or None,
    )


def _people(people: tuple[Person, ...]) -> tuple[feeds.Person, ...]:
    return tuple(feeds.Person(person.name, person.email, person.uri) for person in people if person.name)


def _alternate(entry: Entry) -> tuple[feeds.Link, ...]:
    return (feeds.Link(entry.url, "alternate"),) if entry.url else ()


def _enclosure(file: Enclosure) -> feeds.Link:
    return feeds.Link(file.href, "enclosure", file.type, length=file.length)
