"""Which strategic issue a text may be about, learnt from the posts that officers have filed themselves. Pure.

Multinomial naive Bayes (Manning, Raghavan, Schütze: Introduction to Information Retrieval, chapter 13) over
four-character pieces, since Thai has no spaces between words. It only ever suggests: the officer decides.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.strategy.mapping import folded

_PIECE: Final = 4
_MOST_CHARACTERS: Final = 4000
_FEWEST_EXAMPLES: Final = 2
"""Of an issue, before it is suggested; and of issues, before there is a choice."""
_FEWEST_PIECES: Final = 5
"""That were ever seen: what is all new says nothing."""
_SURE: Final = 0.6
_SMOOTHING: Final = 0.5


@dataclass(frozen=True, slots=True)
class Advice:
    """An issue by name, and how probable it is (0 to 1) among those that were learnt."""

    issue: str
    share: float


@dataclass(frozen=True, slots=True)
class _Kind:
    examples: int
    pieces: Counter[str]
    total: int


class Adviser:
    """What was learnt. Immutable after construction."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """``examples``: issue and text of posts."""
        texts: dict[str, list[str]] = {}
        for issue, text in examples:
            texts.setdefault(issue, []).append(text)
        self._kinds: Mapping[str, _Kind] = {
            issue: _kind(said) for issue, said in texts.items() if len(said) >= _FEWEST_EXAMPLES
        }
        self._vocabulary = {piece for kind in self._kinds.values() for piece in kind.pieces}

    def best(self, text: str) -> Advice | None:
        """The issue that the text is most probably about; None if nothing is probable enough."""
        pieces = Counter({piece: count for piece, count in _pieces(text).items() if piece in self._vocabulary})
        if len(self._kinds) < _FEWEST_EXAMPLES or pieces.total() < _FEWEST_PIECES:
            return None
        scores = {issue: self._score(kind, pieces) for issue, kind in self._kinds.items()}
        issue, most = max(scores.items(), key=lambda item: item[1])
        share = 1 / math.fsum(math.exp(score - most) for score in scores.values())
        return Advice(issue, share) if share >= _SURE else None

    def _score(self, kind: _Kind, pieces: Counter[str]) -> float:
        """The mean log-likelihood a piece, times a constant: long texts would otherwise always be sure."""
        below = math.log(kind.total + _SMOOTHING * len(self._vocabulary))
        known = math.fsum(
            count * (math.log(kind.pieces[piece] + _SMOOTHING) - below) for piece, count in pieces.items()
        )
        return known / pieces.total() * _WEIGHT + math.log(kind.examples)


_WEIGHT: Final = 20.0
"""As much as some twenty independent pieces: those of a text overlap and repeat."""


def _kind(texts: Iterable[str]) -> _Kind:
    said = list(texts)
    pieces = Counter[str]()
    for text in said:
        pieces.update(_pieces(text))
    return _Kind(len(said), pieces, pieces.total())


def _pieces(text: str) -> Counter[str]:
    words = folded(text)[:_MOST_CHARACTERS]
    return Counter(words[at : at + _PIECE] for at in range(len(words) - _PIECE + 1))
