"""Whether a body is a web page or may be a feed, told by its beginning: labels are wrong too often. Pure."""

import re
from typing import Final

_LOOKED_AT: Final = 4096
_FEED: Final = re.compile(rb"<(?:[a-z0-9]+:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_JSON_FEED: Final = re.compile(rb'^\s*\{[^}]*"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed', re.DOTALL)


def is_page(body: bytes) -> bool:
    """It begins as HTML does, and no feed begins before it."""
    head = _beginning(body)
    page, feed = _PAGE.search(head), _FEED.search(head)
    return page is not None and (feed is None or page.start() < feed.start())


def is_feed(body: bytes) -> bool:
    """It begins as Atom, RSS, RDF or JSON Feed does."""
    head = _beginning(body)
    return not is_page(body) and bool(_FEED.search(head) or _JSON_FEED.search(head))


def _beginning(body: bytes) -> bytes:
    """Without the NULs of UTF-16, which is ASCII with gaps as far as tags go."""
    return body[:_LOOKED_AT].replace(b"\0", b"")
