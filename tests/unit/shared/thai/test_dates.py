"""Dates as an office in Thailand writes them."""

from datetime import UTC, datetime

from shared.clock import rfc3339
from shared.thai.dates import english_moment, thai_date, thai_long_date, thai_moment

OPENING = datetime(2019, 9, 26, 2, 0, tzinfo=UTC)  # 09.00 in Bangkok
NEW_YEAR = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)  # already 2569 in Bangkok


def test_the_date_of_the_seed() -> None:
    assert thai_long_date(OPENING) == "วันพฤหัสบดีที่ 26 กันยายน พ.ศ. 2562"
    assert thai_moment(OPENING) == "26 กันยายน 2562 09.00 น."


def test_the_day_is_bangkoks() -> None:
    assert thai_date(NEW_YEAR) == "1 มกราคม 2569"
    assert english_moment(NEW_YEAR) == "1 January 2026, 00:30"


def test_machines_get_the_zone() -> None:
    assert rfc3339(OPENING) == "2019-09-26T09:00:00+07:00"
