"""The JSON interface of the register of sources."""

from typing import Final

from aiohttp import web

from services.aggregator import paging
from services.aggregator.model import NewSource
from services.aggregator.sources import opml
from services.aggregator.sources.register import Register
from services.aggregator.sources.wire import (
    ImportOut,
    PollOut,
    SkippedOut,
    SourceIn,
    SourceOut,
    poll_out,
    source_out,
)
from shared.errors import UnsupportedMediaType
from shared.i18n import translations
from shared.settings import MIB
from shared.staff.model import Scope
from shared.thai.provinces import REGION_NAMES, province_of
from shared.web.answers import Page, json_answer
from shared.web.body import BodyReader
from shared.web.routing import Route

_LARGEST_LIST: Final = 16 * MIB
"""A list of all feeds of a country: 40,000 of them take 6 MB."""
_LANGUAGE: Final = "th"
_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
_ONE: Final = "/api/sources/{source}"


class SourcesApi:
    """Everybody may look, staff may change."""

    def __init__(self, register: Register, bodies: BodyReader, title: str) -> None:
        self._register = register
        self._bodies = bodies
        self._lists = BodyReader(_LARGEST_LIST)
        self._title = title

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [*self._for_everybody(), *self._for_staff()]

    def _for_everybody(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/sources",
                handler=self.sources,
                summary="Sources",
                returns=Page[SourceOut],
                query=("cursor", "limit"),
                cors=True,
            ),
            Route(
                method="GET",
                path=_ONE,
                handler=self.source,
                summary="One source",
                returns=SourceOut,
                cors=True,
            ),
            Route(
                method="GET",
                path="/opml",
                handler=self.export_opml,
                summary="All sources as OPML 2.0",
                produces="text/x-opml",
                cors=True,
            ),
        ]

    def _for_staff(self) -> list[Route]:
        return [
            Route(
                method="POST",
                path="/api/sources",
                handler=self.add,
                summary="Gather a feed, or the feed of a page",
                scope=Scope.SOURCES,
                body=SourceIn,
                returns=SourceOut,
                status=201,
            ),
            Route(
                method="DELETE",
                path=_ONE,
                handler=self.remove,
                summary="Forget a source and its entries",
                scope=Scope.SOURCES,
                status=204,
            ),
            Route(
                method="POST",
                path=f"{_ONE}/poll",
                handler=self.poll,
                summary="Poll a source now",
                scope=Scope.SOURCES,
                returns=PollOut,
            ),
            Route(
                method="POST",
                path="/api/opml",
                handler=self.import_opml,
                summary="Gather the feeds of a list",
                scope=Scope.SOURCES,
                consumes=opml.CONTENT_TYPES,
                returns=ImportOut,
            ),
        ]

    async def sources(self, request: web.Request) -> web.Response:
        """A page of sources in the order they were added."""
        place, limit = paging.place_of(request.query), paging.limit_of(request.query)
        listed, after = await self._register.sources(place, limit)
        return json_answer(Page([source_out(each) for each in listed], paging.encode(after)), headers=_PUBLIC)

    async def source(self, request: web.Request) -> web.Response:
        """One source."""
        return json_answer(source_out(await self._register.source(request.match_info["source"])), headers=_PUBLIC)

    async def add(self, request: web.Request) -> web.Response:
        """201 for a new source, 200 for one that was there: the address is the idempotency key."""
        wanted = await self._bodies.json(request, SourceIn)
        source, is_new = await self._register.add(NewSource(wanted.url, wanted.group, wanted.name))
        answer = source_out(await self._register.source(source.id))
        return json_answer(
            answer, status=201 if is_new else 200, headers={"Location": f"/planet/api/sources/{source.id}"}
        )

    async def remove(self, request: web.Request) -> web.Response:
        """204."""
        await self._register.remove(request.match_info["source"])
        return web.Response(status=204)

    async def poll(self, request: web.Request) -> web.Response:
        """What the poll brought; a source that does not deliver is an outcome, not an error of ours."""
        report = await self._register.poll(request.match_info["source"])
        listed = await self._register.source(report.source.id)
        return json_answer(poll_out(report, listed.entries))

    async def import_opml(self, request: web.Request) -> web.Response:
        """How many were added, how many were there, what was skipped and why."""
        if request.content_type not in opml.CONTENT_TYPES:
            raise UnsupportedMediaType(opml.CONTENT_TYPES)
        body = await self._lists.raw(request)
        feeds = opml.read(body, request.headers.get("Content-Type", ""))
        done = await self._register.add_all(feeds)
        skipped = tuple(SkippedOut(url, code) for url, code in done.skipped)
        return json_answer(ImportOut(done.added, done.existing, skipped))

    async def export_opml(self, _request: web.Request) -> web.Response:
        """The list."""
        sources = [listed.source for listed in await self._register.every_source()]
        feeds = ((each.group, each.title, each.address, each.facts.home) for each in sources)
        body = opml.write(self._title, feeds, _region)
        return web.Response(body=body, headers={"Content-Type": opml.CONTENT_TYPE, **_PUBLIC})


def _region(group: str) -> str:
    """The region of a group that is a province, as lists from Thailand are read."""
    province = province_of(group)
    return translations(_LANGUAGE).gettext(REGION_NAMES[province.region]) if province else ""
