from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import from_ms, rfc3339, to_ms

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2022, 9, 26, 2, 0, tzinfo=UTC), "2022-09-26T09:00:00+07:00"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59:59+07:00"),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), "9999-12-31T23:59:59+07:00"),
        (datetime.min.replace(tzinfo=UTC), "0001-01-01T07:00:00+07:00"),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), "0001-01-01T07:00:00+07:00"),
    ],
)
def test_times_in_thailand(moment: datetime, shown: str) -> None:
    assert rfc3339(moment) == shown


@given(st.datetimes(timezones=ZONES))
def test_every_time_there_is_can_be_shown(moment: datetime) -> None:
    assert datetime.fromisoformat(rfc3339(moment)).utcoffset() == timedelta(hours=7)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_milliseconds_come_back(moment: datetime) -> None:
    assert moment - from_ms(to_ms(moment)) < timedelta(milliseconds=1)
