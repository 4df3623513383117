"""Comments of other sites, which are HTML of a kind, as the plain text that comments are here. Pure.

Links are kept as the text they are, followed by the address that they hid.
"""

import re
from html import unescape
from typing import Final

from services.comments.text.cleaning import clean_paragraphs
from shared.html.content_model import BLOCKS
from shared.html.tokens import Token, tokens

MOST_HTML: Final = 200_000
"""Characters; what follows cannot be part of a comment that is short enough."""
_PARAGRAPHS: Final = frozenset({"blockquote", "ol", "p", "pre", "table", "ul"})
_LINES: Final = (BLOCKS | {"br", "caption", "tr"}) - _PARAGRAPHS
_ENDERS: Final = frozenset({"br", "div", "p"})
_HREF: Final = re.compile(r"""(?:^|[\s"'/])href\s*+=\s*+(?:"([^"]*+)|'([^']*+)|([^\s"'>]++))""", re.IGNORECASE)
_MOST_GAP: Final = 2


def plain_text(html: str) -> str:
    """The paragraphs and lines of ``html``, with nothing left that a comment may not hold. Never raises.

    Line ends count as in a text, as in WordPress's comments, unless there are tags that people end lines with.
    """
    parts = list(tokens(html[:MOST_HTML].replace("\r\n", "\n").replace("\r", "\n")))
    ended = any(kind == "start" and name in _ENDERS for kind, name, _ in parts)
    writer = _Writer(line_end=" " if ended else "\n")
    for part in parts:
        writer.take(part)
    return _single_spaced(clean_paragraphs(_single_spaced(writer.text())))  # what is cleaned away parts spaces


def _single_spaced(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


class _Writer:
    """Puts the words down; ``gap`` are the line ends that are due before the next of them."""

    def __init__(self, *, line_end: str) -> None:
        self._line_end = line_end
        self._written: list[str] = []
        self._gap = 0
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        return "".join(self._written)

    def take(self, part: Token) -> None:
        kind, name, raw = part
        if kind == "text":
            self._say(unescape(raw.replace("\n", self._line_end)))
        elif name == "a":
            self._end_link()
            self._link = (_address(raw), len(self._written)) if kind == "start" else None
        elif name == "br":
            self._gap = min(self._gap + (kind == "start"), _MOST_GAP)
        elif name in _PARAGRAPHS:
            self._gap = _MOST_GAP
        elif name in _LINES:
            self._gap = max(self._gap, 1)

    def _say(self, words: str) -> None:
        """Line ends at either end of ``words`` are due where something else stands before or after."""
        body = words.strip()
        if not body:
            self._wait_for(words)
            self._written.append(" ")
            return
        lead, _, tail = words.partition(body)
        self._wait_for(lead)
        self._written.append("\n" * self._gap + " " * bool(lead) + body + " " * bool(tail))
        self._gap = 0
        self._wait_for(tail)

    def _wait_for(self, space: str) -> None:
        self._gap = max(self._gap, min(space.count("\n"), _MOST_GAP))

    def _end_link(self) -> None:
        """Say where a link led, unless its text has said so."""
        if self._link is None:
            return
        address, start = self._link
        bare = address.partition("://")[2].rstrip("/")
        if bare and bare not in "".join(self._written[start:]):
            self._written.append(f" ({address}) ")


def _address(attributes: str) -> str:
    match = _HREF.search(attributes)
    address = unescape(next(filter(None, match.groups()), "")).strip() if match else ""
    return address if address.lower().startswith(("http://", "https://")) else ""
