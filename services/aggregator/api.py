"""The planet's JSON interface."""

from typing import Final

from aiohttp import web

from services.aggregator import asking, cursors, opml
from services.aggregator.model import NewSource
from services.aggregator.service import Planet
from services.aggregator.wire import (
    EntryOut,
    ImportOut,
    PollOut,
    SkippedOut,
    SourceIn,
    SourceOut,
    entry_out,
    poll_out,
    source_out,
)
from shared.errors import UnsupportedMediaType
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.body import BodyReader
from shared.web.routing import Route

_PUBLIC: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
_ONE: Final = "/api/sources/{source}"


class Api:
    """Sources for staff and public, entries for everybody."""

    def __init__(self, planet: Planet, bodies: BodyReader, title: str) -> None:
        self._planet = planet
        self._bodies = bodies
        self._title = title

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
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
                method="POST",
                path="/api/sources",
                handler=self.add,
                summary="Gather a feed",
                scope=Scope.SOURCES,
                body=SourceIn,
                returns=SourceOut,
                status=201,
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
            Route(
                method="GET",
                path="/opml",
                handler=self.export_opml,
                summary="All sources as OPML 2.0",
                produces="text/x-opml",
                cors=True,
            ),
            Route(
                method="GET",
                path="/api/entries",
                handler=self.entries,
                summary="Entries, the newest first",
                returns=Page[EntryOut],
                query=("source", "group", "q", "since", "cursor", "limit"),
                cors=True,
            ),
        ]

    async def sources(self, request: web.Request) -> web.Response:
        """A page of sources in the order they were added."""
        place, limit = asking.place_of(request.query), asking.limit_of(request.query)
        listed, after = await self._planet.sources(place, limit)
        return json_answer(Page([source_out(each) for each in listed], cursors.encode(after)), headers=_PUBLIC)

    async def source(self, request: web.Request) -> web.Response:
        """One source."""
        return json_answer(source_out(await self._planet.source(request.match_info["source"])), headers=_PUBLIC)

    async def add(self, request: web.Request) -> web.Response:
        """201 for a new source, 200 for one that was there: the address is the idempotency key."""
        wanted = await self._bodies.json(request, SourceIn)
        source, is_new = await self._planet.add(NewSource(wanted.url, wanted.group, wanted.name))
        answer = source_out(await self._planet.source(source.id))
        return json_answer(
            answer, status=201 if is_new else 200, headers={"Location": f"/planet/api/sources/{source.id}"}
        )

    async def remove(self, request: web.Request) -> web.Response:
        """204."""
        await self._planet.remove(request.match_info["source"])
        return web.Response(status=204)

    async def poll(self, request: web.Request) -> web.Response:
        """What the poll brought; a source that does not deliver is an outcome, not an error of ours."""
        report = await self._planet.poll(request.match_info["source"])
        listed = await self._planet.source(report.source.id)
        return json_answer(poll_out(report, listed.entries))

    async def import_opml(self, request: web.Request) -> web.Response:
        """How many were added, how many were there, what was skipped and why."""
        if request.content_type not in opml.CONTENT_TYPES:
            raise UnsupportedMediaType(opml.CONTENT_TYPES)
        body = await self._bodies.raw(request)
        feeds = opml.read(body, request.headers.get("Content-Type", ""))
        added, existing, skipped = await self._planet.add_all(feeds)
        return json_answer(ImportOut(added, existing, tuple(SkippedOut(url, code) for url, code in skipped)))

    async def export_opml(self, _request: web.Request) -> web.Response:
        """The list."""
        sources = [listed.source for listed in await self._planet.every_source()]
        body = opml.write(self._title, ((each.group, each.title, each.url, each.facts.home) for each in sources))
        return web.Response(body=body, headers={"Content-Type": opml.CONTENT_TYPE, **_PUBLIC})

    async def entries(self, request: web.Request) -> web.Response:
        """A page of entries."""
        wanted = asking.filter_of(request.query)
        place, limit = asking.place_of(request.query), asking.limit_of(request.query)
        gathered, after = await self._planet.entries(wanted, place, limit)
        return json_answer(Page([entry_out(each) for each in gathered], cursors.encode(after)), headers=_PUBLIC)
