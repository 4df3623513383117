"""Reading JSON Feed (https://www.jsonfeed.org/version/1.1/).

Leniently: a field of the wrong type is a missing field.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from services.aggregator.errors import NotAFeed
from services.aggregator.reading.document import About, EnclosureFound, PersonFound
from services.aggregator.reading.rawfeed import Markup, RawEntry, RawFeed

_VERSIONS: Final = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")
_WEBSUB: Final = "websub"


def read(text: str, url: str) -> RawFeed:
    """The feed in ``text``. Raises `NotAFeed` if it is other JSON, or none."""
    document = _decoded(text)
    if not isinstance(document, dict) or not _text(document, "version").startswith(_VERSIONS):
        raise NotAFeed("json")
    return RawFeed(_about(document), tuple(_entry(item, url) for item in _dicts(document, "items")))


def _decoded(text: str) -> Any:
    """Leniently: control characters in texts, and halves of surrogate pairs, which ``substring`` leaves, do no harm."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        lenient = json.loads(text, strict=False)
        return msgspec.json.decode(json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed("json") from error


def _about(document: dict[str, Any]) -> About:
    return About(
        format="json",
        atom_id=_text(document, "feed_url"),
        title=_text(document, "title"),
        subtitle=_text(document, "description"),
        home=_text(document, "home_page_url"),
        icon=_text(document, "favicon"),
        logo=_text(document, "icon"),
        authors=_authors(document),
        hubs=tuple(_text(hub, "url") for hub in _dicts(document, "hubs") if _text(hub, "type").lower() == _WEBSUB),
        self_url=_text(document, "feed_url"),
        language=_text(document, "language"),
        following=tuple(filter(None, [_text(document, "next_url")])),
    )


def _entry(item: dict[str, Any], base: str) -> RawEntry:
    html = _text(item, "content_html")
    return RawEntry(
        claimed=_text(item, "id"),
        url=_text(item, "url") or _text(item, "external_url"),
        title=Markup(_text(item, "title")),
        summary=Markup(_text(item, "summary")),
        content=Markup(html or _text(item, "content_text"), base, is_html=bool(html)),
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=_authors(item),
        labels=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        enclosures=tuple(
            EnclosureFound(_text(file, "url"), _text(file, "mime_type") or None, _size(file))
            for file in _dicts(item, "attachments")
        ),
        language=_text(item, "language") or None,
    )


def _authors(node: dict[str, Any]) -> tuple[PersonFound, ...]:
    """``author`` was version 1's spelling of ``authors``."""
    old = node.get("author")
    found = [*_dicts(node, "authors"), *([old] if isinstance(old, dict) else [])]
    return tuple(
        PersonFound(_text(author, "name"), uri=_text(author, "url") or None) for author in found if author.get("name")
    )


def _size(file: dict[str, Any]) -> int | None:
    size = file.get("size_in_bytes")
    return size if isinstance(size, int) and size >= 0 else None


def _text(node: dict[str, Any], name: str) -> str:
    """Numbers are accepted as texts, as the specification asks for ``id``."""
    value = node.get(name)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(node: dict[str, Any], name: str) -> list[Any]:
    value = node.get(name)
    return value if isinstance(value, list) else []


def _dicts(node: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (item for item in _list(node, name) if isinstance(item, dict))
