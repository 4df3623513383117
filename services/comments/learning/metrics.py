"""What learning shows to whoever collects figures."""

from collections.abc import Callable
from typing import Protocol

from prometheus_client import CollectorRegistry, Gauge

from services.comments.learning.alarms import CODES


class Watching(Protocol):
    """What rang when somebody last looked."""

    @property
    def ringing(self) -> frozenset[str]: ...


def show(registry: CollectorRegistry, watch: Watching) -> None:
    """A gauge an alarm: 1 while it rings."""
    gauge = Gauge("saket_comments_alarm", "1 while something is wrong with the filter", ["code"], registry=registry)
    for code in CODES:
        gauge.labels(code).set_function(_rings(watch, code))


def _rings(watch: Watching, code: str) -> Callable[[], float]:
    return lambda: float(code in watch.ringing)
