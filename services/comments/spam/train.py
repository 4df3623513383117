"""Training: from examples to a model with everything that has to be known about it.

    usable | sampled | tabulated → fitted on all (the model)
                                 → fitted without each corpus, judged on it (the honest figures)

Deterministic for the same examples and seed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sklearn.pipeline import Pipeline

from services.comments.spam.data import Example, sampled, usable
from services.comments.spam.errors import TooFewExamples
from services.comments.spam.figures import (
    Bin,
    Budget,
    Figures,
    Point,
    by_threshold,
    judge,
    precision_by_recall,
    reliability,
)
from services.comments.spam.fit import Fitted, Linear, Table, fit, predict, tabulate
from services.comments.spam.model import Thresholds
from services.comments.spam.pipeline import as_pipeline

FOLDS = 5
_INNER_FOLDS = 2
_CELL_LIMIT = 12_000  # examples of one corpus and label: time and memory, not quality, set it
_FEWEST = 40  # texts of each label, below which folds and calibration mean nothing


class Progress(Protocol):
    """Somebody who is told how far training has come."""

    def start(self, steps: int) -> None: ...
    def step(self, done: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """The figures for one corpus."""

    corpus: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures are about texts that the judged model had not seen, nor a near-duplicate of them."""

    budget: Budget
    overall: Figures
    by_corpus: tuple[Row, ...]
    left_out: tuple[Row, ...]
    reliability: tuple[Bin, ...]
    precision_by_recall: tuple[tuple[float, float], ...]
    by_threshold: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """``version`` is derived from weights and thresholds: the same data and seed give the same version."""

    pipeline: Pipeline
    thresholds: Thresholds
    version: str
    seed: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Study:
    """What training worked with, for those who ask further; ``examples`` are those of the real rows.

    ``without`` are the models that have not seen a corpus, by its name.
    """

    examples: list[Example]
    table: Table
    names: list[str]
    fitted: Fitted
    without: Mapping[str, Fitted]
    evaluation: Evaluation


def train(examples: Iterable[Example], *, seed: int, progress: Progress, budget: Budget | None = None) -> TrainedModel:
    """Raises `TooFewExamples` unless there are enough distinct texts of both labels."""
    return trained(study(examples, seed=seed, progress=progress, budget=budget), seed)


def trained(found: Study, seed: int) -> TrainedModel:
    """The model of a study in its final form."""
    return TrainedModel(
        pipeline=pipeline_of(found.names, found.fitted.model),
        thresholds=found.fitted.thresholds,
        version=_version(found.names, found.fitted),
        seed=seed,
        evaluation=found.evaluation,
    )


def study(examples: Iterable[Example], *, seed: int, progress: Progress, budget: Budget | None = None) -> Study:
    """Everything but the model's final form; raises like `train`."""
    budget = budget or Budget()
    chosen = sampled(usable(examples), _CELL_LIMIT, seed)
    _require_enough(chosen)
    others = _can_be_left_out(chosen)
    progress.start(1 + FOLDS + 1 + len(others) * (_INNER_FOLDS + 1))
    table, names = tabulate(chosen, seed)
    progress.step("vectorised")
    fitted = fit(table, folds=FOLDS, seed=seed, budget=budget, step=lambda: progress.step("all corpora"))
    without = {corpus: _without(table, corpus, seed, budget, progress) for corpus in others}
    left_out = [_left_out(table, corpus, model) for corpus, model in without.items()]
    evaluation = _evaluation(table.rows(table.real), fitted, left_out, budget)
    return Study(chosen, table, names, fitted, without, evaluation)


def pipeline_of(names: Sequence[str], model: Linear) -> Pipeline:
    """What scikit-learn applies, of a study's names and one of its models."""
    return as_pipeline([names[column] for column in model.columns], model.classifier)


def _version(names: Sequence[str], fitted: Fitted) -> str:
    """A digest of everything that can change a decision."""
    classifier = fitted.model.classifier
    digest = hashlib.sha256(classifier.coef_.tobytes() + classifier.intercept_.tobytes())
    digest.update("\n".join(names[column] for column in fitted.model.columns).encode())
    digest.update(repr(fitted.thresholds).encode())
    return digest.hexdigest()[:12]


def _evaluation(table: Table, fitted: Fitted, left_out: Sequence[Row], budget: Budget) -> Evaluation:
    return Evaluation(
        budget=budget,
        overall=judge(table.spam, fitted.unseen, fitted.thresholds, table.weights),
        by_corpus=tuple(_row(table, corpus, fitted) for corpus in sorted(set(table.corpora.tolist()))),
        left_out=tuple(left_out),
        reliability=reliability(table.spam, fitted.unseen, table.weights),
        precision_by_recall=precision_by_recall(table.spam, fitted.unseen),
        by_threshold=by_threshold(table.spam, fitted.unseen),
    )


def _row(table: Table, corpus: str, fitted: Fitted) -> Row:
    inside = table.corpora == corpus
    return Row(corpus, judge(table.spam[inside], fitted.unseen[inside], fitted.thresholds))


def _without(table: Table, corpus: str, seed: int, budget: Budget, progress: Progress) -> Fitted:
    return fit(
        table.rows(table.corpora != corpus),
        folds=_INNER_FOLDS,
        seed=seed,
        budget=budget,
        step=lambda: progress.step(f"without {corpus}"),
    )


def _left_out(table: Table, corpus: str, fitted: Fitted) -> Row:
    judged = table.rows((table.corpora == corpus) & table.real)
    return Row(corpus, judge(judged.spam, predict(fitted, judged), fitted.thresholds))


def _can_be_left_out(examples: Sequence[Example]) -> list[str]:
    """The corpora without which enough of both labels remains."""
    return [
        corpus
        for corpus in sorted({one.corpus for one in examples})
        if not _missing([one for one in examples if one.corpus != corpus])
    ]


def _require_enough(examples: Sequence[Example]) -> None:
    for label, found in _missing(examples).items():
        raise TooFewExamples(label, found, _FEWEST)


def _missing(examples: Sequence[Example]) -> dict[str, int]:
    """How many there are of each label that there are too few of."""
    counts = {label: sum(one.label == label for one in examples) for label in ("ham", "spam")}
    return {label: count for label, count in counts.items() if count < _FEWEST}
