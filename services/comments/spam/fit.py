"""Fitting and calibrating one linear model on examples that were vectorised once.

    folds by group | scores of texts the model has not seen | slope and intercept (Platt) | thresholds

Calibration and thresholds come only from scores of texts whose near-duplicates were not trained on.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from services.comments.spam.corpora import MESSAGES, PUBLIC
from services.comments.spam.data import Example, draw
from services.comments.spam.figures import Budget, Flags, Floats, solve
from services.comments.spam.model import Context, Thresholds, total
from services.comments.spam.pipeline import calibrated, new_classifier, new_vectorizer
from services.comments.spam.rules import fired

_OWN_WEIGHT = 4.0  # the seed and the operator's files are comments under provincial news; the rest is not
_UNREMARKABLE = Context()


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as columns. ``rules`` is the log-odds that the rules add to a text in an unremarkable context."""

    features: Any  # scipy.sparse.csr_matrix, one row an example
    spam: Flags
    weights: Floats
    rules: Floats
    corpora: np.ndarray[Any, Any]
    draws: np.ndarray[Any, Any]

    def rows(self, which: Flags) -> "Table":
        return Table(
            self.features[which],
            self.spam[which],
            self.weights[which],
            self.rules[which],
            self.corpora[which],
            self.draws[which],
        )

    def __len__(self) -> int:
        return len(self.spam)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibrated classifier and what it said of each training example when it had not seen it."""

    classifier: LogisticRegression
    thresholds: Thresholds
    unseen: Floats


def tabulate(examples: Sequence[Example], seed: int) -> Table:
    return Table(
        features=new_vectorizer().transform([one.text for one in examples]),
        spam=np.array([one.label == "spam" for one in examples]),
        weights=_weights(examples),
        rules=np.array([total(fired(one.normalised, _UNREMARKABLE)) for one in examples]),
        corpora=np.array([one.corpus for one in examples]),
        draws=np.array([draw(one.group, seed) for one in examples], dtype=np.uint64),
    )


def fit(table: Table, *, folds: int, seed: int, budget: Budget, step: Callable[[], None]) -> Fitted:
    """Fit on everything, calibrate and solve on held-out scores. ``step`` is called ``folds + 1`` times."""
    fold = table.draws % folds
    raw = np.zeros(len(table))
    for number in range(folds):
        held_out = fold == number
        raw[held_out] = _fit(table.rows(~held_out), seed).decision_function(table.features[held_out])
        step()
    unseen = np.zeros(len(table))
    for number in range(folds):  # a fold's calibration does not know its labels either
        held_out = fold == number
        slope, intercept = _platt(raw[~held_out], table.rows(~held_out))
        unseen[held_out] = probabilities(slope * raw[held_out] + intercept + table.rules[held_out])
    classifier = calibrated(_fit(table, seed), *_platt(raw, table))
    step()
    ham_comments = ~table.spam & ~np.isin(table.corpora, list(MESSAGES))
    return Fitted(classifier, solve(unseen[ham_comments], budget), unseen)


def predict(fitted: Fitted, table: Table) -> Floats:
    """What the whole decision, rules included, thinks of other examples."""
    return probabilities(fitted.classifier.decision_function(table.features) + table.rules)


def probabilities(scores: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    return result


def _fit(table: Table, seed: int) -> LogisticRegression:
    with threadpool_limits(1):  # liblinear's vectors are too short to share: BLAS threads made it 4 times slower
        return new_classifier(seed).fit(table.features, table.spam, sample_weight=table.weights)


def _platt(scores: Floats, table: Table) -> tuple[float, float]:
    """The slope and intercept that turn scores into log-odds (Platt, 1999)."""
    line = LogisticRegression(C=1e6).fit(scores[:, None], table.spam, sample_weight=table.weights)
    return float(line.coef_[0, 0]), float(line.intercept_[0])


def _weights(examples: Sequence[Example]) -> Floats:
    """Each corpus and label weighs like the root of its size: 24,000 tweets must not drown 250 comments.

    Then ham and spam weigh the same, and one example weighs 1 on average.
    """
    cells = [(one.corpus, one.label) for one in examples]
    size = Counter(cells)
    weights = np.array([(1.0 if cell[0] in PUBLIC else _OWN_WEIGHT) / size[cell] ** 0.5 for cell in cells])
    spam = np.array([label == "spam" for _, label in cells])
    weights[spam] /= weights[spam].sum()
    weights[~spam] /= weights[~spam].sum()
    return weights * len(weights) / 2
