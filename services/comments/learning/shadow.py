"""A version that runs beside the active one: asked about every comment, heeded about none. Pure.

Both are moves of one base model and so know the same features: what a text scores with the one differs from the other
by the features whose weights differ, which is all that is kept of it and all that is added up.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from services.comments.spam.features import places
from services.comments.spam.model import Decision, Outcome, Thresholds, probability_of
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer


@dataclass(frozen=True, slots=True)
class Shadow:
    """``moved`` is by how much the weights of features differ; ``known`` are the features of both."""

    version: str
    thresholds: Thresholds
    moved: Mapping[str, float]
    bias: float
    known: Mapping[str, float]

    def decide(self, text: str, decision: Decision) -> Outcome:
        """What it would have made of a comment that was scored."""
        return self.thresholds.outcome(self.probability(text, decision))

    def probability(self, text: str, decision: Decision) -> float:
        """What it would have given to a comment whose score is known."""
        found = places(normalise(text).text)
        known = sum(map(self.known.__contains__, found))
        moved = math.fsum(map(self.moved.get, found, [0.0] * len(found)))
        score = decision.score + self.bias + (moved / math.sqrt(known) if known else 0.0)
        return probability_of(score)


def beside(active: LinearScorer, candidate: LinearScorer) -> Shadow | None:
    """The candidate as a shadow of the active one; None if they do not know the same features."""
    old, new = active.weights, candidate.weights
    if old.of.keys() != new.of.keys():
        return None
    moved = {name: weight - old.of[name] for name, weight in new.of.items() if weight != old.of[name]}
    return Shadow(candidate.version, candidate.thresholds, moved, new.bias - old.bias, old.of)
