"""Instants as feeds write them: Bangkok time to the second, whatever zone they came in.

Every function takes an aware datetime and raises ValueError for a naive one, whose meaning would depend on the
machine that renders it.
"""

from datetime import datetime
from email.utils import format_datetime

from shared import clock


def in_bangkok(instant: datetime) -> datetime:
    """The same second at +07:00."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime in a feed: {instant!r}")
    return instant.astimezone(clock.BANGKOK).replace(microsecond=0)


def rfc3339(instant: datetime) -> str:
    """``2026-01-05T09:30:00+07:00`` (RFC 3339 section 5.6)."""
    return clock.rfc3339(in_bangkok(instant))


def rfc822(instant: datetime) -> str:
    """``Mon, 05 Jan 2026 09:30:00 +0700``, what RSS 2.0 asks for; never in the words of the machine's locale."""
    return format_datetime(in_bangkok(instant))
