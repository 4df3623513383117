"""Reading what is not well-formed, or older than Atom 1.0, with feedparser, whose loose dictionaries end here.

feedparser neither sanitizes (its own sanitizer is unsafe and slow) nor resolves addresses inside HTML: both happen
once, in `parsing`. It tries expat first and falls back to a loose parser by itself. `strictfeed` reads all the others.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

import feedparser

from services.aggregator.errors import BrokenFeed, NotAFeed
from services.aggregator.reading.document import About, EnclosureFound, PersonFound
from services.aggregator.reading.rawfeed import Markup, Origin, RawEntry, RawFeed
from services.aggregator.reading.written import as_written, whole

_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_ROOTS: Final = ("<rss", "<feed", "<rdf:rdf", "<atom:feed", ":feed", ":rss", ":rdf")
_SNIFFED: Final = 4096
_MOST_OPEN: Final = 2000
_KINDS: Final = {"image": "image/*", "audio": "audio/*", "video": "video/*"}
_PERIODS: Final = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def read(text: str, url: str) -> RawFeed:
    """The feed in ``text``, which has no XML declaration. Raises `NotAFeed` or `BrokenFeed`."""
    if _open_elements(text) > _MOST_OPEN:
        raise BrokenFeed("elements that never end")
    found = _parse(text, url)
    if not found.version and not found.entries:
        raise _not_read(text)
    return RawFeed(_about(found), tuple(_entry(entry, url) for entry in found.entries))


def _open_elements(text: str) -> int:
    """About how many elements are never closed: feedparser's time grows with the square of that."""
    void = sum(text.count(mark) for mark in ("</", "/>", "<!", "<?", "<br", "<img", "<hr"))
    return text.count("<") - text.count("</") - void


def _parse(body: str, url: str) -> Any:
    return feedparser.parse(
        io.BytesIO(body.encode("utf-8", "replace")),  # a str or bytes might be taken for an address or a file name
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _not_read(body: str) -> NotAFeed | BrokenFeed:
    start = body[:_SNIFFED].lower()
    if "<html" in start or "<!doctype html" in start:
        return NotAFeed("html")
    return BrokenFeed("no entries and no version") if any(root in start for root in _ROOTS) else NotAFeed("unknown")


def _about(found: Any) -> About:
    feed = found.feed
    return About(
        format=found.version or "unknown",
        atom_id=_text(feed, "id"),
        title=_text(feed, "title"),
        subtitle=_text(feed, "subtitle"),
        home=_text(feed, "link"),
        updated=_date(feed, "updated") or _date(feed, "published"),
        rights=_text(feed, "rights"),
        icon=_text(feed, "icon"),
        logo=_text(feed, "logo") or _text(_dict(feed.get("image")), "href"),
        authors=_authors(feed),
        hubs=tuple(_hrefs(feed, "hub")),
        self_url=next(_hrefs(feed, "self"), ""),
        ttl=_ttl(feed),
        language=_text(feed, "language"),
        archive=tuple(_hrefs(feed, "prev-archive")),
        following=tuple(_hrefs(feed, "next")),
    )


def _entry(entry: Any, base: str) -> RawEntry:
    bodies = [_markup(part, base) for part in _dicts(entry.get("content"))]
    content = max(bodies, key=lambda body: (body.is_html, len(body.text)), default=Markup())
    summary = _markup(_dict(entry.get("summary_detail")), base)
    return RawEntry(
        claimed=_text(entry, "id"),
        url=_text(entry, "link") or next(_hrefs(entry, "alternate"), ""),
        title=_markup(_dict(entry.get("title_detail")), base),
        summary=summary,
        content=content,
        published=_date(entry, "published") or _date(entry, "created"),
        updated=_date(entry, "updated"),
        authors=_authors(entry),
        labels=tuple(filter(None, (_text(tag, "label") or _text(tag, "term") for tag in _dicts(entry.get("tags"))))),
        enclosures=tuple(
            EnclosureFound(_text(file, "href"), _text(file, "type") or None, whole(file.get("length")))
            for file in _dicts(entry.get("enclosures"))
            if _text(file, "href")
        ),
        media=tuple(_media(entry)),
        language=_text(_dict(entry.get("title_detail")), "language") or None,
        origin=_origin(_dict(entry.get("source"))),
        via=tuple(_hrefs(entry, "via")),
    )


def _media(entry: Any) -> Iterator[EnclosureFound]:
    """Media RSS: what an entry shows beside its text."""
    for name, usual in (("media_content", None), ("media_thumbnail", "image/*")):
        for file in _dicts(entry.get(name)):
            kind = _text(file, "type").lower() or _KINDS.get(_text(file, "medium")) or usual
            if href := _text(file, "url"):
                yield EnclosureFound(href, kind, whole(file.get("filesize")))


def _origin(source: Any) -> Origin | None:
    """An RSS ``source`` is but an address and a title; of Atom's, the address of an author would stand in its place."""
    is_atom = any(name in source for name in ("id", "links", "authors", "contributors"))
    url = next(_hrefs(source, "self"), "") if is_atom else _text(source, "href")
    found = Origin(_text(source, "id"), _text(source, "title"), url)
    return found if any((found.atom_id, found.title, found.url)) else None


def _markup(detail: Any, base: str) -> Markup:
    kind = _text(detail, "type")
    return Markup(_text(detail, "value"), _text(detail, "base") or base, is_html=kind in _HTML_TYPES)


def _authors(node: Any) -> tuple[PersonFound, ...]:
    people = _dicts(node.get("authors")) if "authors" in node else iter([_dict(node.get("author_detail"))])
    found = (
        (_text(person, "name") or _text(person, "email"), _text(person, "email"), _text(person, "href"))
        for person in people
    )
    return tuple(PersonFound(name, email or None, uri or None) for name, email, uri in found if name)


def _hrefs(node: Any, rel: str) -> Iterator[str]:
    return (_text(link, "href") for link in _dicts(node.get("links")) if rel in _text(link, "rel").lower().split())


def _ttl(feed: Any) -> int | None:
    """RSS 2.0 ``ttl`` is in minutes; ``sy:`` gives a period and how often within it."""
    minutes = whole(feed.get("ttl"))
    if minutes:
        return minutes * 60
    period = _PERIODS.get(_text(feed, "sy_updateperiod"))
    return period // max(whole(feed.get("sy_updatefrequency")) or 1, 1) if period else None


def _date(node: Any, name: str) -> str:
    return as_written(_text(node, name))


def _text(node: Any, name: str) -> str:
    """`in` first: asked for ``updated``, feedparser's dictionaries answer with ``published`` and a warning."""
    value = node[name] if name in node else None  # noqa: SIM401 - see above
    return value.strip() if isinstance(value, str) else ""


def _dict(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> Iterator[Any]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())
