"""The scikit-learn pipeline, and the scorer that applies it to one text.

Hashed character n-grams → l2 → one linear model whose decision function is calibrated log-odds. The scorer
walks the same weights n-gram by n-gram, so that each contribution can be shown; it equals
``pipeline.decision_function`` (tested to 1e-9).
"""

import math
from array import array
from collections import Counter
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils import murmurhash3_32

from services.comments.spam.model import Part, Thresholds
from services.comments.spam.tokens import readable

FEATURES = 2**18
NGRAMS = (1, 4)
SHOWN_TERMS = 12
_REGULARISATION = 20.0  # inverse strength; leave-one-corpus-out is flat between 5 and 50


def new_vectorizer() -> HashingVectorizer:
    """Stateless: texts are normalised before, nothing is learnt or stored."""
    return HashingVectorizer(
        analyzer="char",
        ngram_range=NGRAMS,
        n_features=FEATURES,
        alternate_sign=False,
        norm="l2",
        lowercase=False,
    )


def new_classifier(seed: int) -> LogisticRegression:
    return LogisticRegression(C=_REGULARISATION, solver="liblinear", random_state=seed, max_iter=200)


def calibrated(classifier: LogisticRegression, slope: float, intercept: float) -> LogisticRegression:
    """Fold ``slope * score + intercept`` into the weights (in place), which become 32-bit: 1 MB, not 2."""
    classifier.coef_ = (classifier.coef_ * slope).astype(np.float32)
    classifier.intercept_ = classifier.intercept_ * slope + intercept
    return classifier


def as_pipeline(classifier: LogisticRegression) -> Pipeline:
    return Pipeline([("vectorizer", new_vectorizer()), ("classifier", classifier)])


def is_ours(candidate: Any) -> bool:
    """Whether a loaded object has exactly the steps, settings and shape that the scorer relies on."""
    if type(candidate) is not Pipeline or [name for name, _ in candidate.steps] != ["vectorizer", "classifier"]:
        return False
    vectorizer, classifier = (step for _, step in candidate.steps)
    return (
        type(vectorizer) is HashingVectorizer
        and vectorizer.get_params() == new_vectorizer().get_params()
        and type(classifier) is LogisticRegression
        and np.shape(getattr(classifier, "coef_", ())) == (1, FEATURES)
        and np.shape(getattr(classifier, "intercept_", ())) == (1,)
        and bool(np.isfinite(classifier.coef_).all())
    )


class LinearScorer:
    """A calibrated pipeline ready to score single texts; thread-safe, immutable after construction."""

    def __init__(self, pipeline: Pipeline, thresholds: Thresholds, version: str) -> None:
        vectorizer, classifier = pipeline.named_steps["vectorizer"], pipeline.named_steps["classifier"]
        self.thresholds = thresholds
        self.version = version
        self._analyse: Any = vectorizer.build_analyzer()
        self._features = int(vectorizer.n_features)
        self._weights = array("d", classifier.coef_[0].astype(np.float64).tobytes())  # yields plain floats
        self._bias = float(classifier.intercept_[0])

    def parts(self, normalised: str) -> tuple[Part, ...]:
        """The bias, the heaviest n-grams, and the sum of the others; their total is the text's log-odds."""
        terms = self._terms(normalised)
        terms.sort(key=lambda term: (-abs(term[1]), term[0]))
        shown = (Part("term", readable(gram), weight) for gram, weight in terms[:SHOWN_TERMS])
        rest = math.fsum(weight for _, weight in terms[SHOWN_TERMS:])
        return (Part("bias", "bias", self._bias), *shown, Part("terms", "other-terms", rest))

    def _terms(self, normalised: str) -> list[tuple[str, float]]:
        counts = Counter(self._analyse(normalised))
        columns = {gram: abs(murmurhash3_32(gram, seed=0)) % self._features for gram in counts}
        per_column: Counter[int] = Counter()
        for gram, count in counts.items():
            per_column[columns[gram]] += count  # n-grams that share a column count as one in the norm
        norm = math.sqrt(sum(count * count for count in per_column.values()))
        return [(gram, count / norm * self._weights[columns[gram]]) for gram, count in counts.items()]
