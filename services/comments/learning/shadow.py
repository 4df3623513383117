"""A version that runs beside the active one: asked about every comment, heeded about none. Pure."""

import math
from dataclasses import dataclass

from services.comments.spam.decide import score_with
from services.comments.spam.model import Decision, Outcome, probability_of
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer


@dataclass(frozen=True, slots=True)
class Shadow:
    """``scorer`` is the version's; the rules are those that fired for the active one."""

    scorer: LinearScorer

    @property
    def version(self) -> str:
        return self.scorer.version

    def decide(self, text: str, decision: Decision) -> Outcome:
        """What it would have made of a comment that was scored."""
        return self.scorer.thresholds.outcome(self.probability(text, decision))

    def probability(self, text: str, decision: Decision) -> float:
        """What it would have given to a comment that was scored."""
        rules = math.fsum(part.weight for part in decision.parts if part.kind == "rule")
        return probability_of(score_with(self.scorer, normalise(text), rules))
