"""What happened, counted twice: for Prometheus a process, for the hub's page in the store."""

from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from services.hub.attempts import Attempt, Failure
from services.hub.breaker import State
from services.hub.latency import BOUNDS
from services.hub.model import Delivery, Outcome, Reading, Verification
from services.hub.records import RedisRecords

_HELP: Final[dict[type[Outcome], str]] = {
    Verification: "Verifications of intent by how they ended",
    Delivery: "Tries to deliver an edition to a subscriber by how they ended",
    Reading: "Looks at a topic after news of it by how they ended",
}


class Metrics:
    """`services.hub.service.Journal`: ``saket_hub_verification_total{outcome="refused"}`` and so on."""

    def __init__(self, registry: CollectorRegistry, records: RedisRecords) -> None:
        self._records = records
        self._counters = {kind: _counter(kind, text, registry) for kind, text in _HELP.items()}
        self._failures = Counter("saket_hub_failure", "Failed deliveries by why", ["kind"], registry=registry)
        self._breakers = Counter("saket_hub_breaker", "Breakers that became so", ["state"], registry=registry)
        self._to_delivery = Histogram(
            "saket_hub_delivery_seconds", "From the news to its delivery", buckets=BOUNDS, registry=registry
        )
        self._to_answer = Histogram(
            "saket_hub_answer_seconds", "From a delivery to the callback's answer", buckets=BOUNDS, registry=registry
        )
        for failure in Failure:  # zero is a figure too
            self._failures.labels(failure.value)
        for state in State:
            self._breakers.labels(state.value)

    async def note(self, outcome: Outcome) -> None:
        self._counters[type(outcome)].labels(outcome.value).inc()
        await self._records.tally(outcome)

    async def note_attempt(self, attempt: Attempt, now: datetime) -> None:
        if attempt.failure is not None:
            self._failures.labels(attempt.failure.value).inc()
        if attempt.answered is not None:
            self._to_answer.observe(attempt.answered.total_seconds())
        if attempt.since_news is not None:
            self._to_delivery.observe(max(0.0, attempt.since_news.total_seconds()))
        await self._records.keep(attempt, now)

    def breaker_is(self, state: State) -> None:
        self._breakers.labels(state.value).inc()


def _counter(kind: type[Outcome], text: str, registry: CollectorRegistry) -> Counter:
    counter = Counter(f"saket_hub_{kind.__name__.lower()}", text, ["outcome"], registry=registry)
    for outcome in kind:
        counter.labels(outcome.value)  # zero is a figure too
    return counter
