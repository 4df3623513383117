"""How often a source brings news, learnt from the dates of its entries and from its silence. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

_WEIGHT: Final = 0.3
"""How much the newest gap counts against all before it."""
_ONE_ISSUE: Final = timedelta(hours=1)
"""What appears within it is one event: ten posts of one morning do not make a source that posts every minute."""
_MOST_DATES: Final = 20
_SILENCE: Final = 3
"""A source that is silent for so many times its usual gap has slowed down."""


def learnt(rhythm: int | None, latest: datetime | None, news: Sequence[datetime]) -> int | None:
    """Seconds between news, once ``news`` has come to a source whose newest entry so far was of ``latest``."""
    for moment in sorted(news)[-_MOST_DATES:]:
        if latest is None:
            latest = moment
        elif moment - latest >= _ONE_ISSUE:
            gap = int((moment - latest).total_seconds())
            rhythm = gap if rhythm is None else round(rhythm + _WEIGHT * (gap - rhythm))
            latest = moment
    return rhythm


def expected(rhythm: int | None, latest: datetime | None, now: datetime) -> timedelta:
    """The gap to reckon with, grown by a silence that is longer than usual; zero where nothing is known."""
    silence = max(now - latest, timedelta()) / _SILENCE if latest else timedelta()
    return max(timedelta(seconds=rhythm or 0), silence)
