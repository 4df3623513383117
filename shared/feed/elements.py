"""The XML that feedgen lacks, element by element.

feedgen 1.0 builds Atom elements outside any namespace and writes ``xmlns`` as an attribute of the root; ``prefix``
is therefore empty inside an Atom document, and ``ATOM`` where Atom elements stand in RSS. Arguments have been through
`shared.feed.conform`.
"""

from lxml.etree import SubElement, _Element

from shared.feed.model import Entry, Event, Feed, Link, MediaContent, Person, Results, Source, Tombstone
from shared.feed.times import rfc3339

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
EVENT = "{http://purl.org/rss/1.0/modules/event/}"
SEARCH = "{http://a9.com/-/spec/opensearchrss/1.0/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def prefixes(feed: Feed) -> dict[str, str]:
    """The namespaces that ``feed`` makes use of, beyond Atom's own; always in the same order."""
    threaded = any(entry.in_reply_to or entry.replies for entry in feed.entries)
    used = {
        "at": DELETED if feed.tombstones else None,
        "ev": EVENT if has_events(feed) else None,
        "fh": HISTORY if feed.archive or feed.complete else None,
        "media": MEDIA if has_media(feed) else None,
        "openSearch": SEARCH if feed.results else None,
        "thr": THREAD if threaded else None,
    }
    return {prefix: namespace.strip("{}") for prefix, namespace in used.items() if namespace}


def has_media(feed: Feed) -> bool:
    """Whether any entry has pictures to tell of."""
    return any(entry.media or entry.thumbnail for entry in feed.entries)


def has_events(feed: Feed) -> bool:
    """Whether any entry invites to something."""
    return any(entry.event for entry in feed.entries)


def add_text(parent: _Element, name: str, text: str | None) -> None:
    """``<name>text</name>``, or nothing for no text."""
    if text:
        SubElement(parent, name).text = text


def link_attributes(link: Link) -> dict[str, str]:
    """The attributes of ``atom:link``, those that are set."""
    values = {
        "href": link.href,
        "rel": link.rel,
        "type": link.type,
        "hreflang": link.hreflang,
        "title": link.title,
        "length": None if link.length is None else str(link.length),
    }
    return {name: value for name, value in values.items() if value}


def person_fields(person: Person) -> dict[str, str]:
    """The children of a Person construct, those that are set."""
    values = {"name": person.name, "email": person.email, "uri": person.uri}
    return {name: value for name, value in values.items() if value}


def add_link(parent: _Element, link: Link, prefix: str = "") -> _Element:
    """``atom:link``."""
    return SubElement(parent, f"{prefix}link", link_attributes(link))


def add_person(parent: _Element, name: str, person: Person) -> None:
    """A Person construct called ``name``."""
    element = SubElement(parent, name)
    for field, value in person_fields(person).items():
        add_text(element, field, value)


def add_source(parent: _Element, source: Source) -> None:
    """``atom:source`` with everything that is known of the feed an entry came from."""
    element = SubElement(parent, "source")
    add_text(element, "id", source.id)
    add_text(element, "title", source.title)
    add_text(element, "updated", rfc3339(source.updated))
    for author in source.authors:
        add_person(element, "author", author)
    for link in source.links:
        add_link(element, link)
    for name in ("subtitle", "rights", "icon", "logo"):
        add_text(element, name, getattr(source, name))


def add_thread(parent: _Element, entry: Entry) -> None:
    """``thr:in-reply-to``, the ``replies`` link with its figures, and ``thr:total`` (RFC 4685)."""
    for reply in entry.in_reply_to:
        values = {"ref": reply.ref, "href": reply.href, "type": reply.type, "source": reply.source}
        attributes = {name: value for name, value in values.items() if value}
        SubElement(parent, f"{THREAD}in-reply-to", attributes)
    if replies := entry.replies:
        link = add_link(parent, Link(replies.href, "replies", replies.type))
        link.set(f"{THREAD}count", str(replies.count))
        if replies.updated:
            link.set(f"{THREAD}updated", rfc3339(replies.updated))
        add_text(parent, f"{THREAD}total", str(replies.count))


def add_media(parent: _Element, entry: Entry) -> None:
    """``media:thumbnail`` and ``media:content`` (Media RSS 1.5.1)."""
    if thumbnail := entry.thumbnail:
        SubElement(parent, f"{MEDIA}thumbnail", {"url": thumbnail.url, **_measures(thumbnail.width, thumbnail.height)})
    for content in entry.media:
        element = SubElement(parent, f"{MEDIA}content", _content_attributes(content))
        if content.description:
            SubElement(element, f"{MEDIA}description", {"type": "plain"}).text = content.description


def _content_attributes(content: MediaContent) -> dict[str, str]:
    size = {"fileSize": str(content.length)} if content.length else {}
    kind = {"type": content.type} if content.type else {}
    return {"url": content.url, **size, **kind, "medium": "image", **_measures(content.width, content.height)}


def _measures(width: int | None, height: int | None) -> dict[str, str]:
    """Pixels, where both are known."""
    return {"width": str(width), "height": str(height)} if width and height else {}


def add_event(parent: _Element, event: Event | None) -> None:
    """``ev:startdate`` and its kin (RSS 1.0's event module), where there is an event."""
    if event is None:
        return
    add_text(parent, f"{EVENT}startdate", rfc3339(event.start))
    add_text(parent, f"{EVENT}enddate", rfc3339(event.end) if event.end else None)
    add_text(parent, f"{EVENT}location", event.place)


def add_results(parent: _Element, results: Results | None) -> None:
    """``openSearch:totalResults`` and its kin, as Blogger writes them, where they are known."""
    if results is None:
        return
    figures = {"totalResults": results.total, "startIndex": results.start, "itemsPerPage": results.per_page}
    for name, figure in figures.items():
        add_text(parent, f"{SEARCH}{name}", str(figure))


def add_history(parent: _Element, feed: Feed) -> None:
    """``fh:archive`` and ``fh:complete`` (RFC 5005)."""
    if feed.archive:
        SubElement(parent, f"{HISTORY}archive")
    if feed.complete:
        SubElement(parent, f"{HISTORY}complete")


def add_tombstone(parent: _Element, tombstone: Tombstone) -> None:
    """``at:deleted-entry`` (RFC 6721)."""
    attributes = {"ref": tombstone.ref, "when": rfc3339(tombstone.when)}
    element = SubElement(parent, f"{DELETED}deleted-entry", attributes)
    if tombstone.by:
        add_person(element, f"{DELETED}by", tombstone.by)
    add_text(element, f"{DELETED}comment", tombstone.comment)
