"""Whether a thread still takes comments: closed by a member of staff, or by its age. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Said(StrEnum):
    """What staff say about a thread; `AGE`: nothing, so that the calendar decides."""

    CLOSE = "close"
    OPEN = "open"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Door:
    """What a member of staff has said about a thread: it is open, whatever its age, or closed."""

    is_open: bool
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision about the thread at ``url``: from ``before`` to ``after``. ``undoes`` is the one it takes back."""

    decision: str
    at: datetime
    actor: str
    url: str
    before: Said
    after: Said
    reason: str = ""
    undoes: str | None = None

    @property
    def door(self) -> Door | None:
        """What is kept from now on."""
        return None if self.after is Said.AGE else Door(self.after is Said.OPEN, self.at, self.actor)


def said_by(door: Door | None) -> Said:
    """What holds."""
    if door is None:
        return Said.AGE
    return Said.OPEN if door.is_open else Said.CLOSE


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a thread is closed, or when it will be; at most one of them."""

    closed: datetime | None = None
    closes: datetime | None = None


def standing(door: Door | None, begun: datetime | None, age: timedelta | None, now: datetime) -> Standing:
    """How a thread stands (see `closed_since`)."""
    closed = closed_since(door, begun, age, now)
    if closed is not None or door is not None or age is None or begun is None:
        return Standing(closed)
    return Standing(closes=begun + age)


def closed_since(door: Door | None, begun: datetime | None, age: timedelta | None, now: datetime) -> datetime | None:
    """Since when a thread is closed; None while it is open.

    ``begun`` is when its post was published, or, of another site's post, its first comment; ``age`` how long threads
    stay open, None for ever. What somebody has said comes before what the calendar says.
    """
    if door is not None:
        return None if door.is_open else door.since
    if age is None or begun is None or now - begun < age:
        return None
    return begun + age
