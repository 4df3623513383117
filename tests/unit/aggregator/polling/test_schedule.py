from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import Source
from services.aggregator.polling.exchange import Outcome, Verdict
from services.aggregator.polling.schedule import Manners, next_poll

NOW = datetime(2026, 1, 5, tzinfo=UTC)
MANNERS = Manners(timedelta(seconds=300))
SOURCE = Source(id="a", url="http://a.example/", created=NOW, next_poll=NOW)
CHANGED = Outcome(Verdict.CHANGED)


def wait(source: Source = SOURCE, outcome: Outcome = CHANGED, jitter: float = 0.0, *, pushed: bool = False) -> float:
    due = next_poll(source, outcome, NOW, jitter, MANNERS, pushed=pushed)
    assert due is not None
    return (due - NOW).total_seconds()


def failed(retry_after: float | None = None) -> Outcome:
    return Outcome(Verdict.FAILED, retry_after=timedelta(seconds=retry_after) if retry_after else None)


def test_the_floor_holds_unless_the_source_asks_for_more() -> None:
    assert wait() == 300
    assert wait(outcome=Outcome(Verdict.UNCHANGED, fresh_for=timedelta(seconds=10))) == 300
    assert wait(outcome=Outcome(Verdict.UNCHANGED, fresh_for=timedelta(hours=2))) == 7200
    assert wait(replace(SOURCE, ttl=3600)) == 3600
    assert wait(outcome=Outcome(Verdict.CHANGED, fresh_for=timedelta(days=20))) == 86400


def test_failures_back_off_and_never_stop() -> None:
    waits = [wait(replace(SOURCE, failures=count), failed()) for count in range(1, 100)]
    assert waits[:3] == [300, 600, 1200]
    assert waits == sorted(waits)
    assert waits[-1] == 86400


def test_retry_after_is_kept_even_beyond_a_day() -> None:
    assert wait(outcome=failed(7200)) == 7200
    assert wait(outcome=failed(14 * 86400)) == 14 * 86400


def test_gone_stops() -> None:
    assert next_poll(SOURCE, Outcome(Verdict.GONE), NOW, 0.5, MANNERS) is None


def test_while_pushed_polling_is_the_net() -> None:
    assert wait(pushed=True) == 3600
    assert wait(outcome=Outcome(Verdict.CHANGED, fresh_for=timedelta(days=1)), pushed=True) == 3600


@given(
    st.sampled_from([Verdict.CHANGED, Verdict.UNCHANGED, Verdict.FAILED]), st.floats(0, 0.999), st.integers(0, 10_000)
)
def test_never_sooner_than_the_floor_nor_later_than_a_day_and_a_half(
    verdict: Verdict, jitter: float, failures: int
) -> None:
    assert 300 <= wait(replace(SOURCE, failures=failures), Outcome(verdict), jitter) <= 1.5 * 86400
