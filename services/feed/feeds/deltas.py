"""What is new in a feed since a client's copy of it (RFC 3229 with ``A-IM: feed``). Pure, but for what it remembers.

a feed is written | its tags and the fingerprints of what it shows are noted | a client names a tag | the rest
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Final

from shared.feed.model import Feed
from shared.http.fields import weighted

MANIPULATION: Final = "feed"
_MOST: Final = 8192

Shown = frozenset[int]
"""Fingerprints, good within this process, of entries and tombstones."""


def wants_delta(a_im: str) -> bool:
    """Whether the ``A-IM`` field takes the part of a feed that is new."""
    return any(member.value == MANIPULATION and member.quality > 0 for member in weighted(a_im))


def shown_in(feed: Feed) -> Shown:
    """What a client has who has this feed."""
    return frozenset(map(hash, (*feed.entries, *feed.tombstones)))


def newer(feed: Feed, shown: Shown) -> Feed:
    """The feed without what was shown before, unchanged."""
    entries = tuple(entry for entry in feed.entries if hash(entry) not in shown)
    tombstones = tuple(tombstone for tombstone in feed.tombstones if hash(tombstone) not in shown)
    return replace(feed, entries=entries, tombstones=tombstones)


class Memory:
    """What the feeds written last showed, by the name of the feed and a tag of the answer; forgets the oldest."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._shown: OrderedDict[tuple[Hashable, str], Shown] = OrderedDict()

    def note(self, name: Hashable, tags: Iterable[str], feed: Feed) -> None:
        """Remember an answer, whose tags are ``tags``."""
        shown = shown_in(feed)
        for tag in tags:
            self._shown[name, tag] = shown
            self._shown.move_to_end((name, tag))
        while len(self._shown) > self._most:
            self._shown.popitem(last=False)

    def find(self, name: Hashable, tags: Iterable[str]) -> tuple[str, Shown] | None:
        """The first of ``tags`` that is remembered, with what its answer showed."""
        known = ((tag, self._shown.get((name, tag))) for tag in tags)
        return next(((tag, shown) for tag, shown in known if shown is not None), None)
