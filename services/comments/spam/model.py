"""What the spam decision is made of. Scores and weights are natural log-odds of being spam."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import msgspec

PartKind = Literal["bias", "term", "terms", "passage", "rule"]


class Outcome(StrEnum):
    """What becomes of a comment."""

    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"


class Reason(StrEnum):
    """Why a comment was not simply published."""

    MODEL = "model"  # the text alone is past a threshold
    RULE = "rule"  # without the rules the outcome would have been milder
    BARE = "bare"  # held where it would be rejected, since it is nothing but a link, a name or a number
    NOT_SCORED = "not-scored"  # no model could look at it


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a comment besides its text. The defaults are an unremarkable one.

    ``blocked_domains`` are the operator's, lower case; ``known_campaign``: a person has called texts like it spam;
    ``first_comment``: nothing of its sender has been public before.
    """

    has_form: bool = True
    seconds_to_submit: float | None = None
    first_comment: bool = False
    thread_title: str = ""
    known_campaign: bool = False
    blocked_domains: frozenset[str] = frozenset()


class Part(msgspec.Struct, frozen=True):
    """One share of a score. ``start`` and ``end`` are offsets into the original text, where known.

    Kinds: the model's ``bias``, a stretch of the text (``term``), all lesser stretches together (``terms``), what is
    taken off because only a ``passage`` of the text was looked at, a ``rule``.
    """

    kind: PartKind
    name: str
    weight: float
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which a comment is held or rejected, ``0 < hold <= reject <= 1``.

    ``discount`` (log-odds, not below 0) is what a passage has to exceed a text by, were it the only one; None: no
    passages are looked at.
    """

    hold: float
    reject: float
    discount: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.hold <= self.reject <= 1:
            raise ValueError(f"thresholds out of order: hold {self.hold}, reject {self.reject}")
        if self.discount is not None and not 0 <= self.discount < math.inf:
            raise ValueError(f"no discount: {self.discount}")

    def outcome(self, probability: float) -> Outcome:
        if probability >= self.reject:
            return Outcome.REJECT
        return Outcome.HOLD if probability >= self.hold else Outcome.PUBLISH


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with its whole explanation: ``score`` is the sum of the weights of ``parts``.

    ``probability`` and ``model_version`` are None when no model could look at the text.
    """

    outcome: Outcome
    probability: float | None
    score: float
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    model_version: str | None


def probability_of(score: float) -> float:
    """The probability that belongs to log-odds, without overflow at either end."""
    if score >= 0:
        return 1 / (1 + math.exp(-min(score, 700.0)))
    odds = math.exp(max(score, -700.0))
    return odds / (1 + odds)


def log_odds_of(probability: float) -> float:
    """The log-odds of a probability, finite at both ends."""
    if 0 < probability < 1:
        return math.log(probability) - math.log1p(-probability)
    return math.copysign(700.0, probability - 1 / 2)


def total(parts: tuple[Part, ...]) -> float:
    """The exactly rounded sum of the parts' weights, whatever their order."""
    return math.fsum(part.weight for part in parts)
