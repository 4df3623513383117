"""Reading ``at:deleted-entry`` (RFC 6721), of which feedparser knows nothing."""

from typing import Final

from lxml import etree

_MARK: Final = "deleted-entry"
_ELEMENT: Final = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def read_tombstones(text: str) -> tuple[tuple[str, str], ...]:
    """(ref, when) of each tombstone that stands directly in the feed. ``text`` has no XML declaration."""
    if _MARK not in text:
        return ()
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, encoding="utf-8"
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        return ()
    found = ((element.get("ref", "").strip(), element.get("when", "").strip()) for element in root.findall(_ELEMENT))
    return tuple((ref, when) for ref, when in found if ref)
