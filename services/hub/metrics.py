"""What happened, counted twice: for Prometheus a process, for the hub's page in the store."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter

from services.hub.model import Delivery, Outcome, Reading, Verification
from services.hub.store import RedisSubscriptions

_HELP: Final[dict[type[Outcome], str]] = {
    Verification: "Verifications of intent by how they ended",
    Delivery: "Tries to deliver an edition to a subscriber by how they ended",
    Reading: "Looks at a topic after news of it by how they ended",
}


class Metrics:
    """`services.hub.service.Journal`: ``saket_hub_verification_total{outcome="refused"}`` and so on."""

    def __init__(self, registry: CollectorRegistry, subscriptions: RedisSubscriptions) -> None:
        self._subscriptions = subscriptions
        self._counters = {kind: _counter(kind, text, registry) for kind, text in _HELP.items()}

    async def note(self, outcome: Outcome) -> None:
        self._counters[type(outcome)].labels(outcome.value).inc()
        await self._subscriptions.tally(outcome)


def _counter(kind: type[Outcome], text: str, registry: CollectorRegistry) -> Counter:
    counter = Counter(f"saket_hub_{kind.__name__.lower()}", text, ["outcome"], registry=registry)
    for outcome in kind:
        counter.labels(outcome.value)  # zero is a figure too
    return counter
