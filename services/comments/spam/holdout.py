"""Models fitted on some examples and asked about others that they have not seen: ours, and a plain one beside it."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from services.comments.spam.data import Example
from services.comments.spam.decide import judged
from services.comments.spam.figures import Budget, Floats
from services.comments.spam.fit import Fitted, fit, tabulate

_FOLDS = 3  # of an operator's few texts


def fitted_on(learnt: Sequence[Example], seed: int) -> tuple[Fitted, list[str]]:
    """Our pipeline as an operator would train it, and the names of its features."""
    table, names = tabulate(learnt, seed)
    return fit(table, folds=_FOLDS, seed=seed, budget=Budget(), step=lambda: None), names


def probabilities_of(fitted: Fitted, names: Sequence[str], examples: Sequence[Example]) -> Floats:
    """What the whole decision thinks of other examples."""
    scorer = fitted.model.scorer(np.array(names, dtype=object), (1.0, 0.0), fitted.thresholds)
    return np.array([judged(scorer, one.normalised) for one in examples])


def plain(learnt: Sequence[Example], judged: Sequence[Example]) -> Floats:
    """The probabilities of the yardstick, which no rule helps."""
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=10))
    pipeline.fit([_written(one) for one in learnt], [one.label == "spam" for one in learnt])
    result: Floats = pipeline.predict_proba([_written(one) for one in judged])[:, 1]
    return result


def _written(one: Example) -> str:
    """As it stands in the file, less what gives the label away."""
    return one.original.replace("\ufeff", "")
