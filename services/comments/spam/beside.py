"""Our pipeline beside a plain one, text by text: each learns two videos of the YouTube corpus and judges the third.

As they come, near-duplicates stand on both sides, as in what others publish of this corpus; without them, nothing that
is judged was learnt in any spelling. The difference has an interval of its own: both judge the same texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from services.comments.spam.data import Example, usable
from services.comments.spam.figures import Flags, Floats
from services.comments.spam.holdout import fitted_on, plain, probabilities_of

AS_THEY_COME, NO_NEAR_DUPLICATES = "as they come", "no near-duplicates"
Numbers = npt.NDArray[np.int64]
_SAMPLES, _TAIL = 4_000, 0.025


@dataclass(frozen=True, slots=True)
class Beside:
    """A share of ``texts`` by both pipelines; ``low`` and ``high`` bound ours less the plain one's (95 %)."""

    texts: str
    share: str
    whole: int
    ours: float
    plain: float
    low: float
    high: float


def beside_plain(videos: Mapping[str, Sequence[Example]], seed: int) -> list[Beside]:
    """``videos`` as they come. Right and blocked are at even odds."""
    without = {name: usable(inside) for name, inside in videos.items()}
    return [*_compared(AS_THEY_COME, videos, seed), *_compared(NO_NEAR_DUPLICATES, without, seed)]


def _compared(texts: str, videos: Mapping[str, Sequence[Example]], seed: int) -> list[Beside]:
    judged = list(chain.from_iterable(videos.values()))
    spam = np.array([one.label == "spam" for one in judged])
    groups = np.unique([one.group for one in judged], return_inverse=True)[1]
    ours, other = list[Floats](), list[Floats]()
    for name, inside in videos.items():
        learnt = [one for some, members in videos.items() if some != name for one in members]
        if texts == NO_NEAR_DUPLICATES:
            learnt = _apart(learnt, inside)
        fitted, names = fitted_on(learnt, seed)
        ours.append(probabilities_of(fitted, names, inside))
        other.append(plain(learnt, inside))
    found, otherwise = (np.concatenate(some) >= 1 / 2 for some in (ours, other))
    return [
        _beside(texts, "right", found == spam, otherwise == spam, groups),
        _beside(texts, "ham blocked", found[~spam], otherwise[~spam], groups[~spam]),
    ]


def _apart(learnt: Sequence[Example], judged: Sequence[Example]) -> list[Example]:
    own = {one.group for one in judged}
    return list({one.group: one for one in learnt if one.group not in own}.values())


def _beside(texts: str, share: str, ours: Flags, other: Flags, groups: Numbers) -> Beside:
    low, high = paired(ours, other, groups)
    return Beside(texts, share, len(ours), float(ours.mean()), float(other.mean()), low, high)


def paired(ours: Flags, other: Flags, groups: Numbers) -> tuple[float, float]:
    """Where the difference of two shares lies in 95 of 100 bootstrap samples of the groups (numbers from 0)."""
    numbers = np.unique(groups, return_inverse=True)[1]
    size = np.bincount(numbers)
    difference = np.bincount(numbers, weights=ours.astype(float) - other)
    drawn = np.random.default_rng(1).multinomial(len(size), np.full(len(size), 1 / len(size)), size=_SAMPLES)
    low, high = np.quantile(drawn @ difference / (drawn @ size), [_TAIL, 1 - _TAIL])
    return float(low), float(high)
