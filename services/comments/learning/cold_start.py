"""A cold start rehearsed: what moderators' first labels bring on a site that the base model does not know. Pure.

    a site's texts, near-duplicates out | half are offered, half judge | rounds of labels, each with a refit | F1

Two kinds of moderators: those who label what the filter is least certain of, as the desk lists it, held comments and
public ones alike, and those who label whatever comes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student
from threadpoolctl import threadpool_limits

from services.comments.learning.fitting import LabelFit, fit_labels
from services.comments.learning.refit import Rows
from services.comments.learning.sheet import Anchors, Sheet
from services.comments.spam.data import Example, sampled, usable
from services.comments.spam.figures import Flags, Floats, probabilities

LABELS = 100
ROUNDS = 5
DRAWS = 8
EVEN = 0.5
_MOST = 1_250  # texts of each label: time, not quality, sets it
_FEWEST = 3 * LABELS
_MODERATORS = ("first", "second")
_TAIL = 0.025

Places = npt.NDArray[np.int64]
Step = Callable[[], None]


class Chosen(StrEnum):
    """Which comments moderators label."""

    LEAST_CERTAIN = "least certain first"
    AS_THEY_COME = "as they come"


@dataclass(frozen=True, slots=True)
class Score:
    """F1 at a threshold, and the share of legitimate texts that it holds."""

    f1: float
    blocked: float


@dataclass(frozen=True, slots=True)
class Mean:
    """Of the draws, with the 95 % interval of that mean (Student)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ColdStart:
    """A site after `LABELS` labels; ``before`` and ``after`` are F1 at the threshold, ``even`` at even odds.

    ``blocked`` is the share of its legitimate texts that wait, ``citizens`` that of legitimate texts from elsewhere.
    """

    site: str
    chosen: Chosen
    judged: int
    before: Mean
    after: Mean
    blocked: Mean
    even: Mean
    even_blocked: Mean
    citizens: Mean | None


@dataclass(frozen=True, slots=True)
class Site:
    """Texts as rows of a base model that does not know them."""

    name: str
    examples: Sequence[Example]
    rows: Rows
    anchors: Anchors
    citizens: Rows

    @classmethod
    def of(cls, name: str, examples: Sequence[Example], base: Sheet, citizens: Sequence[Example]) -> "Site | None":
        """None if there are too few texts for half of them to judge, or of a label."""
        distinct = sampled(usable(examples), _MOST, 1)
        spam = sum(one.label == "spam" for one in distinct)
        if len(distinct) < _FEWEST or min(spam, len(distinct) - spam) < LABELS:
            return None
        return cls(name, distinct, base.rows(distinct), Anchors.of(base), base.rows(citizens))


def simulate(site: Site, chosen: Chosen, step: Step, draws: int = DRAWS) -> ColdStart:
    """``step`` is called after each of the ``draws``."""
    tries = []
    for number in range(draws):
        order = np.random.default_rng(number).permutation(len(site.rows))
        offered, judging = np.array_split(order, 2)
        with threadpool_limits(1):
            version = _after_labels(site, chosen, offered)
        tries.append(_judged(site, version, judging))
        step()
    before, after, even, citizens = zip(*tries, strict=True)
    return ColdStart(
        site.name,
        chosen,
        len(site.rows) // 2,
        before=mean([one.f1 for one in before]),
        after=mean([one.f1 for one in after]),
        blocked=mean([one.blocked for one in after]),
        even=mean([one.f1 for one in even]),
        even_blocked=mean([one.blocked for one in even]),
        citizens=mean([one.blocked for one in citizens]) if len(site.citizens) else None,
    )


def score(judged: Floats, spam: Flags, threshold: float) -> Score:
    """Of log-odds."""
    found = probabilities(judged) >= threshold
    return Score(
        float(2 * (found & spam).sum() / max(1, found.sum() + spam.sum())),
        float((found & ~spam).sum() / max(1, (~spam).sum())),
    )


def mean(values: Sequence[float]) -> Mean:
    """Of two or more."""
    middle = float(np.mean(values))
    slack = float(student.ppf(1 - _TAIL, len(values) - 1) * np.std(values, ddof=1) / len(values) ** 0.5)
    return Mean(middle, middle - slack, middle + slack)


def _after_labels(site: Site, chosen: Chosen, offered: Places) -> LabelFit | None:
    """The version that the last round makes; each round asks about what the last version is least certain of."""
    version: LabelFit | None = None
    labelled, rounds = offered[:0], ROUNDS if chosen is Chosen.LEAST_CERTAIN else 1
    for _ in range(rounds):
        left = offered[~np.isin(offered, labelled)]
        if chosen is Chosen.LEAST_CERTAIN:
            left = left[np.argsort(np.abs(_scores(version, site.rows.pick(left))), kind="stable")]
        labelled = np.concatenate([labelled, left[: LABELS // rounds]])
        accounts = [_MODERATORS[number % len(_MODERATORS)] for number in range(len(labelled))]
        examples = [site.examples[at] for at in labelled]
        version = fit_labels(site.rows.pick(labelled), accounts, examples, site.anchors, _unheard) or version
    return version


def _judged(site: Site, version: LabelFit | None, judging: Places) -> tuple[Score, Score, Score, Score]:
    """Before labels, after them, after them at even odds, and what they do to citizens from elsewhere."""
    rest, base = site.rows.pick(judging), site.anchors.thresholds
    hold = (version.thresholds if version else base).hold
    return (
        score(rest.base, rest.spam, base.hold),
        score(_scores(version, rest), rest.spam, hold),
        score(_scores(version, rest), rest.spam, EVEN),
        score(_scores(version, site.citizens), site.citizens.spam, hold),
    )


def _scores(version: LabelFit | None, rows: Rows) -> Floats:
    return version.moved.scores(rows) if version else rows.base


def _unheard(_doing: str) -> None:
    """Nobody waits for the steps of a single refit."""
