"""What the comment service counts."""

from typing import Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.comments.model import State


class Watched(Protocol):
    """A judge whose state is shown."""

    @property
    def impaired(self) -> bool: ...
    @property
    def unscored(self) -> int: ...


W = TypeVar("W", bound=Watched)


class Metrics:
    """Counters and gauges in the service's own registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        posted = Counter("saket_comments_posted", "New comments by first state", ["state"], registry=registry)
        self._posted = {state: posted.labels(state.value) for state in State}

        usable = "1 while comments are scored; 0 is an alarm: all of them wait for moderators"
        self._usable = Gauge("saket_comments_model_usable", usable, registry=registry)
        self._unscored = Gauge("saket_comments_not_scored", "Comments held because no model scored", registry=registry)

    def watched(self, decider: W) -> W:
        """The same, with its state shown whenever somebody looks."""
        self._usable.set_function(lambda: 0.0 if decider.impaired else 1.0)
        self._unscored.set_function(lambda: float(decider.unscored))
        return decider

    def posted(self, state: State) -> None:
        """A new comment has been written."""
        self._posted[state].inc()
