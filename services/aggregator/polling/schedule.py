"""When a source is polled next: decided here and nowhere else. Pure: time and jitter are arguments.

after success    a sixth of the usual time between news, at least the floor and at most a day; never before what the
                 source asks for has passed (max-age, Expires, ttl, sy:), nor in an hour or on a day that it skips
while pushed to  polling is the net under WebSub: four times that, at most six hours, and before the lease ends
after a failure  the floor doubled with every failure, at most a day, never sooner than Retry-After and max-age; never
                 given up
after 410        not by itself
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.aggregator.model import Pace, Why
from services.aggregator.polling import rest, rhythm
from services.aggregator.polling.exchange import Outcome, Verdict

POLITE: Final = timedelta(minutes=5)
"""A floor below it is somebody's own site or a test: there the floor is the interval."""
_LONGEST: Final = timedelta(days=1)
_LONGEST_PUSHED: Final = timedelta(hours=6)
_PUSHED_FACTOR: Final = 4
_UNKNOWN: Final = timedelta(hours=1)
_PART_OF_GAP: Final = 6
"""News are found after a twelfth of their usual gap on average."""
_MOST_DOUBLINGS: Final = 16
_SPREAD: Final = 0.1
_FAILURE_SPREAD: Final = 0.5
_REST_SPREAD: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Terms:
    """``floor``: the shortest interval between two polls of one source that nobody asked for.

    ``pushed``: its hub has proved that it delivers; ``renew``: when the hub must be asked again.
    """

    floor: timedelta
    pushed: bool = False
    renew: datetime | None = None


class Next(NamedTuple):
    """The time of the next poll (None: not by itself) and what decided it."""

    due: datetime | None
    why: Why


def next_poll(pace: Pace, outcome: Outcome, now: datetime, jitter: float, terms: Terms) -> Next:
    """``pace`` is as the poll leaves it, ``jitter`` lies in [0, 1)."""
    if outcome.verdict is Verdict.GONE:
        return Next(None, Why.GONE)
    if outcome.verdict is Verdict.FAILED:
        return _after_failure(pace, outcome, now, jitter, terms)
    interval, why = _after_success(pace, outcome, now, terms)
    due = now + interval * (1 + _SPREAD * jitter)
    awake = rest.awake(due, pace.hints)
    if awake != due:
        due, why = awake + _REST_SPREAD * jitter, Why.REST
    if terms.renew is not None and terms.renew < due:
        return Next(max(terms.renew, now + terms.floor), Why.RENEWAL)
    return Next(due, why)


def _after_success(pace: Pace, outcome: Outcome, now: datetime, terms: Terms) -> tuple[timedelta, Why]:
    own, why = _own(pace, now, terms)
    ttl = timedelta(seconds=pace.hints.ttl or 0)
    fresh = outcome.fresh_for or timedelta()
    asked, asks = (fresh, Why.FRESH) if fresh >= ttl else (ttl, Why.TTL)
    if asked <= own:
        return own, why
    return (asked, asks) if asked < _LONGEST else (max(_LONGEST, terms.floor), Why.CEILING)


def _own(pace: Pace, now: datetime, terms: Terms) -> tuple[timedelta, Why]:
    """The interval as we would choose it."""
    floor = terms.floor
    gap = rhythm.expected(pace.rhythm, pace.latest, now)
    wanted = gap / _PART_OF_GAP if pace.rhythm or gap > _UNKNOWN * _PART_OF_GAP else _UNKNOWN
    if floor < POLITE:
        wanted = floor
    if terms.pushed:
        return max(floor, min(wanted * _PUSHED_FACTOR, _LONGEST_PUSHED)), Why.PUSHED
    if wanted <= floor:
        return floor, Why.FLOOR
    return (wanted, Why.RHYTHM) if wanted < _LONGEST else (max(_LONGEST, floor), Why.CEILING)


def _after_failure(pace: Pace, outcome: Outcome, now: datetime, jitter: float, terms: Terms) -> Next:
    doublings = min(max(pace.failures - 1, 0), _MOST_DOUBLINGS)
    backoff = max(min(terms.floor * (1 << doublings), _LONGEST), terms.floor) * (1 + _FAILURE_SPREAD * jitter)
    wait = outcome.retry_after or timedelta()
    fresh = min(outcome.fresh_for or timedelta(), _LONGEST)
    if wait >= max(backoff, fresh):
        return Next(now + wait + _spread(wait, jitter), Why.RETRY_AFTER)
    return (
        Next(now + fresh * (1 + _SPREAD * jitter), Why.FRESH) if fresh > backoff else Next(now + backoff, Why.BACKOFF)
    )


def _spread(wait: timedelta, jitter: float) -> timedelta:
    """A site that sent everybody away until noon is not met at noon by all at once."""
    return min(wait * _SPREAD, _REST_SPREAD) * jitter
