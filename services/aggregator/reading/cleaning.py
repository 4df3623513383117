"""`parsing.Clean` with the site's one sanitizer. Lives inside the worker, so that the event loop never pays for it."""

import re
from html import unescape
from typing import Final

from shared.html.content_model import BLOCKS
from shared.html.news import NewsSanitizer
from shared.html.to_text import to_text, words
from shared.html.unread import without_unread
from shared.text import clean_text, shortened, truncate

_ROOM_FOR_ENDS: Final = 2048  # more than the end tags of the deepest nesting take
_BLOCK_END: Final = re.compile(f"</(?:{'|'.join(sorted(BLOCKS))})>")
_ELEMENT_END: Final = re.compile(r"</[a-z0-9]+>")
_IMAGE: Final = re.compile(r'<img(?: [a-z]+="[^"]*")*? src="(https?://[^"]{1,2000})"')
_UNREAD: Final = re.compile("<(?:!--|script|style|svg|template)", re.IGNORECASE)
_MARKUP_SHARE: Final = 3  # so many times as long as its words is the beginning of most HTML
_BLANK: Final = re.compile(r"\s")
_HALF_REFERENCE: Final = re.compile(r"&[^;\s<>]{0,40}\Z")


class Cleaner:
    """HTML made harmless, and the words of it."""

    def __init__(self) -> None:
        self.sanitizer = NewsSanitizer()

    def sanitize(self, html: str, base: str) -> str:
        """Safe HTML with absolute addresses."""
        return self.sanitizer.clean(html, base or None)

    def cut(self, html: str, size: int) -> str:
        """The beginning of sanitized ``html``, at most ``size`` bytes of it, to the end of a block where there is one.

        What is open there is closed by sanitizing again: a tag cut in two is dropped by that, too.
        """
        window = html.encode()[: size - _ROOM_FOR_ENDS].decode(errors="ignore")
        return self.sanitizer.part(window[: _last_break(window)])

    def text(self, html: str, limit: int) -> str:
        """At most ``limit`` characters of the words in ``html``, on one line."""
        if "<" not in html and "&" not in html:
            return truncate(html, limit)
        return truncate(to_text(html) if "<" in html else clean_text(unescape(html)), limit)

    def excerpt(self, html: str, limit: int) -> str:
        """`text`, of which no more is looked at than is needed."""
        return self.beginning(without_unread(html) if _UNREAD.search(html) else html, limit)

    def beginning(self, html: str, limit: int) -> str:
        """`excerpt` of sanitized ``html``."""
        size = limit * _MARKUP_SHARE
        while True:
            text = words(html[:size])
            if len(text) >= limit or size >= len(html):
                return shortened(text, limit)
            size *= _MARKUP_SHARE

    def image(self, html: str) -> str:
        """The address of the first image in sanitized ``html``; '' if there is none."""
        found = _IMAGE.search(html) if "<img" in html else None
        return unescape(found[1]) if found else ""


def _last_break(html: str) -> int:
    """After a block, an element or a word if one ends in the second half, else before half a character reference."""
    half = len(html) // 2
    for pattern in (_BLOCK_END, _ELEMENT_END, _BLANK):
        ends = [match.end() for match in pattern.finditer(html, half)]
        if ends:
            return ends[-1]
    reference = _HALF_REFERENCE.search(html, max(half, len(html) - 50))
    return reference.start() if reference else len(html)
