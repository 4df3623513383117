"""From a page to its feed: ask the likely places, one after the other, until one of them is a feed."""

import asyncio
import logging
from typing import Final, Protocol

from services.aggregator.discovery import page as pages
from services.aggregator.discovery import places, sniff
from shared.errors import FetchFailed
from shared.fetch.message import Fetched, FetchRequest, Headers

log = logging.getLogger(__name__)

_MOST: Final = 12
_SECONDS: Final = 20.0
_OK: Final = 200


class Fetcher(Protocol):
    """The way into the world."""

    async def fetch(self, request: FetchRequest) -> Fetched: ...


class Finder:
    """Looks for feeds."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def find(self, page: Fetched, headers: Headers) -> Fetched | None:
        """The first feed of a page, as it was fetched; None if there is none within `_MOST` places or `_SECONDS`."""
        seen = pages.read(page.body, page.url)
        try:
            async with asyncio.timeout(_SECONDS):
                for place in places.candidates(seen, page.body, page.url)[:_MOST]:
                    found = await self._look(place, headers)
                    if found is not None:
                        return found
        except TimeoutError:
            log.info("no feed of %s was found in time", page.url)
        return None

    async def _look(self, place: str, headers: Headers) -> Fetched | None:
        try:
            found = await self._fetcher.fetch(FetchRequest(place, headers=headers))
        except FetchFailed as error:
            log.info("no feed at %s: %s", place, error)
            return None
        return found if found.status == _OK and sniff.is_feed(found.body) else None
