"""OPML 2.0 (http://opml.org/spec2.opml): lists of feeds, in and out. Pure.

A list comes from anywhere: any document type is refused before the parser sees it.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

from lxml import etree

from services.aggregator.errors import BadOpml, ForbiddenXml
from services.aggregator.model import NewSource
from services.aggregator.reading.charset import decode
from services.aggregator.reading.prolog import refuse_doctype, without_declaration

CONTENT_TYPES: Final = ("text/x-opml", "application/xml", "text/xml", "application/opml+xml")
CONTENT_TYPE: Final = "text/x-opml; charset=utf-8"
_DEEPEST: Final = 20
_NAME_LENGTH: Final = 200
_GROUP_LENGTH: Final = 64


def read(body: bytes, content_type: str) -> list[NewSource]:
    """The feeds of a list, each in the innermost group that holds it. Raises `BadOpml`."""
    text = decode(body, content_type).text
    try:
        refuse_doctype(text)
    except ForbiddenXml as error:
        raise BadOpml("a document type is not accepted") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(without_declaration(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise BadOpml(str(error)) from error
    if etree.QName(root).localname != "opml":
        raise BadOpml("the root element is not opml")
    body_element = next(root.iterchildren("{*}body"), None)
    return list(_feeds(body_element)) if body_element is not None else []


def write(
    title: str, feeds: Iterable[tuple[str | None, str, str, str]], above: Callable[[str], str] = lambda _group: ""
) -> bytes:
    """A list of (group, title, feed's address, page's address); groups become outlines that hold theirs.

    ``above`` names the outline that holds a group's, '' for none: provinces stand in their regions.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    outer: dict[str, etree._Element] = {"": body}
    for group, members in groupby(sorted(feeds, key=lambda feed: feed[0] or ""), key=lambda feed: feed[0]):
        name = above(group) if group else ""
        if name not in outer:
            outer[name] = etree.SubElement(body, "outline", text=name)
        parent = etree.SubElement(outer[name], "outline", text=group) if group else body
        for _, name, address, page in members:
            attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": address, "htmlUrl": page}
            etree.SubElement(parent, "outline", {key: value for key, value in attributes.items() if value})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _feeds(body: etree._Element) -> Iterator[NewSource]:
    """In the order of the document. What is nested deeper than groups go belongs to the last of them."""
    waiting: list[tuple[etree._Element, str | None, int]] = [(body, None, 0)]
    while waiting:
        element, group, depth = waiting.pop()
        if element is not body:
            attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
            name = _line(attributes.get("title") or attributes.get("text") or "")
            url = attributes.get("xmlurl")
            if url:
                yield NewSource(url, group, name[:_NAME_LENGTH] or None)
            elif depth <= _DEEPEST:
                group = name.replace("/", "-")[:_GROUP_LENGTH] or group
        waiting += [(outline, group, depth + 1) for outline in element.iterchildren("{*}outline", reversed=True)]


def _line(text: str) -> str:
    """Without what nobody sees, such as the mark that Thai pages put between words (U+200B)."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
