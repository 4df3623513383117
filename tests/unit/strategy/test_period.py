"""Thai fiscal years and quarters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.strategy.period import Period, parse_period, quarter_of, quarters_back, year_of
from shared.clock import BANGKOK
from shared.errors import InvalidInput


def test_a_year_begins_in_october_of_the_year_before() -> None:
    year = Period(2569)
    assert (year.start, year.end) == (
        datetime(2025, 10, 1, tzinfo=BANGKOK),
        datetime(2026, 10, 1, tzinfo=BANGKOK),
    )
    assert len(year.months) == 12
    assert datetime(2025, 9, 30, 16, 59, tzinfo=UTC) not in year
    assert datetime(2025, 9, 30, 17, 0, tzinfo=UTC) in year


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2569", Period(2569)),
        ("2569-Q1", Period(2569, 1)),
        ("2569q4", Period(2569, 4)),
        (" 2569/Q2 ", Period(2569, 2)),
        ("๒๕๖๙", Period(2569)),
    ],
)
def test_spellings(text: str, period: Period) -> None:
    assert parse_period(text) == period
    assert parse_period(str(period)) == period


@pytest.mark.parametrize("text", ["", "2026", "2569-Q5", "69", "2569-", "9999", "2569Q1Q2", "two"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_period(text)


@given(st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_every_moment_lies_in_one_quarter_of_its_year(moment: datetime) -> None:
    quarter = quarter_of(moment)
    assert moment in quarter
    assert moment in Period(year_of(moment))
    assert quarter.year == year_of(moment)
    assert quarter.before.end == quarter.start
    assert moment not in quarter.before
    assert Period(quarter.year).before.end == Period(quarter.year).start


def test_quarters_going_back() -> None:
    moment = Period(2569, 2).start + timedelta(days=3)
    assert [*map(str, quarters_back(moment, 3))] == ["2569-Q2", "2569-Q1", "2568-Q4"]
