"""The version in shadow gives exactly what it would give if it served, for a fraction of the work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.learning.shadow import beside
from services.comments.spam.decide import Decider
from services.comments.spam.features import features
from services.comments.spam.model import Context, Thresholds
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer, Weights

TEXT = "เว็บตรง ฝากถอนไว @slot88 แอดไลน์ https://a.example"
NAMES = features(normalise(TEXT).text)
OLD = LinearScorer(Weights({name: n % 7 - 3.0 for n, name in enumerate(NAMES)}, -1.0), Thresholds(0.6, 0.9), "old")
NEW = LinearScorer(Weights({name: n % 5 - 2.0 for n, name in enumerate(NAMES)}, 0.5), Thresholds(0.5, 0.95), "new")


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TEXT.split(" "))).map(" ".join)), st.booleans())
def test_it_decides_as_it_would_if_it_served(text: str, has_form: bool) -> None:
    context = Context(has_form=has_form)
    shadow = beside(OLD, NEW)
    assert shadow is not None
    served = Decider(NEW).decide(text, context)
    decision = Decider(OLD).decide(text, context)
    assert served.probability is not None
    assert shadow.probability(text, decision) == pytest.approx(served.probability, abs=1e-9)
    assert abs(served.probability - 0.5) < 1e-9 or shadow.decide(text, decision) is served.outcome


def test_a_version_of_another_vocabulary_cannot_run_beside() -> None:
    assert beside(OLD, LinearScorer(Weights({"ก": 1.0}, 0.0), Thresholds(0.5, 0.9), "other")) is None
