"""Long CDATA sections kept from the parser, which goes through them letter by letter: two thirds of most feeds. Pure.

In the place of their contents it sees marks of private characters, which are nowhere else in the document.
"""

import re
from typing import Final

_LEAST: Final = 64  # bytes
_MOST: Final = 10_000_000  # beyond this a parser refuses texts
_MARK: Final = re.compile("\ue000([0-9]+)\ue000")
_SIGN: Final = "\ue000"


class Sections:
    """What was taken out of a document; ``document`` is what is left, as well-formed as it was.

    Of all that matters only texts differ; XHTML, whose markup is written out again, is let alone.
    """

    def __init__(self, document: bytes) -> None:
        places = found(document, _LEAST) if len(document) < _MOST else []
        self._taken = [document[start:end] for start, end in zip(places[::2], places[1::2], strict=True)]
        ends = [0, *places, len(document)]
        between = [document[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
        marks = [f"{_SIGN}{number}{_SIGN}".encode() for number in range(len(self._taken))]
        self.document = b"".join(part for pair in zip(between, [*marks, b""], strict=True) for part in pair)
        if self._taken and b"xhtml" in self.document:
            self.document, self._taken = document, []

    @property
    def is_short(self) -> bool:
        """Whether anything was taken out."""
        return bool(self._taken)

    def put_back(self, text: str) -> str:
        """A text of what is left as it was."""
        if not self._taken or _SIGN not in text:
            return text
        return _MARK.sub(lambda mark: _normal(self._taken[int(mark[1])].decode()), text)


def _normal(text: str) -> str:
    """With the line ends that parsers make of all others (XML 1.0 section 2.11)."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _found(document: bytes, least: int) -> list[int]:  # noqa: ARG001 - its twin looks for them
    """None: without compiled code the parser is faster."""
    return []


try:
    from services.aggregator.reading._signs import sections as found
except ImportError:  # not compiled
    found = _found
