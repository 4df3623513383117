"""Who we say we are when we ask: the site, where to read about it, and for how many we ask.

Counted are subscriptions at our hub to feeds that carry the source: everything, its region, its group, itself. Nothing
tells whose they are: who subscribes to two of these feeds counts twice, an aggregator that subscribes for many once.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from services.aggregator.model import Place, Source
from services.aggregator.river.topics import all_feed, group_feed, region_feed, source_feed
from shared.clock import Clock
from shared.errors import StoreError
from shared.feed.formats import FORMATS
from shared.thai.provinces import region_of

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 600.0
_AT_ONCE: Final = 200
_FIRST: Final = next(iter(FORMATS))
_OURSELVES: Final = 1
"""The site's own pages."""


class Audience(Protocol):
    """Who knows how many subscribe."""

    async def each(self, paths: Sequence[str], now: datetime) -> list[int]: ...


class Listing(Protocol):
    """Which sources and groups there are."""

    async def source_ids(self, place: Place | None, limit: int) -> list[Place]: ...
    async def groups(self) -> list[str]: ...


class Introduction:
    """The User-Agent of polls; ``name`` makes it from a number."""

    def __init__(self, audience: Audience, listing: Listing, name: Callable[[int], str], clock: Clock) -> None:
        self._audience = audience
        self._listing = listing
        self._name = name
        self._clock = clock
        self._readers: Mapping[str, int] = {}

    def to(self, source: Source) -> str:
        """What is said to this source."""
        if not self._readers:
            return self._name(_OURSELVES)
        return self._name(_OURSELVES + sum(self._readers.get(feed, 0) for feed in _feeds_with(source)))

    async def keep(self) -> None:
        """Count anew now and then; old numbers stay while the store is away."""
        while True:
            try:
                await self.count()
            except StoreError as error:
                log.info("readers are not counted: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def count(self) -> None:
        """How many subscribe to which feed; feeds that nobody subscribes to are left out."""
        groups = await self._listing.groups()
        regions = {region for group in groups if (region := region_of(group))}
        of_groups = (partial(group_feed, group) for group in groups)
        readers = await self._count([all_feed, *of_groups, *(partial(region_feed, region) for region in regions)])
        place: Place | None = None
        while listed := await self._listing.source_ids(place, _AT_ONCE):
            readers |= await self._count([partial(source_feed, each.member) for each in listed])
            place = listed[-1]
        self._readers = readers

    async def _count(self, feeds: Sequence[Callable[[str], str]]) -> dict[str, int]:
        """By the address of the feed in its first format; all formats together."""
        paths = [feed(suffix) for feed in feeds for suffix in FORMATS]
        counts = await self._audience.each(paths, self._clock())
        sums = (sum(counts[start : start + len(FORMATS)]) for start in range(0, len(counts), len(FORMATS)))
        return {feed(_FIRST): total for feed, total in zip(feeds, sums, strict=True) if total}


def _feeds_with(source: Source) -> Iterator[str]:
    yield all_feed(_FIRST)
    yield source_feed(source.id, _FIRST)
    if source.group:
        yield group_feed(source.group, _FIRST)
        region = region_of(source.group)
        if region:
            yield region_feed(region, _FIRST)
