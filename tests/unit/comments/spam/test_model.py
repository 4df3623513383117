import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam.model import Outcome, Thresholds, probability_of


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (0.0, Outcome.PUBLISH),
        (0.59, Outcome.PUBLISH),
        (0.6, Outcome.HOLD),
        (0.9, Outcome.REJECT),
        (1.0, Outcome.REJECT),
    ],
)
def test_thresholds_belong_to_the_stricter_side(probability: float, outcome: Outcome) -> None:
    assert Thresholds(hold=0.6, reject=0.9).outcome(probability) is outcome


@pytest.mark.parametrize(("hold", "reject"), [(0.0, 0.5), (0.9, 0.6), (0.5, 1.1), (math.nan, 0.9)])
def test_thresholds_out_of_order_are_refused(hold: float, reject: float) -> None:
    with pytest.raises(ValueError, match="out of order"):
        Thresholds(hold=hold, reject=reject)


@given(st.floats(allow_nan=False))
def test_a_probability_is_one_for_any_score(score: float) -> None:
    assert 0 <= probability_of(score) <= 1


@given(st.floats(-30, 30), st.floats(0, 5))
def test_probability_rises_with_the_score(score: float, more: float) -> None:
    assert probability_of(score) <= probability_of(score + more)


def test_log_odds_of_nought_is_even() -> None:
    assert probability_of(0.0) == 0.5
