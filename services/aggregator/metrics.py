"""What the operator can count."""

from prometheus_client import CollectorRegistry, Counter

from services.aggregator.exchange import Verdict
from services.aggregator.subscriptions import Push


class Metrics:
    """Counters of this service in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.polls = Counter("saket_polls", "Polls by outcome", ["outcome"], registry=self.registry)
        self.problems = Counter("saket_poll_problems", "Failed polls by error", ["code"], registry=self.registry)
        self.pushes = Counter("saket_pushes", "WebSub pushes by verdict", ["verdict"], registry=self.registry)
        for verdict in Verdict:
            self.polls.labels(verdict.value)
        for push in Push:
            self.pushes.labels(push.value)
