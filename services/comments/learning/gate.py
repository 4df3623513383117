"""Whether a new version may take over: it must be better, and not by luck. Pure.

Two versions judge the same texts; the difference of their losses is resampled text by text (paired bootstrap).
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 20
"""Decisions below which nothing can be said."""
TOLERANCE: Final = 0.02
"""Nats a text that the frozen test set may lose at worst: the base model has seen its like."""
MOST_BLOCKED: Final = 0.002
"""The share of the frozen set's legitimate texts that the new version alone may hold."""
FEWEST_BESIDE: Final = 100
"""Comments that a version has to be watched on in shadow."""
MOST_APART: Final = 0.1
"""The share of them on which it may decide otherwise."""
_ROUNDS: Final = 1000
_TAIL: Final = 0.025
_SURE: Final = 0.001


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much less a text costs the new version than the old one, in nats, with a 95 % interval."""

    texts: int
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate saw: recent decisions, the frozen test set, and how much more of its ham would wait.

    ``each`` are the same recent decisions apart: those of each account that made `FEWEST`, and those of all others.
    """

    recent: Comparison
    frozen: Comparison
    newly_blocked: float
    each: tuple[Comparison, ...] = ()

    @property
    def passed(self) -> bool:
        """Better on what moderators decided, and not noticeably worse on the frozen test set."""
        return not self.failings

    @property
    def failings(self) -> tuple[str, ...]:
        """Codes of what stands against it."""
        found = {
            "too-few-decisions": self.recent.texts < FEWEST,
            "not-better-on-decisions": self.recent.low <= 0,
            "worse-for-an-account": any(map(speaks_against, self.each)),
            "worse-on-test-set": self.frozen.low < -TOLERANCE,
            "blocks-legitimate-texts": self.newly_blocked > MOST_BLOCKED,
        }
        return tuple(code for code, fails in found.items() if fails)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a version did in shadow: how often it was asked, and decided otherwise than the active one."""

    times: int = 0
    apart: int = 0

    @property
    def share(self) -> float:
        return self.apart / self.times if self.times else 0.0


def loss(probability: float | None, *, spam: bool) -> float:
    """What a probability costs where the truth is known; no probability is as good as a coin."""
    sure = min(max(0.5 if probability is None else probability, _SURE), 1 - _SURE)
    return -math.log(sure if spam else 1 - sure)


def compare(old: Sequence[float], new: Sequence[float], weights: Sequence[float] | None = None) -> Comparison:
    """From the losses of both versions on the same texts, in the same order; ``weights`` say how far each counts."""
    mass = list(weights) if weights is not None else [1.0] * len(old)
    gains = [(weight, weight * (a - b)) for weight, a, b in zip(mass, old, new, strict=True) if weight > 0]
    if not gains:
        return Comparison(0, 0.0, 0.0, 0.0)
    draw = random.Random(1)  # noqa: S311 - a simulation, no secret
    means = sorted(_mean(draw.choices(gains, k=len(gains))) for _ in range(_ROUNDS))
    tail = int(_ROUNDS * _TAIL)
    return Comparison(len(gains), _mean(gains), means[tail], means[-1 - tail])


def promotable(verdict: Verdict, beside: Beside, since: Sequence[Comparison]) -> bool:
    """Whether a version in shadow takes over by itself.

    ``since``: on what was decided after it was made, by each moderator and by all of them. None may speak against it.
    """
    watched = beside.times >= FEWEST_BESIDE and beside.share <= MOST_APART
    return verdict.passed and watched and not any(map(speaks_against, since))


def speaks_against(one: Comparison) -> bool:
    """Whether these decisions are enough to say something, and what they say is that a version is worse."""
    return one.texts >= FEWEST and one.gain < 0


def _mean(gains: Sequence[tuple[float, float]]) -> float:
    return math.fsum(gain for _, gain in gains) / math.fsum(weight for weight, _ in gains)
