"""What has changed between two texts: block by block, then within the blocks that differ. Pure.

Thai has no spaces between words, so the smallest part is what is read as one: a consonant with its vowels and marks,
a Latin word, a tag. The removed and the unchanged parts together are the old text, the added and unchanged the new.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

_BLOCK: Final = re.compile(r".*?(?:\n|</(?:p|li|h[1-6]|tr|blockquote)>|<br>|\Z)", re.DOTALL)
_PART: Final = re.compile(
    r"<[^<>]{0,500}>|\s+|[A-Za-z0-9]+|[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*|.", re.DOTALL
)
_MOST_PAIRS: Final = 250_000  # beyond, what differs is shown as a whole: looking for likeness is quadratic
_ISLAND: Final = 3  # so few parts left alone between changes make a change harder to read, not easier
_SHOWN: Final = 160


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A field in which two versions differ."""

    field: str
    pieces: tuple[Piece, ...]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Changed]:
    """The fields in which two versions differ, with long unchanged stretches shortened."""
    changed = [(field, old, after.get(field, "")) for field, old in before.items() if old != after.get(field, "")]
    return [Changed(field, shortened(compared(old, new))) for field, old, new in changed]


def compared(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts, in order."""
    found: list[Piece] = []
    for kept, left, right in _runs(_BLOCK.findall(old), _BLOCK.findall(new)):
        found += [Piece(Kind.SAME, left)] if kept else _within(left, right)
    return _joined(found)


def shortened(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Long unchanged stretches lose their middle."""
    return tuple(
        Piece(piece.kind, f"{piece.text[:_SHOWN]} … {piece.text[-_SHOWN:]}")
        if piece.kind is Kind.SAME and len(piece.text) > 3 * _SHOWN
        else piece
        for piece in pieces
    )


def _within(old: str, new: str) -> Iterator[Piece]:
    """Two blocks; islands of a few unchanged parts are counted among the changes around them."""
    removed = added = ""
    for kept, left, right in _runs(_PART.findall(old), _PART.findall(new)):
        if kept and len(_PART.findall(left)) >= _ISLAND:
            yield from (Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added), Piece(Kind.SAME, left))
            removed = added = ""
        else:
            removed, added = removed + left, added + right
    yield from (Piece(Kind.REMOVED, removed), Piece(Kind.ADDED, added))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """(unchanged?, old text, new text) in order."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    yield True, "".join(old[:head]), "".join(old[:head])
    if len(middle[0]) * len(middle[1]) > _MOST_PAIRS:
        yield False, "".join(middle[0]), "".join(middle[1])
    else:
        for word, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
            yield word == "equal", "".join(middle[0][a:b]), "".join(middle[1][c:d])
    rest = "".join(old[len(old) - tail :])
    yield True, rest, rest


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    runs = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs)
