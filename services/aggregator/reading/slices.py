"""A feed cut into its entries before any parser sees it: what is known already need not be read again. Pure.

The cut is textual and may be wrong (an entry that quotes another one in CDATA): whoever uses it compares the number of
slices with the number of entries that a parser finds, and reads the whole document where they differ.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_FIRST: Final = re.compile(rb"<((?:[\w.-]+:)?(?:[Ii]tem|[Ee]ntry))(?=[\s>/])")
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.:-]*)[^>]*>")
_DIGITS: Final = 24
_EDITION: Final = b"1"
"""Moves when the same entry has to be read anew: another policy of the sanitizer, another field."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One entry as it is written, with all that follows it up to the next one.

    ``digest`` tells it from any other under the same root element. ``is_alone``: nothing but blanks follows it.
    """

    text: bytes
    digest: str
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Sliced:
    """A document: all of it, what precedes its entries, they themselves, and what follows."""

    document: bytes
    head: bytes
    entries: tuple[Slice, ...]
    tail: bytes

    def holding(self, entries: Sequence[Slice]) -> bytes:
        """The document with no other entries than these, which are some of its own."""
        if len(entries) == len(self.entries):
            return self.document
        return b"".join((self.head, *(entry.text for entry in entries), self.tail))


def cut(document: bytes) -> Sliced:
    """The slices of ``document``, which is UTF-8 without XML declaration; none where no entry is found."""
    root = _ROOT.search(document)
    document = _without_epilog(document, root[1]) if root else document
    first = _FIRST.search(document)
    if first is None or root is None:
        return Sliced(document, document, (), b"")
    name = first[1]
    end_tag = b"</" + name + b">"
    starts = start_tags(document, name)
    end = _end_of_last(document, starts[-1], end_tag)
    salted = hashlib.sha256(_EDITION + root[0])  # which processors have instructions for
    texts = (document[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True))
    return Sliced(
        document, document[: starts[0]], tuple(_slice(text, end_tag, salted) for text in texts), document[end:]
    )


def _end_of_last(document: bytes, start: int, end_tag: bytes) -> int:
    """Where the entry that begins at ``start`` ends: by its end tag, or because it is empty."""
    for mark in (end_tag, b"/>"):
        found = document.rfind(mark, start) if mark is end_tag else document.find(mark, start)
        if found >= 0:
            return found + len(mark)
    return len(document)


def _without_epilog(document: bytes, root: bytes) -> bytes:
    """What a broken server appends after the end of the root element makes no feed worse."""
    end_tag = b"</" + root + b">"
    end = document.rfind(end_tag)
    return document[: end + len(end_tag)] if end >= 0 else document


def _slice(text: bytes, end_tag: bytes, salted: "hashlib._Hash") -> Slice:
    plain = text.rstrip()
    digest = salted.copy()
    digest.update(plain)
    return Slice(text, digest.hexdigest()[:_DIGITS], plain.endswith(end_tag))


def _start_tags(document: bytes, name: bytes) -> list[int]:
    """Where the start tags of elements of this name are."""
    # The name in a lookahead, so that only "<" is looked for, which is the fastest.
    return [found.start() for found in re.finditer(rb"<(?=" + re.escape(name) + rb"[\s>/])", document)]


try:
    from services.aggregator.reading._signs import start_tags
except ImportError:  # not compiled
    start_tags = _start_tags
