"""The circuit breaker of one callback host: whoever does not answer is left in peace, and asked again now and then.

    event        | closed          | open             | half-open
    -------------+-----------------+------------------+------------------
    success      | closed          | closed           | closed
    failure      | closed          | open             | open, longer
    last straw   | open            | open             | open, longer
    pause over   |                 | half-open: probe | half-open: probe

The last straw is the failure that makes `STRAWS` in a row. While a breaker is open nothing is sent; half-open means
that one delivery, the probe, is under way, and a second probe goes out only when the first one was lost with its
process. A success closes it whatever it was: a delivery that began before it opened is as good a sign as a probe.
Pure: time and randomness are arguments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

STRAWS: Final = 5
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 6


class State(StrEnum):
    """Whether deliveries go out."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Event(StrEnum):
    """What a breaker is told."""

    SUCCESS = "success"
    FAILURE = "failure"
    LAST_STRAW = "last-straw"
    PAUSE_OVER = "pause-over"


NEXT: Final[dict[tuple[State, Event], State]] = {
    (State.CLOSED, Event.SUCCESS): State.CLOSED,
    (State.CLOSED, Event.FAILURE): State.CLOSED,
    (State.CLOSED, Event.LAST_STRAW): State.OPEN,
    (State.OPEN, Event.SUCCESS): State.CLOSED,
    (State.OPEN, Event.FAILURE): State.OPEN,
    (State.OPEN, Event.LAST_STRAW): State.OPEN,
    (State.OPEN, Event.PAUSE_OVER): State.HALF_OPEN,
    (State.HALF_OPEN, Event.SUCCESS): State.CLOSED,
    (State.HALF_OPEN, Event.FAILURE): State.OPEN,
    (State.HALF_OPEN, Event.LAST_STRAW): State.OPEN,
    (State.HALF_OPEN, Event.PAUSE_OVER): State.HALF_OPEN,
}


@dataclass(frozen=True, slots=True)
class Breaker:
    """``failures`` in a row; ``until`` the next probe may go out (None if closed); ``openings`` in a row."""

    state: State = State.CLOSED
    failures: int = 0
    until: datetime | None = None
    openings: int = 0


CLOSED: Final = Breaker()


def asked(breaker: Breaker, now: datetime, probe: timedelta) -> Breaker | None:
    """The breaker once a delivery has left, None if none may leave now; ``probe`` is how long a probe may take."""
    if breaker.until is None:
        return breaker
    if now < breaker.until:
        return None
    state = NEXT[breaker.state, Event.PAUSE_OVER]
    return Breaker(state, breaker.failures, now + probe, breaker.openings)


def told(breaker: Breaker, now: datetime, jitter: float, *, success: bool) -> Breaker:
    """The breaker after a delivery has ended; ``jitter`` lies in [0, 1) and stretches pauses by up to half."""
    failures = breaker.failures + 1
    event = Event.SUCCESS if success else Event.LAST_STRAW if failures >= STRAWS else Event.FAILURE
    state = NEXT[breaker.state, event]
    if state is State.CLOSED:
        return CLOSED if success else Breaker(failures=failures)
    if breaker.state is State.OPEN:  # it began before the breaker opened and tells nothing new
        return breaker
    openings = breaker.openings + 1
    return Breaker(state, failures, now + pause(openings, jitter), openings)


def pause(openings: int, jitter: float) -> timedelta:
    """How long a breaker stays open that opens for the ``openings``-th time in a row (1 or more)."""
    growth: int = 2 ** min(openings - 1, _MOST_DOUBLINGS)
    return min(FIRST_PAUSE * growth, LONGEST_PAUSE) * (1 + jitter / 2)
