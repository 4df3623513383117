"""A model moved towards labels, no further than they weigh: logistic regression around the weights of a base model.

    minimise  sum_i m_i log(1 + exp(-y_i s_i)) + (S/2) (|d|^2 + c^2)      with  s_i = base_i + x_i d + c

The rows x are unit vectors, so at the minimum every label adds m_i (y_i - p_i) / S times its likeness to a text:
what has moved a verdict is known label by label (`Refitted.pulls`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import vstack

from services.comments.spam.figures import Flags, Floats

STIFFNESS = 0.0001
_ROUNDS = 200
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as columns: unit vectors of the base model's features, the truth, its log-odds, and what each weighs."""

    features: Any  # scipy.sparse.csr_matrix
    spam: Flags
    base: Floats
    weights: Floats

    def pick(self, which: Any) -> "Rows":
        return Rows(self.features[which], self.spam[which], self.base[which], self.weights[which])

    def weighing(self, weights: Floats) -> "Rows":
        return Rows(self.features, self.spam, self.base, weights)


@dataclass(frozen=True, slots=True)
class Refitted:
    """What is added to the base model's weights and bias, and each row's pull."""

    weights: Floats
    bias: float
    pulls: Floats

    def scores(self, rows: Rows) -> Floats:
        """The log-odds of any rows."""
        result: Floats = rows.base + rows.features @ self.weights + self.bias
        return result


def refit(rows: Rows, stiffness: float = STIFFNESS) -> Refitted:
    """Deterministic; seconds for some thousand rows."""
    columns = np.flatnonzero(np.asarray(rows.features.sum(axis=0)).ravel())
    inside = rows.features[:, columns].tocsr()
    across = inside.T.tocsr()
    signs = np.where(rows.spam, 1.0, -1.0)

    def cost(moved: Floats) -> tuple[float, Floats]:
        scores = rows.base + inside @ moved[:-1] + moved[-1]
        pull = rows.weights * (probabilities(scores) - rows.spam)
        value = float(rows.weights @ np.logaddexp(0, -signs * scores) + stiffness / 2 * moved @ moved)
        return value, np.append(across @ pull, pull.sum()) + stiffness * moved

    options = {"maxiter": _ROUNDS, "gtol": _CLOSE}
    found = minimize(cost, np.zeros(len(columns) + 1), jac=True, method="L-BFGS-B", options=options)
    weights = np.zeros(rows.features.shape[1])
    weights[columns] = found.x[:-1]
    moved = Refitted(weights, float(found.x[-1]), np.zeros(len(rows.spam)))
    pulls = rows.weights * (rows.spam - probabilities(moved.scores(rows))) / stiffness
    return Refitted(weights, moved.bias, pulls)


def together(one: Rows, other: Rows) -> Rows:
    """The rows of both."""
    return Rows(
        vstack([one.features, other.features]).tocsr(),
        np.concatenate([one.spam, other.spam]),
        np.concatenate([one.base, other.base]),
        np.concatenate([one.weights, other.weights]),
    )


def probabilities(scores: Floats) -> Floats:
    """What log-odds mean."""
    result: Floats = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    return result
