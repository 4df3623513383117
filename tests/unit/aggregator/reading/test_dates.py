from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reading import dates
from services.aggregator.reading.dates import Flag, believe, parse
from shared.clock import BANGKOK

NINE = datetime(2022, 9, 26, 2, 0, tzinfo=UTC)
DAY = datetime(2022, 9, 25, 17, 0, tzinfo=UTC)
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-09-26T09:00:00+07:00", NINE),
        ("2565-09-26T09:00:00+07:00", NINE),
        ("2022-09-26 02:00:00Z", NINE),
        ("2022-09-26T02:00:00.123Z", NINE),
        ("Mon, 26 Sep 2022 09:00:00 +0700", NINE),
        ("Mon, 26 Sep 2565 09:00:00 +0700", NINE),
        ("Mon, 26 Sep 2565 09:00:00", NINE),
        ("26 Sep 22 02:00 GMT", NINE),
        ("Sun, 25 Sep 2022 21:00:00 EST", NINE),
        ("Mon Sep 26 02:00:00 2022", NINE),
        ("จ., 26 ก.ย. 2022 02:00:00 +0000", NINE),
        ("26 ก.ย. 2565 09:00 น.", NINE),
        ("26 ก.ย. 65 เวลา 09.00 น.", NINE),
        ("๒๖ กันยายน ๒๕๖๕", DAY),
        ("วันจันทร์ที่ 26 กันยายน พ.ศ. 2565", DAY),
        ("2567-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2022-09", datetime(2022, 9, 1, tzinfo=UTC)),
        ("26/9/2565", DAY),
        ("26/09/2565 09:00:00", NINE),
        ("26.09.65 - 09.00 น.", NINE),
        ("26-9-2565 เวลา 09:00", NINE),
        ("2565/09/26 | 09:00", NINE),
        ("2022/09/26 02:00", NINE),
        ("26/9/2022 02:00", NINE),
        ("9/26/2022 02:00", NINE),
        ("7/9/2022 2:00:00 AM", datetime(2022, 7, 9, 2, tzinfo=UTC)),
        ("7/9/2022 12:30 PM +0000", datetime(2022, 7, 9, 12, 30, tzinfo=UTC)),
        ("Mon, 26 Sep 2022 02:00 AM GMT", NINE),
        ("Mon, 26 Sep 65 09:00:00 +0700", NINE),
        ("Sat, 26 Sep 98 09:00:00", datetime(1998, 9, 26, 9, tzinfo=UTC)),
        ("26ก.ย.65", DAY),
        ("26กันยายน2565 - 09:00", NINE),
        ("2022-09-26 02:00:00 น.", NINE),
        ("Sun, 25 Sep 2022 24:00:00 +0700", DAY),
        ("1664157600", NINE),
        ("1664157600000", NINE),
    ],
)
def test_what_people_write(text: str, moment: datetime) -> None:
    assert parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "1970-01-01T00:00:00Z",
        "2022-13-01",
        "99 Sep 2022",
        "26 Foo 2022",
        "9999-99-99T99:99:99Z",
        "0" * 10_000,
        "2022-09-26T09:00:00+99:99",
        "13/13/2022",
        "31/2/2022",
        "26/9-2022",
        "2022-09-26 24:01",
        "2022-09-26 13:00 PM",
        "2022-09-26 00:00 AM",
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert parse(text) is None


def test_a_missing_zone_is_the_sources() -> None:
    assert parse("2022-09-26 09:00:00", BANGKOK) == NINE


def test_the_future_is_not_believed() -> None:
    dated = believe("2099-01-01T00:00:00Z", "", NOW)
    assert dated == (NOW, None, (Flag.FUTURE_DATE,))
    soon = (NOW + timedelta(minutes=5)).isoformat()
    assert believe(soon, "", NOW).flags == ()


def test_no_date_is_flagged() -> None:
    assert believe("", "nonsense", NOW) == (None, None, (Flag.NO_DATE,))


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001 - the zones are added below
    st.sampled_from(["Z", "+07:00", "-12:30", "+14:59", "-00:00"]),
    st.sampled_from(["GMT", "Z", "UTC", "+0700", "-0330", "-0000"]),
    st.sampled_from(["", ".5", ".123456"]),
)
def test_canonical_dates_are_read_as_all_others_are(at: datetime, zone: str, name: str, fraction: str) -> None:
    for text in (
        f"{at:%Y-%m-%dT%H:%M:%S}{fraction}{zone}",
        f"{at.day} {at:%b %Y %H:%M:%S} {name}",
        f"{at:%a, %d %b %Y %H:%M:%S} {name}",
    ):
        assert dates._CANONICAL.match(text)
        assert parse(text) == parse(f"{text} "), "a blank at the end is enough to go the long way"
        assert dates.is_readable(text) == (parse(text) is not None)
