"""Reading Atom, RSS and RDF: two paths, one result.

    refuse entities | cut into entries | leave out those that are known | strictfeed (lxml)
                                                                        | else all of it: loosefeed (feedparser)

Entries are told apart by the digest of their raw text, before anything is parsed; where the cut does not agree with
what a parser finds, by the digest of what was read.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final, Literal

from services.aggregator.reading import loosefeed, strictfeed
from services.aggregator.reading.prolog import has_doctype, refuse_entities, undeclared, without_declaration
from services.aggregator.reading.rawfeed import RawFeed, digest_of
from services.aggregator.reading.slices import Slice, cut
from services.aggregator.reading.strictnode import Declined
from services.aggregator.reading.tombstones import MARK, read_tombstones

MOST_READ: Final = 2000
"""Entries of one document that are looked at, from its beginning: far more than are kept of a source."""
Path = Literal["strict", "loose", "json"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: ``digests`` of its entries, in their order; ``order`` also names those that were left out."""

    feed: RawFeed
    digests: tuple[str, ...]
    order: tuple[str, ...]
    path: Path


def read(text: str, url: str, known: Container[str], utf_8: bytes | None = None) -> Reading:
    """The feed in ``text`` but for entries whose digest is ``known``; ``utf_8`` is the same in bytes, if at hand.

    Raises `ForbiddenXml`, `NotAFeed` or `BrokenFeed`.
    """
    refuse_entities(text)
    withdrawn = read_tombstones(without_declaration(text), url) if MARK in text else ()
    try:
        return _strictly(_plain(text, utf_8), url, known, withdrawn)
    except (Declined, UnicodeEncodeError):
        feed = loosefeed.read(without_declaration(text), url)
        return whole(RawFeed(feed.about, feed.entries, withdrawn), "loose")


def _plain(text: str, utf_8: bytes | None) -> bytes:
    """The document for `strictfeed`; what came as UTF-8 need not be encoded again."""
    if has_doctype(text):
        raise Declined("a document type")
    return undeclared(text.encode() if utf_8 is None else utf_8)


def whole(feed: RawFeed, path: Path) -> Reading:
    """All entries of a feed, told apart by what was read of them."""
    entries = feed.entries[:MOST_READ]
    digests = tuple(digest_of(entry) for entry in entries)
    return Reading(RawFeed(feed.about, entries, feed.withdrawn), digests, digests, path)


def _strictly(document: bytes, url: str, known: Container[str], withdrawn: tuple[tuple[str, str], ...]) -> Reading:
    """One entry is always left in: RDF without any is not told from other RDF."""
    sliced = cut(document)
    looked_at = sliced.entries[:MOST_READ]
    wanted = [each for each in looked_at if not _may_be_left_out(each, known)] or list(looked_at[-1:])
    feed = strictfeed.read(sliced.holding(wanted), url)
    if len(feed.entries) != len(wanted):
        feed = strictfeed.read(document, url)
        return whole(RawFeed(feed.about, feed.entries, withdrawn), "strict")
    digests = tuple(each.digest for each in wanted)
    order = tuple(each.digest for each in looked_at)
    return Reading(RawFeed(feed.about, feed.entries, withdrawn), digests, order, "strict")


def _may_be_left_out(entry: Slice, known: Container[str]) -> bool:
    return entry.is_alone and entry.digest in known
