"""What the planet counts."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter

from services.aggregator.model import Claim, Turn
from services.aggregator.polling.exchange import Verdict
from services.aggregator.polling.poll import Polling, Report
from services.aggregator.push.subscriptions import Push


class Metrics:
    """Counters in the service's own registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._polls = Counter("saket_planet_polls", "Polls by outcome", ["outcome"], registry=registry)
        self._problems = Counter("saket_planet_poll_problems", "Failed polls by error", ["code"], registry=registry)
        self._pushes = Counter("saket_planet_pushes", "WebSub pushes by verdict", ["verdict"], registry=registry)
        self._by_verdict = {verdict: self._polls.labels(verdict.value) for verdict in Verdict}  # zero is a figure too
        for push in Push:
            self._pushes.labels(push.value)

    def polled(self, report: Report) -> None:
        """A poll is over."""
        self._by_verdict[report.verdict].inc()
        if report.source.pace.error is not None:
            self._problems.labels(report.source.pace.error.code).inc()

    def pushed(self, verdict: Push) -> None:
        """A hub has delivered something."""
        self._pushes.labels(verdict.value).inc()


class CountedPolling:
    """`Polling` whose outcomes are counted."""

    def __init__(self, polling: Polling, metrics: Metrics) -> None:
        self._polling = polling
        self._metrics = metrics

    async def begin(self, turns: Sequence[Turn]) -> list[tuple[Turn, Claim]]:
        """`Polling.begin`."""
        return await self._polling.begin(turns)

    async def poll(self, turn: Turn, claim: Claim) -> Report:
        """`Polling.poll`."""
        report = await self._polling.poll(turn, claim)
        self._metrics.polled(report)
        return report
