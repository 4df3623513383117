"""Which version of each view this process knows of. Caches are asked with it, so that they need not ask the store."""

from collections import Counter
from collections.abc import Iterable

from services.feed.model import ViewName

Version = tuple[int, int]


class Versions:
    """Counters that only grow; what they count from means nothing outside this process."""

    def __init__(self) -> None:
        self._epoch = 0
        self._counts: Counter[ViewName] = Counter()

    def of(self, view: ViewName) -> Version:
        """The version to render and to cache ``view`` under. Ask before reading the store, not after."""
        return (self._epoch, self._counts[view])

    def bump(self, views: Iterable[ViewName]) -> None:
        """These views have changed."""
        self._counts.update(views)

    def bump_all(self) -> None:
        """Anything may have changed."""
        self._epoch += 1
