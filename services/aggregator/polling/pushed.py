"""A signed push, read as if it had been fetched: what is new in it is there at once, and its source is left in peace.

    out of turn | claim | parse in a worker | only new entries? | write under the claim's fence | into the river
                                            | else, and whatever else goes wrong: False, and the source is fetched

A push may be one of several, come late, twice, or without parts. So it only adds: what it changes of known entries, and
what was withdrawn before, is looked up at the source. Pace, validators and facts stay those of the last poll, which the
next one goes by.
"""

import logging
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.model import Source, Turn
from services.aggregator.polling.poll import Polling
from shared.clock import Clock
from shared.fetch.message import Fetched, Headers

log = logging.getLogger(__name__)

_LEASE: Final = timedelta(seconds=29)
"""Nobody renews it; what a killed process held is back within half a minute."""
_PATIENCE_SECONDS: Final = 5.0
"""A hub is waiting for the answer. Its push is a hint if no parser has time for it until then."""


class Sources(Protocol):
    """Who knows sources."""

    async def source(self, source: str) -> Source | None: ...


class Schedule(Protocol):
    """When sources are due."""

    async def seize(self, source: Source, now: datetime, until: datetime, *, to_fetch: bool) -> Turn | None: ...


class Pushed:
    """Reads what hubs deliver."""

    def __init__(self, sources: Sources, due: Schedule, polling: Polling, clock: Clock) -> None:
        self._sources = sources
        self._due = due
        self._polling = polling
        self._clock = clock

    async def read(self, source: str, body: bytes, content_type: str) -> bool:
        """Whether it could be read as it is; otherwise the source should be fetched."""
        found, now = await self._sources.source(source), self._clock()
        turn = await self._due.seize(found, now, now + _LEASE, to_fetch=False) if found else None
        if found is None or turn is None:
            return False
        delivered = Fetched(found.address, 200, Headers.of([("Content-Type", content_type)]), body)
        try:
            for begun, claim in await self._polling.begin([turn]):
                return await self._polling.take(begun, claim, delivered, _PATIENCE_SECONDS)
        except LeaseLost:
            log.info("a push for %s was overtaken", source)
        return False
