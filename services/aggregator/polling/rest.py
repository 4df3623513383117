"""Hours and days on which a feed does not want to be asked (RSS 2.0 ``skipHours`` and ``skipDays``). Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from services.aggregator.model import Hints

_HOUR: Final = timedelta(hours=1)
_WEEK_OF_HOURS: Final = 7 * 24


def awake(due: datetime, hints: Hints) -> datetime:
    """``due``, or the first full hour after it that is neither a skipped hour nor on a skipped day.

    A feed that skips everything is asked as if it skipped nothing.
    """
    moment = due.astimezone(UTC)
    for _ in range(_WEEK_OF_HOURS):
        if moment.hour not in hints.hours and moment.weekday() not in hints.days:
            return due if moment == due else moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due
