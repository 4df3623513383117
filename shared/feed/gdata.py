"""Atom in JSON as Google's data API wrote it, which is what Blogger answers to ``alt=json``.

Every element becomes a member of its own name with ``$`` for the colon, every text ``{"$t": text}``. Scripts of other
sites ask for ``alt=json-in-script&callback=f`` and get a call of their function; see `GDataScript`.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec

from shared.feed.conform import conform
from shared.feed.elements import person_fields
from shared.feed.model import Entry, Feed, Link, Person
from shared.feed.times import rfc3339

_NAMESPACES: Final = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns$openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "xmlns$gd": "http://schemas.google.com/g/2005",
    "xmlns$thr": "http://purl.org/syndication/thread/1.0",
}
_MEDIA: Final = "http://search.yahoo.com/mrss/"


@dataclass(frozen=True, slots=True)
class GData:
    """``alt=json``."""

    content_type = "application/json; charset=utf-8"

    def render(self, feed: Feed) -> bytes:
        """The document in UTF-8."""
        return msgspec.json.encode({"version": "1.0", "encoding": "UTF-8", "feed": _feed(conform(feed))})


@dataclass(frozen=True, slots=True)
class GDataScript:
    """``alt=json-in-script``: a call of ``callback``, a name that was checked before, with the document."""

    callback: str
    content_type = "text/javascript; charset=utf-8"

    def render(self, feed: Feed) -> bytes:
        """The script in UTF-8; the comment keeps what a stranger named from being the first thing in a file."""
        return b"/**/" + self.callback.encode("ascii") + b"(" + GData().render(feed) + b");"


def _feed(feed: Feed) -> dict[str, Any]:
    results = feed.results
    found = {} if results is None else _numbers(results.total, results.start, results.per_page)
    entries = {"entry": [_entry(entry) for entry in feed.entries]} if feed.entries else {}
    return {
        **_NAMESPACES,
        "id": _said(feed.id),
        "updated": _said(rfc3339(feed.updated)),
        "category": [{"term": category.term} for category in feed.categories],
        "title": _text("text", feed.title),
        "subtitle": _text("html", feed.subtitle or ""),
        "link": [_link(link) for link in feed.links],
        "author": [_person(person) for person in feed.authors],
        "generator": _said("Saket"),
        **found,
        **entries,
    }


def _numbers(total: int, start: int, per_page: int) -> dict[str, Any]:
    figures = {"totalResults": total, "startIndex": start, "itemsPerPage": per_page}
    return {f"openSearch${name}": _said(str(figure)) for name, figure in figures.items()}


def _entry(entry: Entry) -> dict[str, Any]:
    body = {"content": _text("html", entry.content)} if entry.content else {}
    brief = {"summary": _text("text", entry.summary)} if entry.summary and not entry.content else {}
    total = {"thr$total": _said(str(entry.replies.count))} if entry.replies else {}
    replies = (Link(entry.replies.href, "replies", entry.replies.type),) if entry.replies else ()
    return {
        "id": _said(entry.id),
        "published": _said(rfc3339(entry.published or entry.updated)),
        "updated": _said(rfc3339(entry.updated)),
        "category": [_present(scheme=category.scheme, term=category.term) for category in entry.categories],
        "title": _text("text", entry.title),
        **body,
        **brief,
        "link": [_link(link) for link in (*entry.links, *replies)],
        "author": [_person(person) for person in entry.authors],
        **_thumbnail(entry),
        **total,
    }


def _thumbnail(entry: Entry) -> dict[str, Any]:
    if entry.thumbnail is None:
        return {}
    size = {"height": entry.thumbnail.height, "width": entry.thumbnail.width}
    measures = {name: str(figure) for name, figure in size.items() if figure}
    return {"media$thumbnail": {"xmlns$media": _MEDIA, "url": entry.thumbnail.url, **measures}}


def _link(link: Link) -> dict[str, str]:
    length = None if link.length is None else str(link.length)
    return _present(rel=link.rel, type=link.type, href=link.href, title=link.title, length=length)


def _person(person: Person) -> dict[str, Any]:
    return {name: _said(value) for name, value in person_fields(person).items()}


def _text(kind: str, text: str | None) -> dict[str, str]:
    return {"type": kind, "$t": text or ""}


def _said(text: str) -> dict[str, str]:
    return {"$t": text}


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
