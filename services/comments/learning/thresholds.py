"""From which probability a site's comments wait: solved on its own labels, between `LOWEST` and the base model's.

The base model's threshold had to fit everybody's comments. A site's labels show how far down it may come where they
come from; from when on comments are rejected outright is never for labels to say. Pure.
"""

from dataclasses import replace

import numpy as np

from services.comments.learning.refit import Rows
from services.comments.spam.figures import Floats, probabilities
from services.comments.spam.model import Thresholds

LOWEST = 0.7
FEWEST = 10.0
"""The mass of labels of each kind below which the base model's threshold stays."""
MOST_HELD = 0.03
"""The share of a site's legitimate comments that may wait."""
MOST_HELD_OF_TESTS = 0.002
_STEPS = 54


def resolved(base: Thresholds, unseen: Floats, labels: Rows, tests: Rows, tested: Floats) -> Thresholds:
    """The thresholds of a new version.

    ``unseen`` are the log-odds of the labels' texts by models that had not seen them, ``tested`` the new version's of
    the frozen test set.
    """
    spam, ham = labels.weights * labels.spam, labels.weights * ~labels.spam
    if min(spam.sum(), ham.sum()) < FEWEST:
        return base
    judged, legitimate = probabilities(unseen), probabilities(tested)[~tests.spam]
    best, hold = 0.0, base.hold
    for threshold in np.linspace(base.hold, min(LOWEST, base.hold), _STEPS):
        found = judged >= threshold
        if ham[found].sum() > MOST_HELD * ham.sum() or (legitimate >= threshold).mean() > MOST_HELD_OF_TESTS:
            break
        score = 2 * spam[found].sum() / (labels.weights[found].sum() + spam.sum())
        if score > best:
            best, hold = score, float(threshold)
    return replace(base, hold=hold, reject=max(hold, base.reject))
