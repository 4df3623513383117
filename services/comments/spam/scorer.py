"""The linear model applied to one text, without scikit-learn: features looked up, weights added, all explained.

    features known to the model → weights / √(how many) → stretches of the text

The score equals ``pipeline.decision_function`` (tested to 1e-9). What each feature weighs is laid on the middle
of the place where it stands; neighbouring places that speak for the same side make one part.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, pairwise, repeat
from operator import eq, gt, ne
from typing import NamedTuple

from services.comments.spam.features import others
from services.comments.spam.model import Part, Thresholds
from services.comments.spam.native import Terms
from services.comments.spam.normalise import Normalised
from services.comments.spam.tokens import readable

SHOWN = 12
_FOLLOWING = frozenset("ะัาำ" + "".join(map(chr, (*range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)))))  # never first
_LEADING = frozenset("เแโใไ")  # vowels that never stand last
_BLUR = 3  # characters to each side that a place is judged with: single letters flicker


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in its smallest form: its features, one a line, a weight for each, and the log-odds of no feature."""

    names: str
    values: list[float]
    bias: float

    def by_name(self) -> dict[str, float]:
        """The weight of each feature."""
        return dict(zip(self.names.split("\n"), self.values, strict=True))


class _Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of the normal text, and what they weigh together."""

    start: int
    end: int
    weight: float


class LinearScorer:
    """Scores single texts; immutable after construction. Raises ValueError for weights that do not fit together."""

    def __init__(self, weights: Weights, thresholds: Thresholds, version: str) -> None:
        self.thresholds = thresholds
        self.version = version
        self.weights = weights
        self._terms = Terms(weights.names, weights.values)

    def parts(self, text: Normalised) -> tuple[Part, ...]:
        """The bias, the heaviest stretches, and the sum of all others; their total is the text's log-odds."""
        stretches = _stretches(self._laid(text.text), text.text)
        stretches.sort(key=_heaviest)
        shown = [_part(text, one) for one in stretches[:SHOWN]]
        rest = math.fsum([one.weight for one in stretches[SHOWN:]])
        return (Part("bias", "bias", self.weights.bias), *shown, Part("terms", "other-terms", rest))

    def score(self, text: Normalised) -> float:
        """The text's log-odds, without an explanation."""
        return self.weights.bias + math.fsum(self._laid(text.text))

    def _laid(self, normal: str) -> list[float]:
        """What the known features weigh, place by place."""
        laid, known = self._terms.lay(normal)
        for name, place in others(normal).items():
            if name in self._terms.others:
                laid[place] += self._terms.others[name]
                known += 1
        scale = 1 / math.sqrt(known) if known else 0.0
        return [weight * scale for weight in laid]


def _stretches(laid: Sequence[float], normal: str) -> list[_Stretch]:
    """Where neighbours lean to the same side, cut at spaces and never within a written syllable."""
    last = len(laid)
    if not last:
        return []
    sums = [0.0] * (_BLUR - 1) + [0.0, *accumulate(laid)]
    ends = [*sums[2 * _BLUR - 1 :], *[sums[-1]] * _BLUR]
    sides = list(map(gt, ends, sums))
    turns = compress(range(1, last), map(ne, sides[1:], sides))
    behind_spaces = compress(range(1, last), map(eq, normal, repeat(" ")))
    cuts = [
        here
        for here in sorted({*turns, *behind_spaces})
        if normal[here] not in _FOLLOWING and normal[here - 1] not in _LEADING
    ]
    return [
        _Stretch(start, end, sums[end + _BLUR - 1] - sums[start + _BLUR - 1])
        for start, end in pairwise([0, *cuts, last])
    ]


def _heaviest(one: _Stretch) -> tuple[float, int]:
    return -abs(one.weight), one.start


def _part(text: Normalised, one: _Stretch) -> Part:
    start, end = text.span(one.start, one.end)
    name = text.text[one.start : one.end]
    return Part("term", name if name.isprintable() else readable(name), one.weight, start, end)
