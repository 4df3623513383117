"""A version takes over if it is better, and not by luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.learning.fitting import Decided
from services.comments.learning.gate import FEWEST, Beside, Comparison, Verdict, compare, loss, promotable
from services.comments.learning.labels import Label
from services.comments.learning.refit import Rows
from services.comments.model import State
from tests.support.comments import NOW

BETTER = Comparison(100, 0.2, 0.1, 0.3)
SAME = Comparison(100, 0.0, -0.005, 0.005)
NONE = Comparison(0, 0.0, 0.0, 0.0)
WATCHED = Beside(200, 4)


@pytest.mark.parametrize(
    ("verdict", "failings"),
    [
        (Verdict(BETTER, SAME, 0.0), ()),
        (Verdict(Comparison(FEWEST - 1, 0.2, 0.1, 0.3), SAME, 0.0), ("too-few-decisions",)),
        (Verdict(Comparison(100, 0.2, -0.1, 0.5), SAME, 0.0), ("not-better-on-decisions",)),
        (Verdict(BETTER, Comparison(100, -0.1, -0.2, 0.0), 0.0), ("worse-on-test-set",)),
        (Verdict(BETTER, SAME, 0.01), ("blocks-legitimate-texts",)),
        (Verdict(BETTER, SAME, 0.0, (BETTER, Comparison(FEWEST, -0.1, -0.3, 0.1))), ("worse-for-an-account",)),
        (Verdict(BETTER, SAME, 0.0, (BETTER, Comparison(FEWEST - 1, -0.1, -0.3, 0.1))), ()),
        (Verdict(NONE, NONE, 0.0), ("too-few-decisions", "not-better-on-decisions")),
    ],
)
def test_what_stands_against_a_version_is_named(verdict: Verdict, failings: tuple[str, ...]) -> None:
    assert (verdict.failings, verdict.passed) == (failings, not failings)


@pytest.mark.parametrize(
    ("beside", "since", "promoted"),
    [
        (WATCHED, NONE, True),
        (WATCHED, BETTER, True),
        (WATCHED, Comparison(50, -0.01, -0.1, 0.1), False),
        (WATCHED, Comparison(FEWEST - 1, -0.5, -0.9, -0.1), True),
        (Beside(99, 0), NONE, False),
        (Beside(200, 30), NONE, False),
    ],
)
def test_it_has_to_be_watched_and_borne_out_before_it_serves(
    beside: Beside, since: Comparison, *, promoted: bool
) -> None:
    for one_or_more in ([since], [BETTER, since]):
        assert promotable(Verdict(BETTER, SAME, 0.0), beside, one_or_more) is promoted
    assert not promotable(Verdict(SAME, SAME, 0.0), beside, [since])


def test_recent_decisions_are_compared_account_by_account_and_those_of_few_together() -> None:
    """However many one account makes, it does not outvote twenty of others; what nobody believes has no say."""
    by = {"ก": 300, "ข": FEWEST, "ค": 12, "ง": 11, "จ": 40}
    who = [name for name, times in by.items() for _ in range(times)]
    said = [Label(f"{n}", "ข้อความ", True, name, NOW, "v", State.HELD) for n, name in enumerate(who)]
    weights = np.array([0.0 if name == "จ" else 0.5 for name in who])
    rows = Rows(np.zeros((len(who), 1)), np.ones(len(who), dtype=bool), np.zeros(len(who)), weights)
    found = Decided.of(rows, said)
    assert (found.together.weights > 0).sum() == 300 + FEWEST + 12 + 11
    assert [int((one.weights > 0).sum()) for one in found.apart] == [300, FEWEST, 12 + 11]


def test_a_loss_is_least_where_the_truth_was_known() -> None:
    assert loss(0.99, spam=True) < loss(0.6, spam=True) < loss(None, spam=True) < loss(0.1, spam=True)
    assert loss(0.0, spam=True) == pytest.approx(loss(1.0, spam=False))
    assert loss(0.0, spam=True) < 7


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 7)] * 2, st.floats(0.1, 1)), min_size=1, max_size=40))
def test_the_gain_lies_in_its_interval_and_turns_with_the_sides(rows: list[tuple[float, float, float]]) -> None:
    old, new, weights = (list(column) for column in zip(*rows, strict=True))
    there, back = compare(old, new, weights), compare(new, old, weights)
    assert there.low - 1e-9 <= there.gain <= there.high + 1e-9 or len(rows) < FEWEST
    assert there.gain == pytest.approx(-back.gain)
    assert compare(old, new, weights) == there


def test_what_weighs_nothing_says_nothing() -> None:
    assert compare([1.0, 5.0], [0.5, 9.0], [1.0, 0.0]) == compare([1.0], [0.5])
    assert compare([1.0], [0.5], [0.0]) == NONE
