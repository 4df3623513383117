"""The JSON interface to what was gathered."""

from typing import Final

from aiohttp import web

from services.aggregator import paging
from services.aggregator.publishing import asking
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.publishing.wire import EntryOut, entry_out
from shared.web.answers import Page, json_answer
from shared.web.routing import Route

_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}


class EntriesApi:
    """Entries for everybody."""

    def __init__(self, newsstand: Newsstand) -> None:
        self._newsstand = newsstand

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(
                method="GET",
                path="/api/entries",
                handler=self.entries,
                summary="Entries, the newest first",
                returns=Page[EntryOut],
                query=("source", "group", "region", "q", "since", "cursor", "limit"),
                cors=True,
            ),
        ]

    async def entries(self, request: web.Request) -> web.Response:
        """A page of entries."""
        wanted = asking.filter_of(request.query)
        place, limit = paging.place_of(request.query), paging.limit_of(request.query)
        gathered, after = await self._newsstand.entries(wanted, place, limit)
        return json_answer(Page([entry_out(each) for each in gathered], paging.encode(after)), headers=_PUBLIC)
