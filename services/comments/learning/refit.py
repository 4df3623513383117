"""A model moved towards labels, no further than they weigh: logistic regression around the weights of a base model.

    minimise  sum_i m_i log(1 + exp(-y_i s_i)) + (S/2) |d|^2      with  s_i = base_i + x_i d

The rows x are unit vectors, their signs made loud, and a constant, so at the minimum every label adds
m_i (y_i - p_i) / S, its pull, times its likeness to a text and once more: what has moved a verdict is known label by
label.

Only likenesses matter. Where rows are few, as many coordinates as there are rows stand for hundreds of thousands of
features (`compact`), and all the refits that a training needs are done in those.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import issparse, vstack

from services.comments.spam.figures import Flags, Floats, probabilities

STIFFNESS = 0.0001
FEW = 4_000
"""Rows whose likenesses fit into memory (128 MB)."""
_ROUNDS = 1_000
_CLOSE = 1e-8  # a gradient of a hundredth of the stiffness is a hundredth of log-odds; small weights need no less
_FLAT = 1e-13
_JITTER = 1e-8  # of two equal texts


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as columns: their features (a matrix), the truth, the base model's log-odds, and what each weighs."""

    features: Any  # scipy.sparse.csr_matrix, or an array of coordinates
    spam: Flags
    base: Floats
    weights: Floats

    def pick(self, which: Any) -> "Rows":
        return Rows(self.features[which], self.spam[which], self.base[which], self.weights[which])

    def weighing(self, weights: Floats) -> "Rows":
        return Rows(self.features, self.spam, self.base, weights)

    def __len__(self) -> int:
        return len(self.spam)


@dataclass(frozen=True, slots=True)
class Refitted:
    """What is added to the base model's weights, and each row's pull."""

    weights: Floats
    pulls: Floats

    def scores(self, rows: Rows) -> Floats:
        """The log-odds of any rows."""
        result: Floats = rows.base + rows.features @ self.weights
        return result


def refit(rows: Rows, stiffness: float = STIFFNESS) -> Refitted:
    """Deterministic."""
    columns, inside = _used(rows.features)
    across = inside.T.tocsr() if issparse(inside) else inside.T
    signs = np.where(rows.spam, 1.0, -1.0)

    def cost(moved: Floats) -> tuple[float, Floats]:
        scores = rows.base + inside @ moved
        value = float(rows.weights @ np.logaddexp(0, -signs * scores) + stiffness / 2 * moved @ moved)
        return value, across @ (rows.weights * (probabilities(scores) - rows.spam)) + stiffness * moved

    options = {"maxiter": _ROUNDS, "gtol": _CLOSE, "ftol": _FLAT}
    found = minimize(cost, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options=options)
    pulls = rows.weights * (rows.spam - probabilities(rows.base + inside @ found.x)) / stiffness
    weights = np.zeros(rows.features.shape[1])
    weights[columns] = found.x
    return Refitted(weights, pulls)


def compact(rows: Rows) -> Rows:
    """The same rows, as like each other, in as many coordinates as there are rows; unchanged if they are many."""
    if len(rows) > FEW:
        return rows
    likeness = (rows.features @ rows.features.T).toarray()
    coordinates = np.linalg.cholesky(likeness + _JITTER * np.eye(len(rows)))
    return Rows(coordinates, rows.spam, rows.base, rows.weights)


def spread(found: Refitted, rows: Rows) -> Refitted:
    """A refit of compact rows for the features that ``rows``, the same ones, have: the sum of what pulls."""
    return Refitted(rows.features.T @ found.pulls, found.pulls)


def together(one: Rows, other: Rows) -> Rows:
    """The rows of both."""
    parts = [one.features, other.features]
    return Rows(
        vstack(parts).tocsr() if issparse(one.features) else np.concatenate(parts),
        np.concatenate([one.spam, other.spam]),
        np.concatenate([one.base, other.base]),
        np.concatenate([one.weights, other.weights]),
    )


def _used(features: Any) -> tuple[Any, Any]:
    """The columns that any row has, and the features in them."""
    if not issparse(features):
        return np.arange(features.shape[1]), features
    columns = np.flatnonzero(np.asarray(abs(features).sum(axis=0)).ravel())
    return columns, features[:, columns].tocsr()
