"""A post and everything that makes it, as an entry of an Atom feed (RFC 4287) with elements of our own, and back. Pure.

    saket:post      id, slug, thread, status, kind, language, version; times in milliseconds; agency, strategy
    saket:slug, saket:former, saket:left          earlier slugs, addresses on an old host, views it stands in no more
    saket:place     view, number                  where it stands in the archive of a view
    saket:event     start, end, place             saket:media  as `model.Media`
    saket:markdown  what the content was made from
    saket:revision  an earlier version, as JSON of `model.Revision`

What Atom has a place for stands there, so that any program can read the feed; drafts are marked as RFC 5023 has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec
from lxml import etree

from services.feed.model import Event, Kind, Media, Post, Revision, Status
from shared.clock import from_ms, rfc3339, to_ms
from shared.text import printable

ATOM: Final = "http://www.w3.org/2005/Atom"
SAKET: Final = "urn:saket:export:1"
_APP: Final = "http://www.w3.org/2007/app"
_SPACES: Final[Any] = {None: ATOM, "saket": SAKET, "app": _APP}
_UNSEEN: Final = frozenset({Status.DRAFT, Status.SCHEDULED})
_TEXTS: Final = ("slug", "thread", "language", "agency", "strategy")
_FIGURES: Final = ("length", "width", "height")

Element = etree._Element  # noqa: SLF001 - the name of the type


@dataclass(frozen=True, slots=True)
class Record:
    """All that is kept of one post. ``places`` are counted from 0, by the name of the view."""

    post: Post
    slugs: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    past: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the posts: where the site is, and when its views changed (ms)."""

    base: str
    title: str
    changed: Mapping[str, int]


def head(site: Head, updated: datetime) -> bytes:
    """The feed's start tag and what belongs to the feed itself."""
    feed = etree.Element(_atom("feed"), {_saket("base"): site.base}, nsmap=_SPACES)
    _add(feed, "id", f"{site.base}/api/export")
    _add(feed, "title", site.title)
    _add(feed, "updated", rfc3339(updated))
    _add(_sub(feed, "author"), "name", site.title)
    for view, changed in site.changed.items():
        etree.SubElement(feed, _saket("view"), name=printable(view), changed=str(changed))
    text = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text.removesuffix(b"</feed>")


TAIL: Final = b"</feed>\n"


def entry(record: Record, address: str) -> bytes:
    """One post; ``address`` is where it is on this site."""
    post = record.post
    feed = etree.Element(_atom("feed"), nsmap=_SPACES)
    element = _sub(feed, "entry")
    _add(element, "id", post.atom_id)
    _add(element, "title", post.title)
    _add(element, "published", rfc3339(post.published or post.created))
    _add(element, "updated", rfc3339(post.updated))
    if post.author:
        _add(_sub(element, "author"), "name", post.author)
    for label in post.labels:
        _sub(element, "category", term=printable(label))
    _sub(element, "link", rel="alternate", type="text/html", href=address)
    if post.summary:
        _add(element, "summary", post.summary)
    _add(element, "content", post.content, type="html")
    if post.status in _UNSEEN:
        etree.SubElement(etree.SubElement(element, f"{{{_APP}}}control"), f"{{{_APP}}}draft").text = "yes"
    _extend(element, record)
    return etree.tostring(element, encoding="utf-8").replace(_REPEATED, b"", 1) + b"\n"


