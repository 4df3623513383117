"""The linear model applied to one text, without scikit-learn: features looked up, weights added, all explained.

    features known to the model → weights / √(how many) → stretches of the text
    passages → the few whose letters are worst → the worst of those by all features

The score of a text equals ``pipeline.decision_function`` (tested to 1e-9). What each feature weighs is laid on the
middle of the place where it stands; neighbouring places that speak for the same side make one part.
"""

import math
from dataclasses import dataclass
from heapq import nlargest

from services.comments.spam.features import others
from services.comments.spam.model import Part, Thresholds
from services.comments.spam.native import Terms, stretches
from services.comments.spam.normalise import Normalised
from services.comments.spam.passages import DOUBTFUL, EXAMINED, Passage, Span, discount, passages
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
        return self._score(text.text)

    def passage(self, text: Normalised) -> Passage | None:
        """The worst passage of the text, if there is any that is worth a look."""
        alone = self.thresholds.discount
        return None if alone is None else max(self.examined(text.text, alone), key=lambda one: one.score, default=None)

    def examined(self, normal: str, alone: float) -> list[Passage]:
        """The passages that are worth a look where ``alone`` is taken off a single one."""
        spans = passages(normal)
        if not spans:
            return []
        less = discount(alone, len(spans))
        worst = self._worst(normal, spans, less + DOUBTFUL)
        return [Passage(*span, letters, self._score(normal[slice(*span)]), less) for letters, span in worst]

    def _worst(self, normal: str, spans: list[Span], least: float) -> list[tuple[float, Span]]:
        """The few whose letters are worst, with the log-odds of those, from ``least`` on."""
        bias = self.weights.bias
        weighed = zip(self._terms.weigh(normal, spans), spans, strict=True)
        scores = [(bias + weight / math.sqrt(known), span) for (weight, known), span in weighed if known]
        return nlargest(EXAMINED, (one for one in scores if one[0] >= least))

    def _score(self, normal: str) -> float:
        laid, scale = self._laid(normal)
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
