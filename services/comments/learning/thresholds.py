"""From which probability a site's comments wait: solved on its own labels, from `LOWEST` on. Pure.

The base model's threshold had to fit everybody's comments. A site's labels show how far down it may come where they
come from. What they teach also moves the score of citizens who have said nothing of the kind: as far as the frozen test
set's legitimate texts that look most like spam have come nearer, so far the threshold goes ahead of them. It never
passes where the base model rejects; from when on comments are rejected outright is never for labels to say.
"""

from dataclasses import replace

import numpy as np

from services.comments.learning.refit import Rows
from services.comments.spam.figures import Floats, probabilities
from services.comments.spam.model import Thresholds, log_odds_of

LOWEST = 0.7
FEWEST = 10.0
"""The mass of labels of each kind below which the base model's threshold stays."""
MOST_HELD = 0.03
"""The share of a site's legitimate comments that may wait."""
MOST_HELD_OF_TESTS = 0.002
_LIKEST_SPAM = 0.9  # the quantile; .97 and .99 cost .01 to .08 of F1
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
    moved = max(0.0, _likest_spam(tested, tests) - _likest_spam(tests.base, tests))
    return replace(base, hold=min(float(probabilities(np.array(log_odds_of(hold) + moved))), base.reject))


def _likest_spam(scores: Floats, tests: Rows) -> float:
    return float(np.quantile(scores[~tests.spam], _LIKEST_SPAM))
