import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.spam.figures import (
    Bin,
    Budget,
    calibration_error,
    judge,
    precision_by_recall,
    reliability,
    solve,
)
from services.comments.spam.model import Thresholds

SPAM = np.array([True, True, True, False, False, False, False])
PROBABILITIES = np.array([0.99, 0.7, 0.1, 0.95, 0.6, 0.2, 0.0])
PROBABILITY = st.floats(0, 1)


def test_figures_by_hand() -> None:
    figures = judge(SPAM, PROBABILITIES, Thresholds(hold=0.6, reject=0.9))
    assert (figures.ham, figures.spam) == (4, 3)
    assert figures.precision == pytest.approx(2 / 4)
    assert figures.recall == pytest.approx(2 / 3)
    assert figures.f1 == pytest.approx(4 / 7)
    assert figures.rejected_spam == pytest.approx(1 / 3)
    assert figures.blocked_ham == pytest.approx(2 / 4)
    assert figures.rejected_ham == pytest.approx(1 / 4)


def test_what_cannot_be_divided_is_none() -> None:
    figures = judge(np.array([False]), np.array([0.1]), Thresholds(hold=0.6, reject=0.9))
    assert (figures.precision, figures.recall, figures.f1, figures.rejected_spam) == (None, None, None, None)


@given(st.lists(PROBABILITY, min_size=1, max_size=300), st.floats(0, 0.2), st.floats(0, 0.02))
def test_solved_thresholds_keep_the_budget(ham: list[float], hold: float, reject: float) -> None:
    found = np.minimum(np.array(ham), 0.999)
    thresholds = solve(found, Budget(hold=hold, reject=reject))
    assert (found >= thresholds.hold).mean() <= hold
    assert (found >= thresholds.reject).mean() <= reject
    assert 0.5 <= thresholds.hold <= thresholds.reject
    assert thresholds.reject >= 0.9


def test_thresholds_are_the_lowest_that_do() -> None:
    ham = np.linspace(0, 0.99, 100)
    thresholds = solve(ham, Budget(hold=0.1, reject=0.02))
    assert (ham >= thresholds.hold).sum() == 10
    assert (ham >= thresholds.reject).sum() == 2


def test_perfect_and_bad_calibration() -> None:
    sure = np.array([1.0, 1.0, 0.0, 0.0])
    assert calibration_error(reliability(np.array([True, True, False, False]), sure)) == 0
    assert calibration_error(reliability(np.array([False, False, True, True]), sure)) == 1


def test_weights_count_in_the_reliability() -> None:
    bins = reliability(np.array([True, False]), np.array([0.5, 0.5]), np.array([3.0, 1.0]))
    assert bins == (Bin(predicted=0.5, observed=0.75, share=1.0),)


def test_the_curve_ends_where_all_is_found() -> None:
    curve = precision_by_recall(SPAM, PROBABILITIES)
    assert curve[0] == pytest.approx((1 / 3, 1.0))
    assert curve[-1] == pytest.approx((1.0, 3 / 7))
