"""The linear model applied to one text, without scikit-learn: features looked up, weights added, all explained.

    features known to the model → weights / √(how many) → stretches of the text

The score equals ``pipeline.decision_function`` (tested to 1e-9). What each feature weighs is laid on the middle
of the place where it stands; neighbouring places that speak for the same side make one part.
"""

import math
from dataclasses import dataclass

from services.comments.spam.features import others
from services.comments.spam.model import Part, Thresholds
from services.comments.spam.native import Terms, stretches
from services.comments.spam.normalise import Normalised
from services.comments.spam.stretches import Stretch
from services.comments.spam.tokens import readable

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in its smallest form: its features, one a line, a weight for each, and the log-odds of no feature."""

    names: str
    values: list[float]
    bias: float

    def by_name(self) -> dict[str, float]:
        """The weight of each feature."""
        return dict(zip(self.names.split("\n"), self.values, strict=True))


class LinearScorer:
    """Scores single texts; immutable after construction. Raises ValueError for weights that do not fit together."""

    def __init__(self, weights: Weights, thresholds: Thresholds, version: str) -> None:
        self.thresholds = thresholds
        self.version = version
        self.weights = weights
        self._terms = Terms(weights.names, weights.values)

    def parts(self, text: Normalised) -> tuple[Part, ...]:
        """The bias, the heaviest stretches, and the sum of all others; their total is the text's log-odds."""
        found = stretches(*self._laid(text.text), text.text)
        found.sort(key=_heaviest)
        shown = [_part(text, one) for one in found[:SHOWN]]
        rest = math.fsum([weight for _, _, weight in found[SHOWN:]])
        return (Part("bias", "bias", self.weights.bias), *shown, Part("terms", "other-terms", rest))

    def score(self, text: Normalised) -> float:
        """The text's log-odds, without an explanation."""
        laid, scale = self._laid(text.text)
        return self.weights.bias + math.fsum(laid) * scale

    def _laid(self, normal: str) -> tuple[list[float], float]:
        """What the known features weigh, place by place, and what to multiply that by."""
        laid, known = self._terms.lay(normal)
        for name, place in others(normal).items():
            if name in self._terms.others:
                laid[place] += self._terms.others[name]
                known += 1
        return laid, 1 / math.sqrt(known) if known else 0.0


def _heaviest(one: Stretch) -> tuple[float, int]:
    start, _, weight = one
    return -abs(weight), start


def _part(text: Normalised, one: Stretch) -> Part:
    start, end, weight = one
    name = text.text[start:end]
    return Part("term", name if name.isprintable() else readable(name), weight, *text.span(start, end))
