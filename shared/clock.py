"""Time as Saket keeps it: aware UTC inside, milliseconds in the store, +07:00 towards machines (RFC 3339)."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Something that tells the time: an aware datetime in UTC. Pure code takes the time itself, never a clock."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
BANGKOK = timezone(timedelta(hours=7), "+07")
"""Thailand has kept +07:00 without daylight saving since 1920."""
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=BANGKOK)


def system_clock() -> datetime:
    """The real time, cut to the millisecond, which is what the store keeps."""
    return from_ms(time.time_ns() // 1_000_000)


def to_ms(moment: datetime) -> int:
    """Milliseconds since the epoch, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_ms(milliseconds: int) -> datetime:
    """The moment, aware, in UTC."""
    return _EPOCH + milliseconds * _MILLISECOND


def day_of(moment: datetime) -> date:
    """The day in Thailand."""
    return moment.astimezone(BANGKOK).date()


def rfc3339(moment: datetime) -> str:
    """RFC 3339 in +07:00, to the second: ``2022-09-26T09:00:00+07:00``. At the ends of the calendar, the nearest."""
    try:
        there = moment.astimezone(BANGKOK)
    except OverflowError:
        there = max(_FIRST, min(moment, _LAST)).astimezone(BANGKOK)
    return there.isoformat(timespec="seconds")


def rfc3339_or_none(moment: datetime | None) -> str | None:
    """`rfc3339` of a time that there may not be."""
    return None if moment is None else rfc3339(moment)
