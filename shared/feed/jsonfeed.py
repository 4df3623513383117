"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

``_saket`` holds, as the standard asks of extensions, what JSON Feed has no word for: where an entry was copied from,
what it answers or invites to, and which entries were withdrawn.
"""

from typing import Any

import msgspec

from shared.feed.conform import conform
from shared.feed.model import Entry, Event, Feed, Link, Person, Source, Tombstone
from shared.feed.times import rfc3339

MEDIA_TYPE = "application/feed+json"
CONTENT_TYPE = f"{MEDIA_TYPE}; charset=utf-8"
_VERSION = "https://jsonfeed.org/version/1.1"


def render(feed: Feed) -> bytes:
    """The JSON Feed of ``feed`` in UTF-8.

    Raises ValueError for a naive datetime, and for nothing that a text may contain.
    """
    return msgspec.json.encode(_document(conform(feed)))


def _document(feed: Feed) -> dict[str, Any]:
    return _present(
        version=_VERSION,
        title=feed.title,
        home_page_url=_href(feed.links, "alternate"),
        feed_url=_href(feed.links, "self"),
        description=feed.subtitle,
        next_url=_href(feed.links, "next") or _href(feed.links, "prev-archive"),
        icon=feed.logo,
        favicon=feed.icon,
        authors=[_author(person) for person in feed.authors],
        language=feed.language,
        hubs=[{"type": "WebSub", "url": link.href} for link in feed.links if link.rel == "hub"],
        _saket=_present(withdrawn=[_withdrawn(tombstone) for tombstone in feed.tombstones]),
    ) | {"items": [_item(entry) for entry in feed.entries]}


def _item(entry: Entry) -> dict[str, Any]:
    return _present(
        id=entry.id,
        url=_href(entry.links, "alternate"),
        external_url=_href(entry.links, "related"),
        title=entry.title,
        content_html=entry.content,
        content_text=None if entry.content else entry.summary or entry.title,
        summary=entry.summary,
        date_published=rfc3339(entry.published or entry.updated),
        date_modified=rfc3339(entry.updated),
        authors=[_author(person) for person in entry.authors],
        tags=[category.label or category.term for category in entry.categories],
        language=entry.language,
        image=entry.media[0].url if entry.media else None,
        attachments=_attachments(entry),
        _saket=_extension(entry),
    )


def _extension(entry: Entry) -> dict[str, Any]:
    return _present(
        source=_source(entry.source) if entry.source else None,
        in_reply_to=[_present(id=reply.ref, url=reply.href) for reply in entry.in_reply_to],
        replies={"url": entry.replies.href, "count": entry.replies.count} if entry.replies else None,
        event=_event(entry.event) if entry.event else None,
    )


def _event(event: Event) -> dict[str, Any]:
    return _present(start=rfc3339(event.start), end=rfc3339(event.end) if event.end else None, place=event.place)


def _source(source: Source) -> dict[str, Any]:
    return _present(
        id=source.id,
        title=source.title,
        home_page_url=_href(source.links, "alternate"),
        feed_url=_href(source.links, "self"),
    )


def _withdrawn(tombstone: Tombstone) -> dict[str, Any]:
    return _present(id=tombstone.ref, when=rfc3339(tombstone.when), comment=tombstone.comment)


def _author(person: Person) -> dict[str, Any]:
    address = f"mailto:{person.email}" if person.email else None
    return _present(name=person.name, url=person.uri or address)


def _attachments(entry: Entry) -> list[dict[str, Any]]:
    """The enclosures, and the pictures that are not among them."""
    enclosed = [link for link in entry.links if link.rel == "enclosure"]
    known = {link.href for link in enclosed}
    pictures = [
        Link(content.url, "enclosure", content.type, title=content.description, length=content.length)
        for content in entry.media
        if content.url not in known
    ]
    return [_attachment(link) for link in (*enclosed, *pictures)]


def _attachment(link: Link) -> dict[str, Any]:
    return _present(
        url=link.href,
        mime_type=link.type or "application/octet-stream",
        title=link.title,
        size_in_bytes=link.length,
    )


def _href(links: tuple[Link, ...], rel: str) -> str | None:
    return next((link.href for link in links if link.rel == rel), None)


def _present(**fields: Any) -> dict[str, Any]:
    """``fields`` without those that have nothing to say; a count of zero says something."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}
