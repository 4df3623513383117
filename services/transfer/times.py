"""The times of exports; None for what is none, such as WordPress's ``0000-00-00 00:00:00``."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from shared.clock import from_ms, to_ms


def rfc3339(text: str) -> datetime | None:
    """``2013-05-01T10:30:00.000+07:00``, or ``Z``; without a zone it is UTC."""
    try:
        return _whole(datetime.fromisoformat(text.strip()))
    except ValueError:
        return None


def rfc822(text: str) -> datetime | None:
    """``Wed, 20 Oct 2010 14:08:20 +0000``."""
    try:
        return _whole(parsedate_to_datetime(text.strip()))
    except (ValueError, IndexError, TypeError):
        return None


def _whole(moment: datetime) -> datetime | None:
    """In UTC, to the millisecond; None before the epoch of computers, which is where broken dates lead."""
    try:
        aware = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return from_ms(to_ms(aware)) if aware.year > 1970 else None  # noqa: PLR2004 - as above
