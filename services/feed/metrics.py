"""What the feed service counts."""

from prometheus_client import CollectorRegistry, Counter


class Metrics:
    """Counters in the service's own registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._renders = Counter(
            "saket_feed_renders", "Feeds rendered, rather than served from memory", registry=registry
        )

    def rendered(self) -> None:
        """A feed has been made."""
        self._renders.inc()
