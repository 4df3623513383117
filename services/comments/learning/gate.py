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


def loss(probability: float | None, *, spam: bool) -> float:
    """What a probability costs where the truth is known; no probability is as good as a coin."""
    sure = min(max(0.5 if probability is None else probability, _SURE), 1 - _SURE)
    return -math.log(sure if spam else 1 - sure)


def compare(old: Sequence[float], new: Sequence[float], seed: int = 1) -> Comparison:
    """From the losses of both versions on the same texts, in the same order."""
    gains = [before - after for before, after in zip(old, new, strict=True)]
    if not gains:
        return Comparison(0, 0.0, 0.0, 0.0)
    draw = random.Random(seed)  # noqa: S311 - a simulation, no secret
    means = sorted(math.fsum(draw.choices(gains, k=len(gains))) / len(gains) for _ in range(_ROUNDS))
    tail = int(_ROUNDS * _TAIL)
    return Comparison(len(gains), math.fsum(gains) / len(gains), means[tail], means[-1 - tail])


def passes(recent: Comparison, frozen: Comparison) -> bool:
    """Better on what moderators decided, and not noticeably worse on the frozen test set."""
    return recent.texts >= FEWEST and recent.low > 0 and frozen.low >= -TOLERANCE
