"""The version in shadow gives exactly what it would give if it served, for a fraction of the work."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.learning.shadow import Shadow
from services.comments.spam.decide import Decider
from services.comments.spam.features import features
from services.comments.spam.model import Context, Thresholds
from services.comments.spam.normalise import normalise
from services.comments.spam.scorer import LinearScorer, Weights

TEXT = "เว็บตรง ฝากถอนไว @slot88 แอดไลน์ https://a.example"
NAMES = features(normalise(TEXT).text)


def _scorer(names: Sequence[str], modulus: int, bias: float, thresholds: Thresholds) -> LinearScorer:
    weights = [n % modulus - modulus // 2 for n in range(len(names))]
    return LinearScorer(Weights("\n".join(names), list(map(float, weights)), bias), thresholds, "v")


OLD = _scorer(NAMES, 7, -1.0, Thresholds(0.6, 0.9))
NEW = _scorer(NAMES[::2], 5, 0.5, Thresholds(0.5, 0.95))


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(TEXT.split(" "))).map(" ".join)), st.booleans())
def test_it_decides_as_it_would_if_it_served(text: str, has_form: bool) -> None:
    context = Context(has_form=has_form)
    shadow = Shadow(NEW)
    served = Decider(NEW).decide(text, context)
    decision = Decider(OLD).decide(text, context)
    assert served.probability is not None
    assert shadow.probability(text, decision) == pytest.approx(served.probability, abs=1e-9)
    assert abs(served.probability - 0.5) < 1e-9 or shadow.decide(text, decision) is served.outcome
