"""The figures a model is judged by, and the thresholds that keep a promise. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.comments.spam.model import Thresholds

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_BINS = 15
_SAMPLES, _TAIL = 4_000, 0.025


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``whole`` texts."""

    hits: int
    whole: int


@dataclass(frozen=True, slots=True)
class Budget:
    """The shares of legitimate comments that may be held (or worse) and rejected.

    The floors keep a lucky sample from holding what the model itself thinks legitimate.
    """

    hold: float = 0.005
    reject: float = 0.0005
    hold_floor: float = 0.5
    reject_floor: float = 0.9


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; None where there is nothing to divide by. "Found" is held or rejected."""

    ham: int
    spam: int
    precision: float | None
    recall: float | None
    f1: float | None
    rejected_spam: float | None
    blocked_ham: float | None
    rejected_ham: float | None
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of similar probability: their mean, and the share that was spam."""

    predicted: float
    observed: float
    share: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold would find of the spam and block of the rest."""

    threshold: float
    recall: float
    blocked: float


def judge(spam: Flags, probabilities: Floats, thresholds: Thresholds, weights: Floats | None = None) -> Figures:
    """Everything but the calibration error counts each example once; ``weights`` are for that alone."""
    found = probabilities >= thresholds.hold
    rejected = probabilities >= thresholds.reject
    hits = int((found & spam).sum())
    precision = _share(hits, int(found.sum()))
    recall = _share(hits, int(spam.sum()))
    return Figures(
        ham=int((~spam).sum()),
        spam=int(spam.sum()),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if precision and recall else None,
        rejected_spam=_mean(rejected[spam]),
        blocked_ham=_mean(found[~spam]),
        rejected_ham=_mean(rejected[~spam]),
        calibration_error=calibration_error(reliability(spam, probabilities, weights)),
    )


def interval(hits: int, whole: int, seed: int = 1) -> tuple[float, float]:
    """Where a share lies in 95 of 100 bootstrap samples of its texts; beside 0 and 1 the exact bound instead.

    A sample with replacement of ``whole`` texts of which ``hits`` have a property is a binomial draw.
    """
    if not 0 < hits < whole:
        slack = 1 - (_TAIL ** (1 / whole) if whole else 0.0)
        return (0.0, slack) if hits == 0 else (1 - slack, 1.0)
    shares = np.random.default_rng(seed).binomial(whole, hits / whole, _SAMPLES) / whole
    low, high = np.quantile(shares, [_TAIL, 1 - _TAIL])
    return float(low), float(high)


def probabilities(scores: Floats) -> Floats:
    """What log-odds mean."""
    result: Floats = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    return result


def solve(ham: Floats, budget: Budget) -> Thresholds:
    """The lowest thresholds that keep ``ham`` (probabilities of held-out legitimate texts) in the budget."""
    hold = max(budget.hold_floor, _lowest(ham, budget.hold))
    reject = max(budget.reject_floor, hold, _lowest(ham, budget.reject))
    return Thresholds(hold=hold, reject=reject)


def reliability(spam: Flags, probabilities: Floats, weights: Floats | None = None) -> tuple[Bin, ...]:
    """Bins of equal width, those without a prediction left out."""
    mass = np.ones(len(spam)) if weights is None else weights
    which = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(
            predicted=float(np.average(probabilities[inside], weights=mass[inside])),
            observed=float(np.average(spam[inside], weights=mass[inside])),
            share=float(mass[inside].sum() / mass.sum()),
        )
        for inside in (which == number for number in range(_BINS))
        if inside.any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far prediction and truth lie apart, by share."""
    return math.fsum(one.share * abs(one.predicted - one.observed) for one in bins)


def precision_by_recall(spam: Flags, probabilities: Floats, points: int = 100) -> tuple[tuple[float, float], ...]:
    """``(recall, precision)`` along falling thresholds, at most ``points`` of them."""
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(spam[order])
    at = np.unique(np.linspace(0, len(order) - 1, points).astype(int))
    return tuple((float(hits[n] / hits[-1]), float(hits[n] / (n + 1))) for n in at)


def by_threshold(spam: Flags, probabilities: Floats, points: int = 101) -> tuple[Point, ...]:
    """The shares found and blocked at equally spaced thresholds."""
    return tuple(
        Point(float(at), float((probabilities[spam] >= at).mean()), float((probabilities[~spam] >= at).mean()))
        for at in np.linspace(0, 1, points)
    )


def _lowest(ham: Floats, share: float) -> float:
    """The lowest threshold that at most ``share`` of ``ham`` reaches, never above 1."""
    allowed = int(len(ham) * share)
    first_too_many = np.sort(ham)[::-1][allowed]
    return min(1.0, float(np.nextafter(first_too_many, 2.0)))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(flags: Flags) -> float | None:
    return float(flags.mean()) if len(flags) else None
