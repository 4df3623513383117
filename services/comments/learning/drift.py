"""Whether what comes in has changed since the model began to serve, and whether people agree with it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

EDGES: Final = (0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)
"""Between the bins of the histogram of probabilities."""
BINS: Final = len(EDGES) + 1
DRIFT_FROM: Final = 0.25
"""The population stability index from which a distribution is commonly said to have moved."""
DISAGREEMENT_FROM: Final = 0.1
FEWEST_SCORES: Final = 200
FEWEST_DECISIONS: Final = 50
_SMOOTHING: Final = 0.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """``code`` says what is wrong, ``value`` how much, ``limit`` from where on."""

    code: str
    value: float
    limit: float


def bin_of(probability: float) -> int:
    """The bin that a probability falls into."""
    return sum(probability >= edge for edge in EDGES)


def psi(before: Sequence[int], now: Sequence[int]) -> float | None:
    """The population stability index between two histograms; None where there is too little to tell."""
    if min(sum(before), sum(now)) < FEWEST_SCORES:
        return None
    pairs = zip(_shares(before), _shares(now), strict=True)
    return math.fsum((b - a) * math.log(b / a) for a, b in pairs)


def alarms(drift: float | None, shadow: tuple[int, int], moderators: tuple[int, int]) -> tuple[Alarm, ...]:
    """``shadow`` and ``moderators``: how often they disagreed with the active model, of how many times."""
    found = [Alarm("drift", drift, DRIFT_FROM)] if drift is not None and drift >= DRIFT_FROM else []
    for code, (apart, times), fewest in (
        ("shadow-disagrees", shadow, FEWEST_SCORES),
        ("moderators-disagree", moderators, FEWEST_DECISIONS),
    ):
        if times >= fewest and apart / times >= DISAGREEMENT_FROM:
            found.append(Alarm(code, apart / times, DISAGREEMENT_FROM))
    return tuple(found)


def _shares(counts: Sequence[int]) -> list[float]:
    whole = sum(counts) + _SMOOTHING * len(counts)
    return [(count + _SMOOTHING) / whole for count in counts]
