"""Whether a thread still takes comments: closed by a member of staff, or by its age. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Door:
    """What a member of staff has said about a thread: it is open, whatever its age, or closed."""

    is_open: bool
    since: datetime
    by: str


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
