"""From labels to a new version: weigh, refit, put to the test. Deterministic; no I/O.

    labels, each thing that an account says once | weights | refit on all: the model
                                                           | refit without each fold, judged on it: the gate

Training on what an account says a hundred times in a campaign would let one click weigh like a hundred.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from services.comments.learning.gate import FEWEST, Comparison, Verdict, compare, loss
from services.comments.learning.labels import Label
from services.comments.learning.refit import Refitted, Rows, compact, refit, spread, together
from services.comments.learning.sheet import Anchors, Sheet
from services.comments.learning.thresholds import resolved
from services.comments.learning.versions import Trust
from services.comments.learning.weighing import weigh
from services.comments.spam.data import Example, draw, example
from services.comments.spam.figures import Floats, probabilities
from services.comments.spam.model import Thresholds

FOLDS = 4
STEPS = FOLDS + 3
Tell = Callable[[str], None]
"""Is told what comes next, `STEPS` times."""


@dataclass(frozen=True, slots=True)
class FittedVersion:
    """What was learnt: a move of the base model, thresholds that go with it, and what moved it."""

    moved: Refitted
    thresholds: Thresholds
    verdict: Verdict
    trusts: tuple[Trust, ...]
    pulls: dict[str, float]
    labels: int


@dataclass(frozen=True, slots=True)
class LabelFit:
    """What labels make of a base model: ``learnt`` with their weights, and what models say that have not seen them.

    ``unseen`` are log-odds of the labels' texts, ``tested`` the new version's of the frozen test set.
    """

    moved: Refitted
    thresholds: Thresholds
    trusts: tuple[Trust, ...]
    learnt: Rows
    unseen: Floats
    tested: Floats


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model says of the labels' texts and of the frozen test set, in log-odds, and from where on it holds."""

    labels: Floats
    tests: Floats
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Decided:
    """Recent decisions: all of them, and the same apart, so that nobody's many outvote what others find worse."""

    together: Rows
    apart: tuple[Rows, ...]

    @classmethod
    def of(cls, labels: Rows, said: Sequence[Label]) -> "Decided":
        """Accounts that decided `FEWEST` on their own, and all others as one."""
        who = np.array([label.moderator for label in said], dtype=object)
        mine = [who == name for name in sorted(set(who[labels.weights > 0]))]
        enough = [which for which in mine if (labels.weights[which] > 0).sum() >= FEWEST]
        others = ~np.logical_or.reduce([np.zeros(len(who), dtype=bool), *enough])
        return cls(labels, tuple(labels.weighing(labels.weights * which) for which in (*enough, others)))


def fit_version(labels: Sequence[Label], base: Sheet, active: Sheet, tell: Tell) -> FittedVersion | None:
    """None if no label weighs anything."""
    tell("reading")
    said, examples = _said(labels)
    if not said:
        return None
    rows, anchors = base.rows(examples), Anchors.of(base)
    found = fit_labels(rows, [label.moderator for label in said], examples, anchors, tell)
    if found is None:
        return None
    before = Judged(active.judged(base, rows), active.judged(base, anchors.frozen), active.thresholds)
    recent = np.array([active.learnt is None or label.at > active.learnt for label in said])
    after = Judged(found.unseen, found.tested, found.thresholds)
    weights = found.learnt.weights
    return FittedVersion(
        moved=found.moved,
        thresholds=found.thresholds,
        verdict=_verdict(before, after, Decided.of(rows.weighing(weights * recent), said), anchors.frozen),
        trusts=found.trusts,
        pulls={label.comment: float(pull) for label, pull in zip(said, found.moved.pulls, strict=False) if pull},
        labels=int((weights > 0).sum()),
    )


def fit_labels(
    rows: Rows, accounts: Sequence[str], examples: Sequence[Example], anchors: Anchors, tell: Tell
) -> LabelFit | None:
    """A refit on the labels' ``rows``, which are ``examples`` and what ``accounts`` said, in the order of time."""
    whole = together(rows, anchors.learnt)
    small = compact(whole)
    mine, theirs = small.pick(np.arange(len(rows))), small.pick(np.arange(len(rows), len(small)))
    tell("weighing")
    weights, trusts = weigh(mine, accounts, theirs)
    if not weights.any():
        return None
    learnt = mine.weighing(weights)
    tell("fitting")
    moved = spread(refit(together(learnt, theirs)), whole)
    folds = np.array([draw(one.group, 1) % FOLDS for one in examples])
    unseen = _unseen(learnt, folds, theirs, tell)
    tested = moved.scores(anchors.frozen)
    thresholds = resolved(anchors.thresholds, unseen, learnt, anchors.frozen, tested)
    return LabelFit(moved, thresholds, trusts, learnt, unseen, tested)


def _said(labels: Sequence[Label]) -> tuple[list[Label], list[Example]]:
    """What an account says of near-duplicates counts once, in its last word: a campaign is one opinion."""
    last: dict[tuple[str, str], tuple[Label, Example]] = {}
    for label in labels:
        one = example(label.text, "spam" if label.spam else "ham", "labels")
        if one.text:
            last.pop((label.moderator, one.group), None)  # the order is that of the last words
            last[label.moderator, one.group] = (label, one)
    return [label for label, _ in last.values()], [one for _, one in last.values()]


def _unseen(learnt: Rows, folds: "np.ndarray[tuple[int], np.dtype[np.int64]]", anchors: Rows, tell: Tell) -> Floats:
    """The log-odds of every label's text by a model that has not seen it."""
    unseen = learnt.base.copy()
    for number in range(FOLDS):
        tell("testing")
        inside, outside = np.flatnonzero(folds == number), np.flatnonzero(folds != number)
        if len(inside):
            others = together(learnt.pick(outside), anchors) if len(outside) else anchors
            unseen[inside] = refit(others).scores(learnt.pick(inside))
    return unseen


def _verdict(before: Judged, after: Judged, decided: Decided, tests: Rows) -> Verdict:
    """From the labels that weigh anything here: those that the active version has learnt are no test of it."""
    held = [probabilities(one.tests[~tests.spam]) >= one.thresholds.hold for one in (before, after)]
    return Verdict(
        recent=_compared(before.labels, after.labels, decided.together),
        frozen=_compared(before.tests, after.tests, tests),
        newly_blocked=float((held[1] & ~held[0]).mean()),
        each=tuple(_compared(before.labels, after.labels, one) for one in decided.apart),
    )


def _compared(before: Floats, after: Floats, rows: Rows) -> Comparison:
    return compare(_losses(before, rows), _losses(after, rows), rows.weights.tolist())


def _losses(scores: Floats, rows: Rows) -> list[float]:
    pairs = zip(probabilities(scores).tolist(), rows.spam.tolist(), strict=True)
    return [loss(probability, spam=spam) for probability, spam in pairs]
