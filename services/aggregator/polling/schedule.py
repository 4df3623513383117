"""When a source is polled next: decided here and nowhere else. Pure: time and jitter are arguments.

after success    the floor, or what the source asks for (max-age, Expires, ttl, sy:), at most a day
while pushed to  twelve times the floor, at most an hour: polling is the net under WebSub
after a failure  the floor doubled with every failure, at most a day, never sooner than Retry-After, never given up
after 410        not by itself
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.aggregator.model import Source
from services.aggregator.polling.exchange import Outcome, Verdict

_LONGEST: Final = timedelta(days=1)
_LONGEST_PUSHED: Final = timedelta(hours=1)
_PUSHED_FACTOR: Final = 12
_MOST_DOUBLINGS: Final = 16
_SPREAD: Final = 0.1
_FAILURE_SPREAD: Final = 0.5


@dataclass(frozen=True, slots=True)
class Manners:
    """``floor``: the shortest interval between two polls of one source that nobody asked for."""

    floor: timedelta


def next_poll(
    source: Source, outcome: Outcome, now: datetime, jitter: float, manners: Manners, *, pushed: bool = False
) -> datetime | None:
    """``source`` as it is after the poll, ``jitter`` in [0, 1), ``pushed`` while a hub's lease runs. None: never."""
    if outcome.verdict is Verdict.GONE:
        return None
    if outcome.verdict is Verdict.FAILED:
        return now + _after_failure(source.failures, outcome, jitter, manners)
    return now + _after_success(source, outcome, manners, pushed=pushed) * (1 + _SPREAD * jitter)


def _after_success(source: Source, outcome: Outcome, manners: Manners, *, pushed: bool) -> timedelta:
    ttl = timedelta(seconds=source.ttl) if source.ttl else timedelta()
    asked = max(outcome.fresh_for or timedelta(), ttl, manners.floor)
    if pushed:
        net = min(manners.floor * _PUSHED_FACTOR, _LONGEST_PUSHED)
        return max(manners.floor, min(max(asked, net), _LONGEST_PUSHED))
    return max(manners.floor, min(asked, _LONGEST))


def _after_failure(failures: int, outcome: Outcome, jitter: float, manners: Manners) -> timedelta:
    doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
    backoff = min(manners.floor * (1 << doublings), _LONGEST)
    return max(backoff * (1 + _FAILURE_SPREAD * jitter), outcome.retry_after or timedelta(), manners.floor)
