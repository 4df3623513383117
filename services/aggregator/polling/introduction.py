"""Who we say we are when we ask: the site, where to read about it, and how many read through it."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, Protocol

from shared.clock import Clock
from shared.errors import StoreError

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 600.0
_OURSELVES: Final = 1
"""The site's own pages."""


class Audience(Protocol):
    """Who knows how many subscribe."""

    async def count(self, paths: Iterable[str], now: datetime) -> int: ...


class Introduction:
    """The User-Agent of polls. ``topics`` are the feeds that carry everything; ``name`` makes it from a number."""

    def __init__(self, audience: Audience, topics: Iterable[str], name: Callable[[int], str], clock: Clock) -> None:
        self._audience = audience
        self._topics = tuple(topics)
        self._name = name
        self._clock = clock
        self.text = name(_OURSELVES)

    async def keep(self) -> None:
        """Count anew now and then; an old number stays while the store is away."""
        while True:
            try:
                readers = await self._audience.count(self._topics, self._clock())
            except StoreError as error:
                log.info("readers are not counted: %s", error)
            else:
                self.text = self._name(_OURSELVES + readers)
            await asyncio.sleep(_PAUSE_SECONDS)
