"""Disqus: its export (XML) as discussions. A post names its thread, and perhaps the post that it answers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from services.comments.import_export.exchange import Fate, ImportedComment
from services.transfer.errors import BadArchive
from services.transfer.talk import Discussion
from services.transfer.times import rfc3339

_NAMESPACE: Final = "{http://disqus.com}"
_ID: Final = "{http://disqus.com/disqus-internals}id"


def discussions(path: Path) -> Iterator[Discussion]:
    """Each thread with its comments. Raises `BadArchive` for what is no such export, and `OSError`."""
    threads: dict[str, str] = {}
    found: dict[str, list[ImportedComment]] = {}
    try:
        for element in _elements(path):
            if (
                element.tag == f"{_NAMESPACE}thread"
                and element.get(_ID)
                and element.find(f"{_NAMESPACE}link") is not None
            ):
                threads[element.get(_ID, "")] = _text(element, "link")
            elif element.tag == f"{_NAMESPACE}post" and (comment := _comment(element)) is not None:
                found.setdefault(_reference(element, "thread"), []).append(comment)
    except etree.XMLSyntaxError as error:
        raise BadArchive(error.lineno or 0, error.msg or "not XML") from error
    for thread, comments in found.items():
        yield Discussion(threads.get(thread, ""), comments)


def _elements(path: Path) -> Iterator["etree._Element"]:
    """Threads and posts, each emptied once it has been looked at; nothing is fetched, no entity is expanded."""
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    for _, element in etree.iterparse(str(path), events=("end",), **options):
        parent = element.getparent()
        if parent is not None and parent.getparent() is None:
            yield element
            element.clear()


def _comment(element: "etree._Element") -> ImportedComment | None:
    """None where its author has deleted it, or it has no time."""
    created = rfc3339(_text(element, "createdAt"))
    if created is None or _text(element, "isDeleted") == "true":
        return None
    author = element.find(f"{_NAMESPACE}author")
    return ImportedComment(
        source_id=f"disqus-{element.get(_ID, '')}",
        parent_source_id=f"disqus-{parent}" if (parent := _reference(element, "parent")) else None,
        author=_text(author, "name"),
        text_or_html=_text(element, "message"),
        created=created,
        state=Fate.SPAM if _text(element, "isSpam") == "true" else Fate.PUBLISHED,
        email=_text(author, "email") or None,
    )


def _text(element: "etree._Element | None", name: str) -> str:
    child = element.find(f"{_NAMESPACE}{name}") if element is not None else None
    return (child.text or "").strip() if child is not None else ""


def _reference(element: "etree._Element", name: str) -> str:
    child = element.find(f"{_NAMESPACE}{name}")
    return child.get(_ID, "") if child is not None else ""
