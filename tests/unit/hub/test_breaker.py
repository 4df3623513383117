"""The table of the circuit breaker, and what must hold whatever happens to one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.breaker import (
    CLOSED,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    NEXT,
    STRAWS,
    Breaker,
    Event,
    State,
    asked,
    pause,
    told,
)

T0 = datetime(2026, 9, 26, 2, 0, tzinfo=UTC)
PROBE = timedelta(seconds=30)
OPEN = Breaker(State.OPEN, STRAWS, T0 + FIRST_PAUSE, 1)
HALF_OPEN = Breaker(State.HALF_OPEN, STRAWS, T0 + PROBE, 1)


def after(*successes: bool, start: Breaker = CLOSED) -> Breaker:
    breaker = start
    for success in successes:
        breaker = told(breaker, T0, 0.0, success=success)
    return breaker


def test_it_opens_with_the_last_straw() -> None:
    assert after(*[False] * (STRAWS - 1)) == Breaker(failures=STRAWS - 1)
    assert after(*[False] * STRAWS) == OPEN


def test_a_success_between_makes_failures_forgotten() -> None:
    assert after(*[False] * (STRAWS - 1), True) == CLOSED
    assert after(*[False] * (STRAWS - 1), True, False) == Breaker(failures=1)


def test_a_closed_one_lets_everything_out_and_remembers_nothing() -> None:
    assert asked(CLOSED, T0, PROBE) == CLOSED
    assert asked(Breaker(failures=2), T0, PROBE) == Breaker(failures=2)


def test_an_open_one_lets_one_probe_out_after_its_pause() -> None:
    assert asked(OPEN, T0 + FIRST_PAUSE - timedelta(milliseconds=1), PROBE) is None
    probing = asked(OPEN, T0 + FIRST_PAUSE, PROBE)
    assert probing == Breaker(State.HALF_OPEN, STRAWS, T0 + FIRST_PAUSE + PROBE, 1)
    assert asked(probing, T0 + FIRST_PAUSE, PROBE) is None


def test_a_probe_that_was_lost_is_followed_by_another() -> None:
    assert asked(HALF_OPEN, T0 + PROBE, PROBE) == Breaker(State.HALF_OPEN, STRAWS, T0 + 2 * PROBE, 1)


def test_a_probe_decides() -> None:
    assert after(True, start=HALF_OPEN) == CLOSED
    assert after(False, start=HALF_OPEN) == Breaker(State.OPEN, STRAWS + 1, T0 + 2 * FIRST_PAUSE, 2)


def test_stragglers_of_an_open_one() -> None:
    assert after(False, start=OPEN) == OPEN, "a failure from before it opened says nothing new"
    assert after(True, start=OPEN) == CLOSED


@pytest.mark.parametrize(("openings", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1000, 60)])
def test_pauses_grow_to_an_hour(openings: int, minutes: int) -> None:
    assert pause(openings, 0.0) == timedelta(minutes=minutes)
    assert pause(openings, 0.5) == timedelta(minutes=minutes) * 1.25


def test_the_table_is_complete() -> None:
    missing = {(state, event) for state in State for event in Event} - set(NEXT)
    assert missing == {(State.CLOSED, Event.PAUSE_OVER)}, "a closed one has no pause"


STEP = st.tuples(st.sampled_from(["ask", "yes", "no"]), st.integers(0, 7200), st.floats(0, 0.999))
STEPS = st.lists(STEP, max_size=60)


@given(STEPS)
def test_whatever_happens_somebody_is_asked_within_the_longest_pause(steps: list[tuple[str, int, float]]) -> None:
    breaker, now = CLOSED, T0
    for what, seconds, jitter in steps:
        now += timedelta(seconds=seconds)
        if what == "ask":
            breaker = asked(breaker, now, PROBE) or breaker
        else:
            breaker = told(breaker, now, jitter, success=what == "yes")
        assert (breaker.until is None) is (breaker.state is State.CLOSED)
        assert asked(breaker, now + LONGEST_PAUSE * 1.5, PROBE) is not None
        if what == "yes":
            assert breaker == CLOSED
