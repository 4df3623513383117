"""What every writer demands of a feed, established once: ``conform(feed)`` returns a feed that can be valid.

Entries come from officers, citizens and other people's feeds, and one bad field must not take the feed down. So
what a format cannot carry is dropped (control characters, dead links, malformed languages and addresses), what it
requires and an entry lacks is supplied (a title, an author, something to read), and what it allows only once is kept
once (an id, a ``self`` link). Rules: RFC 4287 sections 4.1 and 4.2, RFC 5005, and the W3C feed validator.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from html import escape
from typing import TypeVar

from shared.feed.excerpt import excerpt
from shared.feed.iri import is_absolute_iri, permanent_id, web_url
from shared.feed.model import (
    Category,
    Entry,
    Event,
    Feed,
    InReplyTo,
    Link,
    MediaContent,
    Person,
    Replies,
    Source,
    Thumbnail,
    Tombstone,
)
from shared.feed.xmltext import xml_text

_Item = TypeVar("_Item")

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;\s*[\w-]+=(?:[\w.+-]+|\"[^\"\\]*\"))*\Z", re.ASCII)
_PAGING = frozenset({"first", "last", "next", "previous", "next-archive", "prev-archive", "current"})
_RELATIONS = _PAGING | {
    *("alternate", "author", "canonical", "describedby", "edit", "enclosure", "hub", "license", "payment"),
    *("related", "replies", "search", "self", "up", "via"),
}
_TITLE_LENGTH = 80


def conform(feed: Feed) -> Feed:
    """``feed`` with everything in it fit to be written; idempotent."""
    feed_id = permanent_id(feed.id, "")
    title = _text(feed.title) or feed_id
    entries = _unique((_entry(entry, feed_id) for entry in feed.entries), lambda entry: entry.id)
    authors = _people(feed.authors)
    if not authors and not all(entry.authors for entry in entries):
        authors = (Person(title),)
    return replace(
        feed,
        id=feed_id,
        title=title,
        links=_links(feed.links, without=_PAGING if feed.complete else frozenset()),
        subtitle=_text(feed.subtitle),
        authors=authors,
        categories=_categories(feed.categories),
        rights=_text(feed.rights),
        icon=_url(feed.icon),
        logo=_url(feed.logo),
        language=_language(feed.language),
        entries=entries,
        tombstones=tuple(_tombstone(tombstone, feed_id) for tombstone in feed.tombstones),
    )


def _entry(entry: Entry, feed_id: str) -> Entry:
    source = _source(entry.source) if entry.source else None
    origin = source.id if source else feed_id
    entry_id = permanent_id(entry.id, origin)
    summary, content = _text(entry.summary), _text(entry.content)
    title = _text(entry.title) or excerpt(content or escape(summary or ""), _TITLE_LENGTH) or entry_id
    links = _links(entry.links, without=_PAGING)
    if content is None and not any(link.rel == "alternate" for link in links):
        content = escape(summary or title)
    return replace(
        entry,
        id=entry_id,
        title=title,
        links=links,
        authors=_people(entry.authors) or (source.authors if source else ()),
        categories=_categories(entry.categories),
        summary=summary,
        content=content,
        rights=_text(entry.rights),
        source=source,
        in_reply_to=tuple(_in_reply_to(reply, origin) for reply in entry.in_reply_to),
        replies=_replies(entry.replies),
        language=_language(entry.language),
        media=_unique(filter(None, map(_media, entry.media)), lambda content: content.url),
        thumbnail=_thumbnail(entry.thumbnail),
        event=_event(entry.event) if entry.event else None,
    )


def _source(source: Source) -> Source:
    source_id = permanent_id(source.id, "")
    return replace(
        source,
        id=source_id,
        title=_text(source.title) or source_id,
        links=_links(source.links, without=_PAGING),
        subtitle=_text(source.subtitle),
        rights=_text(source.rights),
        authors=_people(source.authors),
        icon=_url(source.icon),
        logo=_url(source.logo),
    )


def _text(text: str | None) -> str | None:
    return (xml_text(text).strip() or None) if text else None


def _url(address: str | None) -> str | None:
    return web_url(address) if address else None


def _language(tag: str | None) -> str | None:
    return tag if tag and _LANGUAGE.match(tag) else None


def _media_type(name: str | None) -> str | None:
    return name if name and _MEDIA_TYPE.match(name) else None


def _people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    named = ((_text(person.name), person) for person in people)
    return tuple(
        Person(name, person.email if _EMAIL.match(person.email or "") else None, _url(person.uri))
        for name, person in named
        if name
    )


def _categories(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    named = ((_text(category.term), category) for category in categories)
    kept = (
        Category(
            term,
            category.scheme if is_absolute_iri(category.scheme or "") else None,
            _text(category.label),
        )
        for term, category in named
        if term
    )
    return _unique(kept, lambda category: (category.term, category.scheme))


def _links(links: tuple[Link, ...], *, without: frozenset[str]) -> tuple[Link, ...]:
    kept = (_link(link) for link in links if link.rel not in without and _is_relation(link.rel))
    return _unique((link for link in kept if link), _link_identity)


def _is_relation(rel: str) -> bool:
    return rel in _RELATIONS or is_absolute_iri(rel)


def _link_identity(link: Link) -> tuple[str | None, ...]:
    """What may occur once: the feed itself; an alternate of one type and language; any other address per relation."""
    if link.rel == "self":
        return ("self",)
    if link.rel == "alternate":
        return ("alternate", link.type, link.hreflang)
    return (link.rel, link.href)


def _link(link: Link) -> Link | None:
    href = web_url(link.href)
    if href is None:
        return None
    return Link(
        href,
        link.rel,
        _media_type(link.type),
        _language(link.hreflang),
        _text(link.title),
        link.length if link.length is not None and link.length >= 0 else None,
    )


def _in_reply_to(reply: InReplyTo, origin: str) -> InReplyTo:
    return InReplyTo(permanent_id(reply.ref, origin), _url(reply.href), _media_type(reply.type), _url(reply.source))


def _replies(replies: Replies | None) -> Replies | None:
    if replies is None:
        return None
    href = web_url(replies.href)
    if href is None:
        return None
    return replace(
        replies, href=href, count=max(replies.count, 0), type=_media_type(replies.type) or "application/atom+xml"
    )


def _media(content: MediaContent) -> MediaContent | None:
    url = web_url(content.url)
    if url is None:
        return None
    measures = (_measure(content.length), _measure(content.width), _measure(content.height))
    return MediaContent(url, _media_type(content.type), *measures, _text(content.description))


def _thumbnail(thumbnail: Thumbnail | None) -> Thumbnail | None:
    url = web_url(thumbnail.url) if thumbnail else None
    if thumbnail is None or url is None:
        return None
    return Thumbnail(url, _measure(thumbnail.width), _measure(thumbnail.height))


def _event(event: Event) -> Event:
    return replace(event, place=_text(event.place))


def _measure(figure: int | None) -> int | None:
    """Bytes or pixels: there is at least one of them, or it is not known."""
    return figure if figure is not None and figure > 0 else None


def _tombstone(tombstone: Tombstone, feed_id: str) -> Tombstone:
    by = _people((tombstone.by,)) if tombstone.by else ()
    return replace(
        tombstone,
        ref=permanent_id(tombstone.ref, feed_id),
        by=by[0] if by else None,
        comment=_text(tombstone.comment),
    )


def _unique(items: Iterable[_Item], identity: Callable[[_Item], object]) -> tuple[_Item, ...]:
    """The first item of each identity, in the order given."""
    first: dict[object, _Item] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return tuple(first.values())
