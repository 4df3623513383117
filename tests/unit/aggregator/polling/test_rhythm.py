from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.polling.rhythm import expected, learnt

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_first_fetch_tells_the_rhythm_by_its_dates() -> None:
    assert learnt(None, None, [NOW - DAY * days for days in (0, 1, 2, 3)]) == 86400


def test_what_appears_together_is_one_event() -> None:
    morning = [NOW + timedelta(minutes=minute) for minute in range(10)]
    assert learnt(None, None, morning) is None
    assert learnt(None, NOW - DAY, morning) == 86400


def test_a_new_pace_is_learnt_in_a_few_steps() -> None:
    rhythm, latest = 86400, NOW
    for number in range(1, 12):
        moment = NOW + HOUR * number
        rhythm, latest = learnt(rhythm, latest, [moment]) or 0, moment
    assert 3600 <= rhythm < 2 * 3600


def test_backdated_entries_teach_nothing() -> None:
    assert learnt(86400, NOW, [NOW - 30 * DAY]) == 86400


@pytest.mark.parametrize(
    ("rhythm", "silent", "gap"), [(86400, DAY, DAY), (86400, 30 * DAY, 10 * DAY), (None, 3 * HOUR, HOUR)]
)
def test_a_long_silence_counts(rhythm: int | None, silent: timedelta, gap: timedelta) -> None:
    assert expected(rhythm, NOW - silent, NOW) == gap
    assert expected(None, None, NOW) == timedelta()
    assert expected(None, NOW + DAY, NOW) == timedelta()
