"""Two paths, one result: what `strictfeed` reads, `loosefeed` reads the same, file by file of the corpora."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from services.aggregator.errors import FeedProblem
from services.aggregator.reading import dates, loosefeed, parsing, strictfeed
from services.aggregator.reading.charset import decode
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.prolog import has_doctype, refuse_entities, without_declaration
from services.aggregator.reading.rawfeed import RawFeed
from services.aggregator.reading.skips import Skips
from services.aggregator.reading.strictnode import Declined

pytestmark = [pytest.mark.corpora, pytest.mark.slow]
URL: Final = "https://feed.example/dir/feed.xml"
CLEAN: Final = Cleaner()
FOLDERS: Final = (
    "w3c_feedvalidator", "feedparser", "gofeed", "feed-rs", "feedsmith", "miniflux", "reader", "simplepie", "venus",
    "live", "thai", "blogger",
)  # fmt: skip

_BREAKS = "feedparser writes <br/> of XHTML as <br></br>, which HTML reads as two breaks"
_NESTED = "an entry in an atom:source's place: feedparser makes two entries of it, or takes its id for the feed's"
_MEDIA = "feedparser takes a media:description for the subtitle, or for content"
_OUTSIDE = "feedparser takes elements outside of the channel for the feed's own"
DIFFERENT: Final = {
    "w3c_feedvalidator/atom/2/iri.xml": _BREAKS,
    "feed-rs/fixture/atom/atom_example_7.xml": _BREAKS,
    "w3c_feedvalidator/atom/4.2.11/missing-self.xml": _NESTED,
    "w3c_feedvalidator/atom/4.2.11/source-entry.xml": _NESTED,
    "w3c_feedvalidator/atom/4.2.11/multiple-titles.xml": "of two titles of a source feedparser keeps the first",
    "w3c_feedvalidator/rss/must/rdf_Description.xml": _OUTSIDE,
    "w3c_feedvalidator/rss/must/valid_dc_all.xml": "feedparser forgets which title came first after a textinput",
    "w3c_feedvalidator/rss20/introduction/not_in_a_namespace.xml": "feedparser does not resolve a feed's guid",
    "feedparser/wellformed/itunes/itunes_channel_link_image.xml": "an itunes:link for a logo, of one feed in 2005",
    "feedparser/wellformed/rss/item_guid_isPermaLink_ValueError.xml": "an address that cannot be one is still an id",
    "gofeed/parser/atom/feed_logo_uri_base.xml": "a second xml:base: feedparser forgets it",
    "gofeed/parser/rss/issue_217_enclosure_children.xml": "an enclosure with children hides the title",
    "feed-rs/fixture/rss1/rss_1.0_debian.xml": "feedparser looks for xml:lang of RDF under another spelling",
    "feedsmith/feeds/atom/references/atom-ns.xml": _MEDIA,
    "feedsmith/feeds/rdf/references/rdf-ns.xml": _MEDIA,
    "feedsmith/feeds/rss/references/rss-ns.xml": _MEDIA,
    "feedsmith/feeds/rdf/references/rdf-09.xml": "RSS 0.9 by another namespace: a format without a name to feedparser",
    "venus/data/apply/feed.xml": "an author's address in XHTML",
}


def seen(feed: RawFeed) -> list[dict[str, Any]]:
    """What becomes of a feed: dates as moments, the rest as it will be kept."""
    about = parsing._about(feed.about, URL, CLEAN, Skips())
    facts = {name: getattr(about, name) for name in about.__struct_fields__} | {"updated": dates.parse(about.updated)}
    return [facts, *map(entry_seen, feed.entries)]


def entry_seen(entry: Any) -> dict[str, Any]:
    found = parsing._found("name", "digest", entry, ("tag:feed.example,2026:f", URL), CLEAN)
    fields = {name: getattr(found, name) for name in found.__struct_fields__ if name != "size"}
    return fields | {name: dates.parse(fields[name]) for name in ("published", "updated")}


def strict(file: Path) -> RawFeed | None:
    """The feed in ``file`` if the fast path takes it."""
    text = decode(file.read_bytes()).text
    try:
        refuse_entities(text)
        return None if has_doctype(text) else strictfeed.read(without_declaration(text).encode(), URL)
    except (FeedProblem, Declined, UnicodeEncodeError):
        return None


def loose(file: Path) -> RawFeed | None:
    try:
        return loosefeed.read(without_declaration(decode(file.read_bytes()).text), URL)
    except FeedProblem:
        return None


def files(root: Path) -> Iterator[Path]:
    return (file for folder in FOLDERS for file in sorted((root / folder).rglob("*")) if file.is_file())


def test_where_both_paths_read_a_file_they_agree_or_the_reason_is_known(corpora: Path) -> None:
    root = corpora / "feeds"
    read, different = 0, set()
    for file in files(root):
        fast = strict(file)
        if fast is None:
            continue
        read += 1
        slow = loose(file)
        if slow is None or seen(fast) != seen(slow):
            different.add(str(file.relative_to(root)))
    print(f"{read} files by both paths, {len(different)} of them differently")
    assert read >= 3200
    assert different == set(DIFFERENT)


def test_live_feeds_take_the_fast_path(corpora: Path) -> None:
    from services.aggregator.reading import xmlfeed

    paths = [
        xmlfeed.read(decode(file.read_bytes()).text, URL, ()).path
        for file in sorted((corpora / "feeds/live").iterdir())
    ]
    assert paths.count("strict") >= 49
