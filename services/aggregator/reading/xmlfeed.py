"""Reading Atom, RSS and RDF: two paths, one result.

    refuse entities | cut into entries | leave out those that are known | strictfeed (lxml)
                                                                        | else all of it: loosefeed (feedparser)

Entries are told apart by the digest of their raw text, before anything is parsed; where the cut does not agree with
what a parser finds, by the digest of what was read.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from services.aggregator.reading import loosefeed, strictfeed
from services.aggregator.reading.prolog import has_doctype, refuse_entities, without_declaration
from services.aggregator.reading.rawfeed import RawFeed, digest_of
from services.aggregator.reading.slices import Slice, cut
from services.aggregator.reading.strictnode import Declined
from services.aggregator.reading.tombstones import read_tombstones

Path = Literal["strict", "loose", "json"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: ``digests`` of its entries, in their order; ``order`` also names those that were left out."""

    feed: RawFeed
    digests: tuple[str, ...]
    order: tuple[str, ...]
    path: Path


def read(text: str, url: str, known: Container[str]) -> Reading:
    """The feed in ``text`` but for entries whose digest is ``known``.

    Raises `ForbiddenXml`, `NotAFeed` or `BrokenFeed`.
    """
    refuse_entities(text)
    document = without_declaration(text)
    withdrawn = read_tombstones(document, url)
    try:
        return _strictly(_without_doctype(document).encode(), url, known, withdrawn)
    except (Declined, UnicodeEncodeError):
        feed = loosefeed.read(document, url)
        return whole(RawFeed(feed.about, feed.entries, withdrawn), "loose")


def _without_doctype(document: str) -> str:
    if has_doctype(document):
        raise Declined("a document type")
    return document


def whole(feed: RawFeed, path: Path) -> Reading:
    """All entries of a feed, told apart by what was read of them."""
    digests = tuple(digest_of(entry) for entry in feed.entries)
    return Reading(feed, digests, digests, path)


def _strictly(document: bytes, url: str, known: Container[str], withdrawn: tuple[tuple[str, str], ...]) -> Reading:
    sliced = cut(document)
    wanted = [each for each in sliced.entries if not _may_be_left_out(each, known)]
    feed = strictfeed.read(sliced.holding(wanted), url)
    if len(feed.entries) != len(wanted):
        feed = strictfeed.read(document, url)
        return whole(RawFeed(feed.about, feed.entries, withdrawn), "strict")
    digests = tuple(each.digest for each in wanted)
    order = tuple(each.digest for each in sliced.entries)
    return Reading(RawFeed(feed.about, feed.entries, withdrawn), digests, order, "strict")


def _may_be_left_out(entry: Slice, known: Container[str]) -> bool:
    return entry.is_alone and entry.digest in known
