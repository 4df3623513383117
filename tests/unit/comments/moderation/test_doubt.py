"""Which comments are in doubt, who gets a place among them, and in which order they are asked about."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.model import Comment, Judgement, Standing, State
from services.comments.moderation.doubt import (
    LEAST,
    MOST_SCORED,
    Place,
    candidates,
    likeness_of,
    margin,
    place_of,
    turn_of,
)
from services.comments.spam.bundle import shipped
from shared.http.paging import read_cursor, write_cursor
from tests.support.comments import a_comment


def judged(probability: float | None, number: int = 1, state: State = State.PUBLISHED) -> Comment:
    return a_comment(number, state=state, judgement=Judgement(probability, 0.0, (), "m1"))


@pytest.mark.parametrize(
    ("probability", "state", "asked"),
    [
        (0.4, State.PUBLISHED, True),
        (LEAST, State.PUBLISHED, True),
        (0.98, State.PUBLISHED, True),
        (0.05, State.PUBLISHED, False),
        (None, State.PUBLISHED, False),
        (0.4, State.HELD, False),
        (0.4, State.WITHDRAWN, False),
    ],
)
def test_what_is_public_and_was_not_plain_is_asked_about(
    probability: float | None, state: State, *, asked: bool
) -> None:
    assert (place_of(judged(probability, state=state)) is not None) is asked


def test_in_doubt_is_what_is_no_surer_to_be_legitimate_than_a_held_one_to_be_spam() -> None:
    assert 0.5 < LEAST / (1 - shipped().thresholds.hold) < 2


def test_even_odds_are_the_greatest_doubt() -> None:
    assert margin(0.5) == 0
    assert margin(0.4) == pytest.approx(margin(0.6))
    assert margin(0.9) < margin(0.01) < margin(1e-9) < margin(None) == margin(1.0) == margin(0.0)


def test_those_that_say_the_same_are_alike() -> None:
    one, other = a_comment(1, text="ราคา  100 บาท"), a_comment(2, text="ราคา 200 บาท")
    assert likeness_of(one) == likeness_of(other) != likeness_of(a_comment(3, text="อื่น"))
    assert likeness_of(replace(one, campaign="c1")) == likeness_of(a_comment(4, campaign="c1")) == "c1"
    assert likeness_of(a_comment(5, text="\ud800"))


def test_each_likeness_is_a_candidate_once_and_none_that_is_settled() -> None:
    places = [
        Place("a", 2.0, "s", "x"),
        Place("b", 1.0, "s", "x"),
        Place("c", 0.1, "s", "y"),
        Place("d", 1.5, "s", "z"),
    ]
    assert candidates(places, frozenset({"y"})) == ["b", "d"]
    many = [Place(f"c{n}", n, "s", f"l{n}") for n in range(MOST_SCORED + 1)]
    assert candidates(reversed(many), frozenset()) == [f"c{n}" for n in range(MOST_SCORED)]


@given(st.floats(0, 1) | st.none(), st.floats(0, 1) | st.none())
def test_turns_sort_as_doubts_do_and_are_cursors(one: float | None, other: float | None) -> None:
    first, second = turn_of(judged(one, 1)), turn_of(judged(other, 2))
    if abs(margin(one) - margin(other)) > 0.001:
        assert (first < second) is (margin(one) < margin(other))
    assert read_cursor(write_cursor(first)) == first


def test_who_has_been_approved_keeps_its_likeness() -> None:
    reviewed = replace(judged(0.4), standing=Standing(State.PUBLISHED, reviewed=True))
    place = place_of(reviewed)
    assert place is not None
    assert place.likeness == likeness_of(reviewed)
