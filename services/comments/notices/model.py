"""What is told, and over which ways. A notice never carries what citizens wrote. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_TRIES: Final = 10
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=1)


class Code(StrEnum):
    """Why somebody is told."""

    QUEUE_LONG = "queue-long"
    QUEUE_OLD = "queue-old"
    QUEUE_ENDING = "queue-ending"
    ALARM = "alarm"
    ALARM_ENDED = "alarm-ended"


@dataclass(frozen=True, slots=True)
class Notice:
    """In words, in the site's language; ``url`` is where to go."""

    id: str
    code: Code
    at: datetime
    subject: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Job:
    """A notice to be brought over one channel; ``tries`` have failed."""

    id: str
    channel: str
    notice: Notice
    tries: int = 0


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many failures; None to give up, which takes about four hours."""
    if tries >= MOST_TRIES:
        return None
    doubled: int = 2 ** (tries - 1)
    return min(_FIRST_PAUSE * doubled, _LONGEST_PAUSE)
