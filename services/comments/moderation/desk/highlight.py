"""A text with the stretches that speak for and against it, from the parts of its score. Pure.

Where parts overlap their weights add up, as they do in the score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from services.comments.spam.model import Part

_LEAST: Final = 0.02
"""Weights that nobody would see a difference by."""
_STRONG: Final = 0.5
"""The share of the weightiest stretch from which one is shown as strong."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text and the weight of the parts that it belongs to: above zero speaks for spam."""

    text: str
    weight: float = 0.0
    strong: bool = False

    @property
    def kind(self) -> str:
        """``against``, ``for`` or nothing."""
        if abs(self.weight) < _LEAST:
            return ""
        return "against" if self.weight > 0 else "for"


def segments(text: str, parts: Sequence[Part]) -> list[Segment]:
    """The text in pieces, which together are the text."""
    spans = [(p.start, p.end, p.weight) for p in parts if p.start is not None and p.end is not None]
    edges = sorted({0, len(text), *(min(edge, len(text)) for start, end, _ in spans for edge in (start, end))})
    weighed = [
        (text[start:end], sum(weight for low, high, weight in spans if low <= start and end <= high))
        for start, end in pairwise(edges)
    ]
    most = max((abs(weight) for _, weight in weighed), default=0.0)
    return _joined([Segment(piece, weight, abs(weight) >= most * _STRONG) for piece, weight in weighed])


def _joined(pieces: Sequence[Segment]) -> list[Segment]:
    """Neighbours that look the same become one."""
    joined: list[Segment] = []
    for piece in pieces:
        if joined and (joined[-1].kind, joined[-1].strong) == (piece.kind, piece.strong):
            before = joined.pop()
            weight = max(before.weight, piece.weight, key=abs)
            joined.append(Segment(before.text + piece.text, weight, piece.strong))
        else:
            joined.append(piece)
    return joined
