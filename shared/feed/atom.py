"""Atom (RFC 4287), written by feedgen.

``conform -> feedgen -> bytes``; the two extension classes add what feedgen lacks: the whole ``atom:source``, threads
(RFC 4685), history marks (RFC 5005), tombstones (RFC 6721), pictures (Media RSS), the languages and links of entries.
The same feed renders to the same bytes: nothing is read from the clock, and no version stands in the generator.
"""

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import _Element

from shared.feed import elements
from shared.feed.conform import conform
from shared.feed.model import Category, Entry, Feed, Link
from shared.feed.stylesheet import with_stylesheet
from shared.feed.times import in_bangkok

MEDIA_TYPE = "application/atom+xml"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"
GENERATOR = "Saket"


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Links of relations that are addresses (feedgen knows names only), history marks and tombstones."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return elements.prefixes(self.feed)

    def extend_atom(self, feed: _Element) -> _Element:
        for link in self.feed.links:
            if _is_extension_relation(link):
                elements.add_link(feed, link)
        elements.add_history(feed, self.feed)
        elements.add_results(feed, self.feed.results)
        for tombstone in self.feed.tombstones:
            elements.add_tombstone(feed, tombstone)
        return feed


class _EntryExtension(BaseExtension):  # type: ignore[misc]  # feedgen is untyped
    """Links, thread, source and language of one entry."""

    entry: Entry

    def extend_atom(self, element: _Element) -> _Element:
        entry = self.entry
        if entry.language:
            element.set(elements.XML_LANG, entry.language)
        # feedgen 1.0 demands an alternate link and then writes nothing but the href of any link of an entry.
        for truncated in element.findall("link"):
            element.remove(truncated)
        for link in entry.links:
            elements.add_link(element, link)
        elements.add_thread(element, entry)
        elements.add_media(element, entry)
        elements.add_event(element, entry.event)
        if entry.source:
            elements.add_source(element, entry.source)
        return element


def render(feed: Feed) -> bytes:
    """The Atom document of ``feed`` in UTF-8.

    Raises ValueError for a naive datetime, and for nothing that a text may contain.
    """
    feed = conform(feed)
    generator = _generator(feed)
    for entry in feed.entries:
        _add_entry(generator, entry)
    document: bytes = generator.atom_str()
    return with_stylesheet(document, feed.stylesheet)


def _generator(feed: Feed) -> FeedGenerator:
    generator = FeedGenerator()
    generator.register_extension("saket", _FeedExtension, _EntryExtension, atom=True, rss=False)
    generator.saket.feed = feed
    generator.generator(GENERATOR)
    generator.id(feed.id)
    generator.title(feed.title)
    generator.updated(in_bangkok(feed.updated))
    generator.author([elements.person_fields(person) for person in feed.authors])
    generator.link([elements.link_attributes(link) for link in feed.links if not _is_extension_relation(link)])
    generator.category([_category(category) for category in feed.categories])
    generator.subtitle(feed.subtitle)
    generator.rights(feed.rights)
    generator.icon(feed.icon)
    generator.logo(feed.logo)
    generator.language(feed.language)
    return generator


def _add_entry(generator: FeedGenerator, entry: Entry) -> None:
    item: FeedEntry = generator.add_entry(order="append")
    item.saket.entry = entry
    item.id(entry.id)
    item.title(entry.title)
    item.updated(in_bangkok(entry.updated))
    if entry.published:
        item.published(in_bangkok(entry.published))
    item.author([elements.person_fields(person) for person in entry.authors])
    item.link([{"href": link.href} for link in entry.links if link.rel == "alternate"])
    item.category([_category(category) for category in entry.categories])
    item.summary(entry.summary)
    item.content(entry.content, type="html")
    item.rights(entry.rights)


def _is_extension_relation(link: Link) -> bool:
    """RFC 8288 section 2.1.2: the relation is an absolute URI, not a registered name."""
    return ":" in link.rel


def _category(category: Category) -> dict[str, str]:
    values = {"term": category.term, "scheme": category.scheme, "label": category.label}
    return {name: value for name, value in values.items() if value}
