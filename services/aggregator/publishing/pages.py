"""The river of news for people: with pictures, by region, province, topic or words; older news behind a link."""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from services.aggregator import paging
from services.aggregator.model import Gathered
from services.aggregator.publishing import asking, country
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.river import topics
from services.aggregator.sources.register import Register
from shared.feed.formats import FORMATS
from shared.text import truncate
from shared.thai.provinces import REGION_NAMES, Region
from shared.web.pages import Pages
from shared.web.routing import Route

_EXCERPT: Final = 220
_PAGE: Final = 24


class RiverPages:
    """``/planet/``."""

    def __init__(self, register: Register, newsstand: Newsstand, pages: Pages) -> None:
        self._register = register
        self._newsstand = newsstand
        self._pages = pages

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(
                method="GET",
                path="",
                handler=self.door,
                summary="To the river",
                status=308,
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/",
                handler=self.river,
                summary="The river of news",
                query=("source", "group", "region", "q", "cursor", "lang"),
                produces="text/html",
            ),
        ]

    async def door(self, _request: web.Request) -> web.Response:
        """The address without its slash."""
        raise web.HTTPPermanentRedirect(f"{topics.PREFIX}/")

    async def river(self, request: web.Request) -> web.Response:
        """Entries, the newest first, of everything or of a part of it; near-duplicates under the one that leads."""
        wanted = asking.filter_of(request.query, leads=True)
        place = paging.place_of(request.query)
        gathered, after = await self._newsstand.entries(wanted, place, _PAGE)
        groups = await self._newsstand.group_sizes()
        chosen, group, region = (request.query.get(name) or "" for name in ("source", "group", "region"))
        return self._pages.render(
            request,
            "planet.html",
            items=gathered,
            others=await self._newsstand.others(gathered),
            excerpts=_excerpts(gathered),
            is_first=place is None,
            after=paging.encode(after),
            country=country.country(groups),
            topics=country.topics(groups),
            group=group,
            region=region,
            region_name=REGION_NAMES[Region(region)] if region else "",
            words=wanted.query,
            source=(await self._register.source(chosen)).source if chosen else None,
            feeds=_feeds(chosen, group, region, wanted.query),
        )


def _excerpts(gathered: Sequence[Gathered]) -> Mapping[str, str]:
    return {each.entry.id: truncate(each.entry.summary, _EXCERPT) for each in gathered}


def _feeds(source: str, group: str, region: str, words: str) -> dict[str, str]:
    """The merged feeds of what is shown, by format."""
    if words:
        return {suffix: topics.search_feed(words, suffix) for suffix in FORMATS}
    if source:
        return {suffix: topics.source_feed(source, suffix) for suffix in FORMATS}
    if group:
        return {suffix: topics.group_feed(group, suffix) for suffix in FORMATS}
    if region:
        return {suffix: topics.region_feed(region, suffix) for suffix in FORMATS}
    return {suffix: topics.all_feed(suffix) for suffix in FORMATS}
