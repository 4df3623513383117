"""Entries without id and address, known by their words alone, whose words were edited. Pure.

Such an entry is an earlier one edited if that one has left the window in the same moment, and reads much the same: the
same words with any date, or similar words of the same date. Numbers in titles tell: notice no. 5 is not no. 6.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from msgspec import structs

from services.aggregator.identity import is_by_words
from services.aggregator.model import Entry, Known
from services.aggregator.reading import dates
from services.aggregator.reading.document import EntryFound, ParsedFeed
from shared.thai.spelling import folded

_MOST_NEW: Final = 20
MOST_VANISHED: Final = 50
_SIMILAR: Final = 0.5
_SIMILAR_BY_TITLE: Final = 0.15
_PIECE: Final = 4
_LOOKED_AT: Final = 400
_NUMBER: Final = re.compile(r"\d+")


class _Words(NamedTuple):
    """What is compared of an entry: its words, title and date, pieces of its words, and the numbers of its title."""

    text: str
    title: str
    moment: datetime | None
    pieces: frozenset[str]
    numbers: tuple[str, ...]


def nameless(feed: ParsedFeed, known: Mapping[str, Known]) -> list[EntryFound]:
    """Entries that seem to be new, and have nothing to be known by."""
    return [found for found in feed.entries if found.id not in known and is_by_words(found.atom_id)][:_MOST_NEW]


def vanished(feed: ParsedFeed, known: Mapping[str, Known]) -> list[str]:
    """Ids of entries that the feed does not show any more, the latest first: so many as may just have left it."""
    gone = known.keys() - set(feed.present)
    return sorted(gone, key=lambda name: (known[name].position, name), reverse=True)[:MOST_VANISHED]


def recognised(feed: ParsedFeed, new: Iterable[EntryFound], gone: Iterable[Entry], zone: tzinfo) -> ParsedFeed:
    """The feed in which entries that are others edited bear their names: each of one other, the most similar first.

    ``zone`` is where dates without a zone are meant.
    """
    before = [(entry, _of_entry(entry)) for entry in gone if is_by_words(entry.atom_id)]
    after = [(found.id, _of_found(found, zone)) for found in new]
    pairs = ((_likeness(old, words), name, entry.id) for name, words in after for entry, old in before)
    names: dict[str, str] = {}
    for _, name, entry in sorted((pair for pair in pairs if pair[0] > 0), reverse=True):
        if name not in names and entry not in names.values():
            names[name] = entry
    return _renamed(feed, names, {entry.id: entry.atom_id for entry, _ in before}) if names else feed


def _renamed(feed: ParsedFeed, names: Mapping[str, str], atom_ids: Mapping[str, str]) -> ParsedFeed:
    entries = tuple(
        structs.replace(found, id=names[found.id], atom_id=atom_ids[names[found.id]]) if found.id in names else found
        for found in feed.entries
    )
    return structs.replace(feed, present=tuple(names.get(name, name) for name in feed.present), entries=entries)


def _likeness(old: _Words, new: _Words) -> float:
    """0 for another entry, 1 for the same words."""
    if old.text == new.text != "":
        return 1.0
    if old.moment != new.moment or old.numbers != new.numbers:
        return 0.0
    shared = len(old.pieces & new.pieces) / max(len(old.pieces | new.pieces), 1)
    is_titled = bool(new.title) and old.title == new.title and new.moment is not None
    return shared if shared >= (_SIMILAR_BY_TITLE if is_titled else _SIMILAR) else 0.0


def _of_entry(entry: Entry) -> _Words:
    return _words(entry.title, entry.summary, entry.published or entry.updated)


def _of_found(found: EntryFound, zone: tzinfo) -> _Words:
    return _words(found.title, found.summary, dates.parse(found.published or found.updated, zone))


def _words(title: str, summary: str, moment: datetime | None) -> _Words:
    text = "".join(folded(f"{title} {summary}").split())
    looked_at = text[:_LOOKED_AT]
    pieces = frozenset(looked_at[start : start + _PIECE] for start in range(max(len(looked_at) - _PIECE + 1, 1)))
    return _Words(text, title, moment, pieces, tuple(_NUMBER.findall(folded(title))))
