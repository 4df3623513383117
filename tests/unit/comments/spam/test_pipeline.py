import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from services.comments.spam.model import Thresholds
from services.comments.spam.normalise import normalise
from services.comments.spam.pipeline import (
    FEATURES,
    SHOWN_TERMS,
    LinearScorer,
    as_pipeline,
    calibrated,
    is_ours,
    new_classifier,
    new_vectorizer,
)


def some_classifier() -> LogisticRegression:
    classifier = new_classifier(seed=1)
    classifier.coef_ = np.random.default_rng(7).normal(size=(1, FEATURES)).astype(np.float32)
    classifier.intercept_ = np.array([-0.25])
    classifier.classes_ = np.array([False, True])
    return classifier


PIPELINE = as_pipeline(some_classifier())
SCORER = LinearScorer(PIPELINE, Thresholds(hold=0.5, reject=0.9), "v")


@given(st.text(max_size=200))
def test_parts_add_up_to_what_scikit_learn_says(text: str) -> None:
    normal = normalise(text).text
    score = math.fsum(part.weight for part in SCORER.parts(normal))
    assert score == pytest.approx(PIPELINE.decision_function([normal])[0], abs=1e-9)


def test_the_heaviest_terms_are_shown() -> None:
    bias, *terms, rest = SCORER.parts(normalise("สล็อตเว็บตรง https://a.example").text)
    assert (bias.kind, rest.kind) == ("bias", "terms")
    assert len(terms) == SHOWN_TERMS
    weights = [abs(term.weight) for term in terms]
    assert weights == sorted(weights, reverse=True)
    assert not any("\ue000" in term.name for term in terms)


def test_calibration_is_folded_into_the_weights() -> None:
    texts = ["สวัสดี", "free credit"]
    before = PIPELINE.decision_function(texts)
    after = as_pipeline(calibrated(some_classifier(), 2.0, -1.0)).decision_function(texts)
    assert after == pytest.approx(2.0 * before - 1.0, abs=1e-5)


def test_only_our_pipeline_is_ours() -> None:
    assert is_ours(PIPELINE)
    assert not is_ours(some_classifier())
    assert not is_ours(Pipeline([("classifier", some_classifier())]))
    assert not is_ours(as_pipeline(new_classifier(seed=1)))  # never fitted
    other = Pipeline([("vectorizer", new_vectorizer().set_params(lowercase=True)), ("classifier", some_classifier())])
    assert not is_ours(other)
    broken = some_classifier()
    broken.coef_[0, 3] = np.nan
    assert not is_ours(as_pipeline(broken))
