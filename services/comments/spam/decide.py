"""The one question the comment service asks: publish, hold or reject?

    normalise | rules | model: the text, and if that is published its worst passage | thresholds

Fails closed: whatever is wrong with the model, the comment is held with the reason ``not-scored``, the
failure is counted, and logged once.
"""

import logging
import math
from pathlib import Path
from typing import Protocol

from services.comments.spam.bundle import load, shipped
from services.comments.spam.errors import ModelUnusable
from services.comments.spam.model import (
    Context,
    Decision,
    Outcome,
    Part,
    Reason,
    Thresholds,
    probability_of,
    total,
)
from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.passages import Passage, by_passage
from services.comments.spam.rules import fired, says_nothing, spoken_of
from services.comments.spam.scorer import LinearScorer

_log = logging.getLogger(__name__)
_SEVERITY = tuple(Outcome)  # mildest first


class Scorer(Protocol):
    """A model that can explain the log-odds of one normalised text."""

    @property
    def version(self) -> str: ...
    @property
    def thresholds(self) -> Thresholds: ...
    def parts(self, text: Normalised, /) -> tuple[Part, ...]: ...
    def passage(self, text: Normalised, /) -> Passage | None: ...


class Decider:
    """Decides with ``scorer``; without one everything is held. ``unscored`` counts those decisions."""

    def __init__(self, scorer: Scorer | None) -> None:
        self._scorer = scorer
        self._failing = False
        self.unscored = 0

    @classmethod
    def load(cls, directory: Path | None = None) -> "Decider":
        """Use the model saved in ``directory``, or the shipped one. An unusable model is logged, not raised."""
        try:
            return cls(load(directory) if directory else shipped())
        except ModelUnusable:
            _log.exception("no usable spam model: comments are held, not scored")
            return cls(None)

    @property
    def model_version(self) -> str | None:
        return self._scorer.version if self._scorer else None

    @property
    def impaired(self) -> bool:
        """Whether comments are held because no model can look at them, or the last one could not be scored."""
        return self._scorer is None or self._failing

    def decide(self, text: str, context: Context) -> Decision:
        """Never raises."""
        try:
            return self._decide(text, context)
        except Exception:  # noqa: BLE001 - a boundary: no defect may publish or lose a comment
            self._tell()
            return self._not_scored(())

    def _decide(self, text: str, context: Context) -> Decision:
        normalised = normalise(text)
        rule_parts = fired(normalised, context)
        if self._scorer is None:
            return self._not_scored(rule_parts)
        try:
            decision = scored(self._scorer, normalised, rule_parts)
        except Exception:  # noqa: BLE001 - the rules can still say what they saw
            self._tell()
            return self._not_scored(rule_parts)
        self._failing = False
        return decision

    def _tell(self) -> None:
        """Once for each run of failures, not for each comment."""
        if not self._failing:
            _log.exception("the spam model failed: comments are held, not scored")
        self._failing = True

    def _not_scored(self, rule_parts: tuple[Part, ...]) -> Decision:
        self.unscored += 1
        return Decision(
            outcome=Outcome.HOLD,
            probability=None,
            score=total(rule_parts),
            parts=rule_parts,
            reasons=(Reason.NOT_SCORED,),
            model_version=self.model_version,
        )


def judged(scorer: LinearScorer, text: Normalised) -> float:
    """The probability alone, in an unremarkable context."""
    rules = total(fired(text, Context()))
    return probability_of(score_with(scorer, text, rules))


def score_with(scorer: LinearScorer, text: Normalised, rules: float) -> float:
    """The log-odds of a text, where rules add ``rules``, without an explanation."""
    whole = scorer.score(text) + rules
    lifted = by_passage(whole, rules, scorer.thresholds, lambda: scorer.passage(text))
    return lifted[1] if lifted else whole


def what_counts(scorer: LinearScorer, text: Normalised, rules: float) -> tuple[str, float]:
    """The part of a normal text that decides, and what is added to its log-odds: the whole and nothing, mostly."""
    lifted = by_passage(scorer.score(text) + rules, rules, scorer.thresholds, lambda: scorer.passage(text))
    if lifted is None:
        return text.text, 0.0
    passage, score = lifted
    return text.text[passage.start : passage.end], score - rules - passage.score


def scored(scorer: Scorer, normalised: Normalised, rule_parts: tuple[Part, ...]) -> Decision:
    """Raises `ArithmeticError` for a score that is no number, and whatever the scorer does.

    A link or a name alone says too little to be rejected, unless a person has spoken of its like.
    """
    model_parts = _model_parts(scorer, normalised, total(rule_parts))
    parts = (*model_parts, *rule_parts)
    score = total(parts)
    if not math.isfinite(score):
        raise ArithmeticError(f"a score of {score}")
    outcome = scorer.thresholds.outcome(probability_of(score))
    by_text = scorer.thresholds.outcome(probability_of(total(model_parts)))
    reasons = _reasons(outcome, by_text)
    if outcome is Outcome.REJECT and says_nothing(normalised) and not spoken_of(rule_parts):
        outcome, reasons = Outcome.HOLD, (*reasons, Reason.BARE)
    return Decision(
        outcome=outcome,
        probability=probability_of(score),
        score=score,
        parts=parts,
        reasons=reasons,
        model_version=scorer.version,
    )


def _model_parts(scorer: Scorer, normalised: Normalised, rules: float) -> tuple[Part, ...]:
    """Of the whole text; or of its worst passage, where only that is held, with what is taken off for being one."""
    whole = scorer.parts(normalised)
    lifted = by_passage(total(whole) + rules, rules, scorer.thresholds, lambda: scorer.passage(normalised))
    if lifted is None:
        return whole
    passage, score = lifted
    parts = scorer.parts(normalised.part(passage.start, passage.end))
    off = score - rules - total(parts)
    return (*parts, Part("passage", "passage", off, *normalised.span(passage.start, passage.end)))


def _reasons(outcome: Outcome, by_text: Outcome) -> tuple[Reason, ...]:
    if outcome is Outcome.PUBLISH:
        return ()
    model = (Reason.MODEL,) if by_text is not Outcome.PUBLISH else ()
    tipped = _SEVERITY.index(outcome) > _SEVERITY.index(by_text)
    return (*model, Reason.RULE) if tipped else model
