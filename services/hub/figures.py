"""What the hub tells about itself: to everybody in totals, to staff by callback host and subscription."""

from dataclasses import dataclass
from datetime import datetime

from services.hub.breaker import Breaker


@dataclass(frozen=True, slots=True)
class Spread:
    """Half and nineteen of twenty ended within so many seconds; None where nothing ended."""

    p50: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """``tallies`` count outcomes since the store exists; the spreads are those of the last day.

    ``to_delivery`` runs from the news to the subscriber's yes, ``to_answer`` is how long callbacks took to answer.
    """

    subscriptions: int
    waiting: int
    tallies: dict[str, int]
    to_delivery: Spread = Spread()
    to_answer: Spread = Spread()


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A callback host: its subscriptions, the deliveries that wait, how it has been; ``why`` it failed last."""

    host: str
    subscriptions: int
    waiting: int
    breaker: Breaker
    last_success: datetime | None = None
    last_failure: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One subscription as staff see it: the secret stays with the hub."""

    topic: str
    callback: str
    host: str
    expires: datetime
    signed: bool
    waiting: bool
