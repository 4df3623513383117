"""RSS 2.0, written by feedgen, with the namespaces readers know (``atom content dc slash wfw`` and more).

What RSS has no place for (tombstones, in-reply-to, the figures of a source) is in the Atom document of the same feed.
"""

from html import escape

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import _Element

from shared.feed import elements
from shared.feed.atom import GENERATOR
from shared.feed.conform import conform
from shared.feed.excerpt import excerpt
from shared.feed.model import Entry, Feed, Link
from shared.feed.stylesheet import with_stylesheet
from shared.feed.times import in_bangkok, rfc822

MEDIA_TYPE = "application/rss+xml"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_COMMENT_API = "{http://wellformedweb.org/CommentAPI/}"
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"
_DESCRIPTION_LENGTH = 300
_PAGE = "text/html"


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """The channel's links beyond ``self`` and its history marks."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        namespaces = {"dc": _DUBLIN_CORE, "fh": elements.HISTORY, "slash": _SLASH, "wfw": _COMMENT_API}
        if elements.has_media(self.feed):
            namespaces["media"] = elements.MEDIA
        if elements.has_events(self.feed):
            namespaces["ev"] = elements.EVENT
        if self.feed.results:
            namespaces["openSearch"] = elements.SEARCH
        if self.feed.period:
            namespaces["sy"] = _SYNDICATION
        return {prefix: namespace.strip("{}") for prefix, namespace in namespaces.items()}

    def extend_rss(self, rss: _Element) -> _Element:
        channel = rss[0]
        for link in self.feed.links:
            if link.rel not in {"self", "alternate"}:
                elements.add_link(channel, link, elements.ATOM)
        elements.add_history(channel, self.feed)
        elements.add_results(channel, self.feed.results)
        if self.feed.period:
            elements.add_text(channel, f"{_SYNDICATION}updatePeriod", self.feed.period)
            elements.add_text(channel, f"{_SYNDICATION}updateFrequency", "1")
        return rss


class _EntryExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """An item's date, people, language, comments and pictures.

    The date is here because feedgen's own way switches the locale of the whole process for every item.
    """

    entry: Entry

    def extend_rss(self, item: _Element) -> _Element:
        entry = self.entry
        elements.add_text(item, "pubDate", rfc822(entry.published or entry.updated))
        for author in entry.authors:
            elements.add_text(item, f"{_DUBLIN_CORE}creator", author.name)
        elements.add_text(item, f"{_DUBLIN_CORE}language", entry.language)
        _add_discussion(item, entry)
        elements.add_media(item, entry)
        elements.add_event(item, entry.event)
        return item


def _add_discussion(item: _Element, entry: Entry) -> None:
    """Where the comments are read and followed, and how many there are if that is known."""
    replies = [link for link in entry.links if link.rel == "replies"]
    page = next((link.href for link in replies if link.type == _PAGE), None)
    feed = next((link.href for link in replies if link.type != _PAGE), None)
    elements.add_text(item, "comments", page)
    elements.add_text(item, f"{_COMMENT_API}commentRss", entry.replies.href if entry.replies else feed)
    if entry.replies:
        elements.add_text(item, f"{_SLASH}comments", str(entry.replies.count))


def render(feed: Feed) -> bytes:
    """The RSS document of ``feed`` in UTF-8.

    Raises ValueError for a naive datetime, and for nothing that a text may contain.
    """
    feed = conform(feed)
    generator = _generator(feed)
    for entry in feed.entries:
        _add_item(generator, entry)
    document: bytes = generator.rss_str()
    return with_stylesheet(document, feed.stylesheet)


def _generator(feed: Feed) -> FeedGenerator:
    generator = FeedGenerator()
    generator.register_extension("saket", _FeedExtension, _EntryExtension, atom=False, rss=True)
    generator.saket.feed = feed
    generator.generator(GENERATOR)
    generator.title(feed.title)
    generator.description(feed.subtitle or feed.title)
    itself = _first(feed.links, "self")
    home = _first(feed.links, "alternate") or itself
    if itself:
        generator.link(elements.link_attributes(itself))
    # feedgen takes the last link for the channel's own.
    generator.link(href=home.href if home else feed.id, rel="alternate")
    generator.category([{"term": category.label or category.term} for category in feed.categories])
    generator.copyright(feed.rights)
    if feed.logo:
        generator.image(feed.logo)
    generator.language(feed.language)
    generator.lastBuildDate(in_bangkok(feed.updated))
    return generator


def _add_item(generator: FeedGenerator, entry: Entry) -> None:
    item: FeedEntry = generator.add_entry(order="append")
    item.saket.entry = entry
    item.guid(entry.id, permalink=False)
    item.title(entry.title)
    if page := _first(entry.links, "alternate"):
        item.link(href=page.href)
    if attached := _first(entry.links, "enclosure"):
        item.enclosure(attached.href, attached.length or 0, attached.type or "application/octet-stream")
    item.category([{"term": category.label or category.term} for category in entry.categories])
    item.description(_description(entry))
    item.content(entry.content, type="html")
    if entry.source and (origin := _first(entry.source.links, "self")):
        item.source(origin.href, entry.source.title)


def _description(entry: Entry) -> str | None:
    """The summary as HTML, which is what RSS readers take a description for; else the beginning of the content."""
    summary = entry.summary or excerpt(entry.content or "", _DESCRIPTION_LENGTH)
    return escape(summary, quote=False) or None


def _first(links: tuple[Link, ...], rel: str) -> Link | None:
    return next((link for link in links if link.rel == rel), None)
