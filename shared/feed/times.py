"""Instants as feeds write them: Bangkok time, whatever zone they came in.

Every function takes an aware datetime and raises ValueError for a naive one, whose meaning would depend on the
machine that renders it.
"""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

BANGKOK = timezone(timedelta(hours=7))


def in_bangkok(instant: datetime) -> datetime:
    """The same instant at +07:00."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime in a feed: {instant!r}")
    return instant.astimezone(BANGKOK)


def rfc3339(instant: datetime) -> str:
    """``2026-01-05T09:30:00+07:00``, with a fraction only where there is one (RFC 3339 section 5.6)."""
    return in_bangkok(instant).isoformat()


def rfc822(instant: datetime) -> str:
    """``Mon, 05 Jan 2026 09:30:00 +0700``, what RSS 2.0 asks for; never in the words of the machine's locale."""
    return format_datetime(in_bangkok(instant))
