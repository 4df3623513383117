import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam.keeping import load_pipeline
from services.comments.spam.model import Thresholds, total
from services.comments.spam.normalise import normalise
from services.comments.spam.pipeline import as_pipeline, calibrated, is_ours, new_classifier, vocabulary_of, weights_of
from services.comments.spam.scorer import SHOWN, LinearScorer
from tests.unit.comments.spam.samples import SHIPPED

PIPELINE = load_pipeline(SHIPPED)
SCORER = LinearScorer(weights_of(PIPELINE), Thresholds(hold=0.5, reject=0.9), "v")
TEXTS = st.text(st.sampled_from("สล็อตเว็บตรงเครดิตฟรี ขอบคุณครับ free credit 0123456789 .@!🎰\u200bа") | st.characters())


@given(TEXTS)
def test_the_scorer_says_what_scikit_learn_says(text: str) -> None:
    normal = normalise(text)
    expected = PIPELINE.decision_function([normal.text])[0]
    assert total(SCORER.parts(normal)) == pytest.approx(expected, abs=1e-9)


@given(TEXTS)
def test_parts_point_into_the_original(text: str) -> None:
    for part in SCORER.parts(normalise(text)):
        if part.kind == "term":
            assert part.start is not None
            assert part.end is not None
            assert 0 <= part.start < part.end <= len(text)


def test_a_part_shows_what_the_writer_wrote() -> None:
    text = "อ่านแล้วครับ   ส\u200bล็\u200bอ\u200bต เครดิตฟรี https://a.example"
    terms = [part for part in SCORER.parts(normalise(text)) if part.kind == "term"]
    heaviest = max(terms, key=lambda part: part.weight)
    assert heaviest.weight > 0
    assert text[heaviest.start : heaviest.end][:1] in "สเh"
    assert not any("\ue000" in part.name for part in terms)


def test_the_heaviest_stretches_are_shown() -> None:
    bias, *terms, rest = SCORER.parts(normalise("สล็อต เว็บตรง, " * 9 + "ถนน ครับ ฝน! น้ำ (a) งบ ดี ไป"))
    assert (bias.kind, rest.kind) == ("bias", "terms")
    assert len(terms) == SHOWN
    weights = [abs(term.weight) for term in terms]
    assert weights == sorted(weights, reverse=True)


def test_calibration_is_folded_into_the_weights() -> None:
    texts = ["สวัสดี", "free credit"]
    vocabulary = vocabulary_of(PIPELINE)
    classifier = new_classifier(seed=1, texts=2)
    classifier.coef_ = np.random.default_rng(7).normal(size=(1, len(vocabulary))).astype(np.float32)
    classifier.intercept_ = np.array([-0.25])
    classifier.classes_ = np.array([False, True])
    before = as_pipeline(vocabulary, classifier).decision_function(texts)
    after = as_pipeline(vocabulary, calibrated(classifier, 2.0, -1.0)).decision_function(texts)
    assert after == pytest.approx(2.0 * before - 1.0, abs=1e-5)


def test_only_our_classifier_is_ours() -> None:
    classifier = new_classifier(seed=1, texts=2)
    assert not is_ours(classifier, 3)  # never fitted
    classifier.fit([[0, 1, 0], [1, 0, 0]], [True, False])
    assert is_ours(classifier, 3)
    assert not is_ours(classifier, 4)
    classifier.coef_[0, 1] = np.nan
    assert not is_ours(classifier, 3)
    assert not is_ours("classifier", 3)
