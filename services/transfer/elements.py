"""XML of any size, an element at a time; hostile files end in `BadArchive` at a line, not in trouble.

No document type at all (every bomb and every external entity needs one), no network, libxml2's own limits on depth,
on the length of a text and on what entities amount to. An element is freed as soon as it has been looked at.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from services.transfer.errors import BadArchive
from services.transfer.source import Source

Element = etree._Element  # noqa: SLF001 - the name of the type
_PROLOG: Final = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_MOST_PROLOG: Final = 1024 * 1024
_MOST_LINE: Final = 65_535
"""libxml2 counts no further for elements."""


def elements(source: Source, tags: tuple[str, ...], roots: frozenset[str]) -> Iterator[tuple[Element, int]]:
    """Every element of the feed or its channel called one of ``tags`` (``{*}item``), with its line, after its end.

    Raises `BadArchive` at the end of what can be read, or if the root is called none of ``roots``.
    """
    parser = etree.XMLPullParser(
        ("end",), tag=tags, encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False
    )
    root = None
    try:
        for piece in _checked(source):
            parser.feed(piece)
            for element in _events(parser):
                if root is None:
                    root = _root(element, roots)
                if _is_outermost(element):
                    yield element, _line(element, source)
                    _free(element)
        if root is None:
            _root(parser.close(), roots)
        else:
            _close(parser)
    except etree.XMLSyntaxError as error:
        yield from ((element, _line(element, source)) for element in _rest(parser) if _is_outermost(element))
        raise BadArchive(error.lineno or source.lines, str(error.msg)) from error
    except MemoryError as error:
        raise BadArchive(source.lines, "this needs more memory than an export may") from error


def name_of(element: Element) -> str:
    """The local name."""
    return named(element.tag)[1]


@lru_cache(maxsize=1024)
def named(tag: object) -> tuple[str, str]:
    """The namespace and the local name in an element's ``tag``; both are '' for comments and instructions."""
    if not isinstance(tag, str):
        return "", ""
    space, _, name = tag.rpartition("}")
    return space[1:], name


def text_of(element: Element | None) -> str:
    """All the text in an element, without blanks at its ends; '' for no element."""
    if element is None:
        return ""
    return "".join(map(str, element.itertext("*"))).strip() if len(element) else (element.text or "").strip()


def _events(parser: etree.XMLPullParser) -> Iterator[Element]:
    for _, element in parser.read_events():
        if isinstance(element, Element):
            yield element


def _rest(parser: etree.XMLPullParser) -> Iterator[Element]:
    """What was complete before the error."""
    try:
        yield from _events(parser)
    except etree.XMLSyntaxError:
        return


def _close(parser: etree.XMLPullParser) -> None:
    """Namespaces that are no URIs in ASCII: libxml2 complains at the end, but they are names, and XML allows them.

    The error's log may hold what earlier documents of the same thread have done wrong; its code is its own.
    """
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.WAR_NS_URI:  # type: ignore[attr-defined]  # the stubs lack it
            raise


def _checked(source: Source) -> Iterator[bytes]:
    """The pieces, once it is clear that there is no document type before the root element."""
    head = b""
    pieces = source.pieces()
    for piece in pieces:
        head += piece
        end = _PROLOG.match(head)
        rest = head[end.end() :] if end else head
        if len(rest) > len("<!DOCTYPE") and not rest.startswith(b"<!--") and not rest.startswith(b"<?"):
            break
        if len(head) > _MOST_PROLOG:
            raise BadArchive(1, "this is no XML export")
    if _after_prolog(head)[:9].upper() == b"<!DOCTYPE":
        raise BadArchive(source.lines, "a document type, which no export has")
    yield head
    yield from pieces


def _after_prolog(head: bytes) -> bytes:
    match = _PROLOG.match(head)
    return head[match.end() :] if match else head


def _root(element: Element, roots: frozenset[str]) -> Element:
    root = element.getroottree().getroot()
    if name_of(root) not in roots:
        raise BadArchive(_sourceline(root) or 1, f"<{name_of(root)}> is not what this kind of export begins with")
    return root


def _is_outermost(element: Element) -> bool:
    """Whether it stands in the root, or in the channel that stands there."""
    parent = element.getparent()
    above = None if parent is None else parent.getparent()
    return parent is not None and (above is None or (above.getparent() is None and name_of(parent) == "channel"))


def _line(element: Element, source: Source) -> int:
    line = _sourceline(element)
    return line if 0 < line < _MOST_LINE else source.lines


def _sourceline(element: Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def _free(element: Element) -> None:
    """Forget it and everything before it."""
    parent = element.getparent()
    element.clear()
    while parent is not None and parent[0] is not element:
        del parent[0]
