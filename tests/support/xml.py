"""Look into feeds."""

from typing import Any

from lxml import etree

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "thr": "http://purl.org/syndication/thread/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
}


def parse(body: bytes) -> Any:
    """The root of a document that is well-formed, or an error."""
    return etree.fromstring(body)


def select(node: Any, path: str) -> list[Any]:
    """Elements, attributes or texts by XPath, with the usual prefixes."""
    found: list[Any] = node.xpath(path, namespaces=NAMESPACES)
    return found
