"""The scikit-learn pipeline that is trained, and what the compact scorer takes from it.

Which features occur → l2 → one linear model whose decision function is calibrated log-odds. The vocabulary and the
weights are all there is to it: `weights_of` reads them out, `as_pipeline` puts them back.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import Normalizer

from services.comments.spam.features import features
from services.comments.spam.scorer import Weights

RAREST = 3  # texts that a feature must occur in
_REGULARISATION = 5.0  # inverse strength; with more, the seed is learnt by heart
_ENOUGH = 1_250  # texts; fewer allow less


def new_vectorizer(vocabulary: Sequence[str] | None = None) -> CountVectorizer:
    """Learns its vocabulary, unless one is given. Texts are normalised before."""
    if vocabulary is None:
        return CountVectorizer(analyzer=features, binary=True, min_df=RAREST, dtype=np.float64)
    return CountVectorizer(analyzer=features, binary=True, vocabulary=list(vocabulary), dtype=np.float64)


def new_classifier(seed: int, texts: int) -> LogisticRegression:
    """To be fitted on so many texts."""
    allowed = _REGULARISATION * min(1.0, texts / _ENOUGH)
    return LogisticRegression(C=allowed, solver="liblinear", random_state=seed, max_iter=200)


def calibrated(classifier: LogisticRegression, slope: float, intercept: float) -> LogisticRegression:
    """Fold ``slope * score + intercept`` into the weights (in place), which become 32-bit: half the size."""
    classifier.coef_ = (classifier.coef_ * slope).astype(np.float32)
    classifier.intercept_ = classifier.intercept_ * slope + intercept
    return classifier


def as_pipeline(vocabulary: Sequence[str], classifier: LogisticRegression) -> Pipeline:
    """What scikit-learn applies to normal texts."""
    steps = [("vectorizer", new_vectorizer(vocabulary)), ("unit", Normalizer()), ("classifier", classifier)]
    return Pipeline(steps)


def vocabulary_of(pipeline: Pipeline) -> list[str]:
    """The features in the order of their columns."""
    return [str(name) for name in pipeline.named_steps["vectorizer"].vocabulary]


def weights_of(pipeline: Pipeline) -> Weights:
    """The same model for the compact scorer."""
    classifier = pipeline.named_steps["classifier"]
    return Weights("\n".join(vocabulary_of(pipeline)), classifier.coef_[0].tolist(), float(classifier.intercept_[0]))


def is_ours(candidate: Any, size: int) -> bool:
    """Whether a loaded object is the classifier of a vocabulary of ``size`` features."""
    return (
        type(candidate) is LogisticRegression
        and np.shape(getattr(candidate, "coef_", ())) == (1, size)
        and np.shape(getattr(candidate, "intercept_", ())) == (1,)
        and bool(np.isfinite(candidate.coef_).all())
    )
