"""The scikit-learn pipeline, and the scorer that applies it to one text.

Hashed character n-grams → l2 → one linear model whose decision function is calibrated log-odds. The scorer
walks the same weights n-gram by n-gram, so that each contribution can be shown; it equals
``pipeline.decision_function`` (tested to 1e-9).
"""

import math
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
NGRAMS = (1, 5)
SHOWN_TERMS = 12
_REGULARISATION = 20.0  # inverse strength; chosen by leave-one-corpus-out among 5, 20 and 80


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


class LinearScorer:
    """A calibrated pipeline ready to score single texts; thread-safe, immutable after construction."""

    def __init__(self, pipeline: Pipeline, thresholds: Thresholds, version: str) -> None:
        vectorizer, classifier = pipeline.named_steps["vectorizer"], pipeline.named_steps["classifier"]
        self.thresholds = thresholds
        self.version = version
        self._analyse: Any = vectorizer.build_analyzer()
        self._features = int(vectorizer.n_features)
        self._weights = memoryview(np.ascontiguousarray(classifier.coef_[0], dtype=np.float64))
        self._bias = float(classifier.intercept_[0])

    def parts(self, normalised: str) -> tuple[Part, ...]:
        """The bias, the heaviest n-grams, and the sum of the others; their total is the text's log-odds."""
        terms = self._terms(normalised)
        shown = sorted(terms, key=lambda term: (-abs(term.weight), term.name))[:SHOWN_TERMS]
        rest = math.fsum(term.weight for term in terms) - math.fsum(term.weight for term in shown)
        return (Part("bias", "bias", self._bias), *shown, Part("terms", "other-terms", rest))

    def _terms(self, normalised: str) -> list[Part]:
        counts = Counter(self._analyse(normalised))
        columns = {gram: abs(murmurhash3_32(gram, seed=0)) % self._features for gram in counts}
        per_column: Counter[int] = Counter()
        for gram, count in counts.items():
            per_column[columns[gram]] += count
        norm = math.sqrt(sum(count * count for count in per_column.values()))
        return [
            Part("term", readable(gram), count / norm * self._weights[columns[gram]])
            for gram, count in counts.items()
        ]