def record_of(element: Element) -> Record:
    """The inverse of `entry`. Raises `ValueError` (or `KeyError`) for what `entry` does not write."""
    facts = element.find(_saket("post"))
    if facts is None:
        raise ValueError("an entry that is not from a site like ours")
    own, moments = {str(name): str(value) for name, value in facts.attrib.items()}, _moments(facts)
    post = Post(
        id=own["id"],
        atom_id=_text(element, "id"),
        title=_text(element, "title"),
        content=_text(element, "content"),
        summary=_text(element, "summary"),
        author=_text(element, "author/{*}name"),
        labels=tuple(each.get("term", "") for each in element.iterfind(_atom("category"))),
        status=Status(own["status"]),
        kind=Kind(own["kind"]),
        version=int(own["version"]),
        created=from_ms(int(own["created"])),
        updated=from_ms(int(own["updated"])),
        published=moments.get("published"),
        withdrawn=moments.get("withdrawn"),
        media=tuple(map(_media, element.iterfind(_saket("media")))),
        event=_event(element.find(_saket("event"))),
        markdown=element.findtext(_saket("markdown")) or "",
        former=_texts(element, "former"),
        left=_texts(element, "left"),
        **{name: own.get(name, "") for name in _TEXTS},
    )
    places = {each.get("view", ""): int(each.get("number", "0")) for each in element.iterfind(_saket("place"))}
    past = (msgspec.json.decode(text, type=Revision) for text in _texts(element, "revision"))
    return Record(post, _texts(element, "slug"), places, tuple(past))


def _extend(element: Element, record: Record) -> None:
    post = record.post
    own = {name: printable(getattr(post, name)) for name in _TEXTS} | {
        "id": post.id,
        "status": post.status.value,
        "kind": post.kind.value,
        "version": str(post.version),
        "created": str(to_ms(post.created)),
        "updated": str(to_ms(post.updated)),
    }
    moments = {"published": post.published, "withdrawn": post.withdrawn}
    own |= {name: str(to_ms(moment)) for name, moment in moments.items() if moment is not None}
    etree.SubElement(element, _saket("post"), {name: value for name, value in own.items() if value})
    for name, texts in (("slug", record.slugs), ("former", post.former), ("left", post.left)):
        for text in texts:
            _own(element, name, text)
    for view, number in record.places.items():
        etree.SubElement(element, _saket("place"), view=printable(view), number=str(number))
    for media in post.media:
        etree.SubElement(element, _saket("media"), dict(_media_facts(media)))
    if post.event:
        etree.SubElement(element, _saket("event"), dict(_event_facts(post.event)))
    if post.markdown:
        _own(element, "markdown", post.markdown)
    for revision in record.past:
        _own(element, "revision", msgspec.json.encode(revision).decode())


def _media_facts(media: Media) -> Iterator[tuple[str, str]]:
    yield from (("url", printable(media.url)), ("type", media.type), ("alt", printable(media.alt)))
    yield from ((name, str(getattr(media, name))) for name in _FIGURES)


def _media(element: Element) -> Media:
    figures = {name: int(element.get(name, "0")) for name in _FIGURES}
    return Media(element.get("url", ""), element.get("type", ""), element.get("alt", ""), **figures)


def _event_facts(event: Event) -> Iterator[tuple[str, str]]:
    yield from (("start", event.start.isoformat()), ("place", printable(event.place)))
    if event.end is not None:
        yield "end", event.end.isoformat()


def _event(element: Element | None) -> Event | None:
    if element is None:
        return None
    end = element.get("end")
    start = datetime.fromisoformat(element.get("start", ""))
    return Event(start, datetime.fromisoformat(end) if end else None, element.get("place", ""))


def _moments(facts: Element) -> dict[str, datetime]:
    return {name: from_ms(int(facts.get(name, "0"))) for name in ("published", "withdrawn") if name in facts.attrib}


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _saket(name: str) -> str:
    return f"{{{SAKET}}}{name}"


def _sub(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, _atom(name), attributes)


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    _sub(parent, name, **attributes).text = printable(text)


def _own(parent: Element, name: str, text: str) -> None:
    etree.SubElement(parent, _saket(name)).text = printable(text)


def _text(element: Element, path: str) -> str:
    return element.findtext(_atom(path)) or ""


def _texts(element: Element, name: str) -> tuple[str, ...]:
    return tuple(each.text or "" for each in element.iterfind(_saket(name)))


_REPEATED: Final = f' xmlns="{ATOM}" xmlns:saket="{SAKET}" xmlns:app="{_APP}"'.encode()
