from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import Hints, Pace, Why
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.schedule import Terms, next_poll

NOW = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)  # a Monday
TERMS = Terms(timedelta(seconds=300))
PUSHED = Terms(timedelta(seconds=300), pushed=True)
HOUR, DAY = 3600, 86400
UNCHANGED = Outcome(Verdict.UNCHANGED)


def pace(rhythm: int | None = None, silence: int = 0, failures: int = 0, hints: Hints | None = None) -> Pace:
    return Pace(
        next_poll=NOW,
        rhythm=rhythm,
        latest=NOW - timedelta(seconds=silence),
        failures=failures,
        hints=hints or Hints(),
    )


def planned(known: Pace, outcome: Outcome = UNCHANGED, terms: Terms = TERMS, jitter: float = 0.0) -> tuple[float, Why]:
    due, why = next_poll(known, outcome, NOW, jitter, terms)
    assert due is not None
    return (due - NOW).total_seconds(), why


def fresh(**span: float) -> Outcome:
    return Outcome(Verdict.UNCHANGED, fresh_for=timedelta(**span))


def failed(**span: float) -> Outcome:
    return Outcome(Verdict.FAILED, retry_after=timedelta(**span) if span else None)


@pytest.mark.parametrize(
    ("known", "seconds", "why"),
    [
        (pace(), HOUR, Why.RHYTHM),
        (pace(rhythm=600), 300, Why.FLOOR),
        (pace(rhythm=6 * HOUR), HOUR, Why.RHYTHM),
        (pace(rhythm=30 * DAY), DAY, Why.CEILING),
        (pace(rhythm=HOUR, silence=3 * DAY), 4 * HOUR, Why.RHYTHM),
        (pace(silence=3 * DAY), 4 * HOUR, Why.RHYTHM),
    ],
)
def test_the_interval_follows_how_often_news_come(known: Pace, seconds: float, why: Why) -> None:
    assert planned(known) == (seconds, why)


@pytest.mark.parametrize(
    ("known", "outcome", "seconds", "why"),
    [
        (pace(rhythm=600), fresh(seconds=10), 300, Why.FLOOR),
        (pace(rhythm=600), fresh(hours=2), 2 * HOUR, Why.FRESH),
        (pace(rhythm=600, hints=Hints(ttl=HOUR)), UNCHANGED, HOUR, Why.TTL),
        (pace(rhythm=600, hints=Hints(ttl=HOUR)), fresh(hours=2), 2 * HOUR, Why.FRESH),
        (pace(rhythm=600), fresh(days=20), DAY, Why.CEILING),
        (pace(rhythm=600, hints=Hints(hours=(2, 3))), UNCHANGED, 1.5 * HOUR, Why.REST),
        (pace(rhythm=600, hints=Hints(days=(0,))), UNCHANGED, 21.5 * HOUR, Why.REST),
        (pace(rhythm=600, hints=Hints(hours=tuple(range(24)))), UNCHANGED, 300, Why.FLOOR),
    ],
)
def test_what_the_source_asks_for_is_honoured(known: Pace, outcome: Outcome, seconds: float, why: Why) -> None:
    assert planned(known, outcome) == (seconds, why)


def test_a_floor_below_the_polite_one_is_the_interval() -> None:
    assert planned(pace(rhythm=30 * DAY), terms=Terms(timedelta(seconds=1))) == (1, Why.FLOOR)
    assert planned(pace(rhythm=600), terms=Terms(timedelta(days=2))) == (2 * DAY, Why.FLOOR)


def test_failures_back_off_and_never_stop() -> None:
    waits = [planned(pace(failures=count), failed())[0] for count in range(1, 100)]
    assert waits[:3] == [300, 600, 1200]
    assert waits == sorted(waits)
    assert waits[-1] == DAY


@pytest.mark.parametrize(
    ("outcome", "seconds", "why"),
    [
        (failed(hours=2), 2 * HOUR, Why.RETRY_AFTER),
        (failed(weeks=2), 14 * DAY, Why.RETRY_AFTER),
        (failed(seconds=1), 300, Why.BACKOFF),
        (Outcome(Verdict.FAILED, fresh_for=timedelta(hours=3)), 3 * HOUR, Why.FRESH),
        (Outcome(Verdict.FAILED, fresh_for=timedelta(days=300)), DAY, Why.FRESH),
    ],
)
def test_who_asks_to_be_left_alone_is(outcome: Outcome, seconds: float, why: Why) -> None:
    assert planned(pace(failures=1), outcome) == (seconds, why)


def test_gone_stops() -> None:
    assert next_poll(pace(), Outcome(Verdict.GONE), NOW, 0.5, TERMS) == (None, Why.GONE)


def test_while_pushed_polling_is_the_net() -> None:
    assert planned(pace(rhythm=2 * HOUR), terms=PUSHED) == (80 * 60, Why.PUSHED)
    assert planned(pace(rhythm=30 * DAY), terms=PUSHED) == (6 * HOUR, Why.PUSHED)
    assert planned(pace(rhythm=600), fresh(days=1), PUSHED) == (DAY, Why.CEILING)


def test_a_lease_is_renewed_in_time_but_not_before_the_floor() -> None:
    for ahead, seconds in ((1800, 1800), (10, 300)):
        terms = Terms(TERMS.floor, pushed=True, renew=NOW + timedelta(seconds=ahead))
        assert planned(pace(rhythm=30 * DAY), terms=terms) == (seconds, Why.RENEWAL)


@given(
    st.sampled_from([Verdict.CHANGED, Verdict.UNCHANGED, Verdict.FAILED]),
    st.floats(0, 0.999),
    st.integers(0, 10_000),
    st.one_of(st.none(), st.integers(0, 10**9)),
    st.integers(0, 10**9),
)
def test_never_sooner_than_the_floor_nor_later_than_a_day_and_a_half(
    verdict: Verdict, jitter: float, failures: int, rhythm: int | None, silence: int
) -> None:
    seconds, _ = planned(pace(rhythm, silence, failures), Outcome(verdict), jitter=jitter)
    assert 300 <= seconds <= 1.5 * DAY
