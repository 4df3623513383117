"""Reading ``at:deleted-entry`` (RFC 6721), of which feedparser knows nothing."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from lxml import etree

MARK: Final = "deleted-entry"
"""Without this, there are none."""
_ELEMENT: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def read_tombstones(text: str, url: str) -> tuple[tuple[str, str], ...]:
    """(ref, when) of each tombstone that stands directly in the feed. ``text`` has no XML declaration.

    A relative ref comes twice, as written and as an address: feedparser resolves the ids of entries, not always.
    """
    if MARK not in text:
        return ()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding="utf-8"
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser, base_url=url)
    return () if root is None else tuple(stone for element in root.findall(_ELEMENT) for stone in _read(element))


def _read(element: etree._Element) -> Iterator[tuple[str, str]]:
    ref, when = element.get("ref", "").strip(), element.get("when", "").strip()
    for name in dict.fromkeys((ref, _absolute(element.base or "", ref))):
        if name:
            yield name, when


def _absolute(base: str, ref: str) -> str:
    try:
        return urljoin(base, ref) if ref else ""
    except ValueError:
        return ""
