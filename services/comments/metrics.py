"""What the comment service counts."""

from prometheus_client import CollectorRegistry, Counter

from services.comments.model import State


class Metrics:
    """Counters in the service's own registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._posted = Counter("saket_comments_posted", "New comments by first state", ["state"], registry=registry)

    def posted(self, state: State) -> None:
        """A new comment has been written."""
        self._posted.labels(state.value).inc()
