"""Rules, pins and names over HTTP, for staff."""

from aiohttp import web

from services.aggregator.model import EntryRef
from services.aggregator.ruling.desk import Desk
from services.aggregator.ruling.wire import RuledOut, RulesWire, SourceEdit, changes_in, rules_in, rules_out
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.body import BodyReader
from shared.web.routing import Handler, Route

_PIN = "/api/sources/{source}/entries/{entry}/pin"


class RulingApi:
    """What staff decide."""

    def __init__(self, desk: Desk, bodies: BodyReader) -> None:
        self._desk = desk
        self._bodies = bodies

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            *_rules_routes("/api/sources/{source}/rules", "of a source", self.rules, self.rule),
            *_rules_routes("/api/groups/{group}/rules", "of a group", self.rules, self.rule),
            Route(
                method="PATCH",
                path="/api/sources/{source}",
                handler=self.edit,
                summary="Rename a source or count it to another group",
                scope=Scope.SOURCES,
                body=SourceEdit,
                status=204,
            ),
            Route(
                method="PUT",
                path=_PIN,
                handler=self.pin,
                summary="Keep an entry whatever else goes",
                scope=Scope.SOURCES,
                status=204,
            ),
            Route(
                method="DELETE",
                path=_PIN,
                handler=self.unpin,
                summary="Let an entry go when its time comes",
                scope=Scope.SOURCES,
                status=204,
            ),
        ]

    async def rules(self, request: web.Request) -> web.Response:
        """Empty where nobody made any."""
        return json_answer(rules_out(await self._desk.rules(_scope(request))))

    async def rule(self, request: web.Request) -> web.Response:
        """They hold at once, also for what is kept."""
        wanted = await self._bodies.json(request, RulesWire)
        return json_answer(RuledOut(await self._desk.rule(_scope(request), rules_in(wanted))))

    async def edit(self, request: web.Request) -> web.Response:
        """204."""
        wanted = await self._bodies.json(request, SourceEdit)
        await self._desk.edit(request.match_info["source"], changes_in(wanted))
        return web.Response(status=204)

    async def pin(self, request: web.Request) -> web.Response:
        """204."""
        await self._desk.pin(_entry(request), keep=True)
        return web.Response(status=204)

    async def unpin(self, request: web.Request) -> web.Response:
        """204."""
        await self._desk.pin(_entry(request), keep=False)
        return web.Response(status=204)


def _rules_routes(path: str, of: str, read: Handler, write: Handler) -> list[Route]:
    return [
        Route(
            method="GET",
            path=path,
            handler=read,
            summary=f"The rules {of}",
            scope=Scope.SOURCES,
            returns=RulesWire,
        ),
        Route(
            method="PUT",
            path=path,
            handler=write,
            summary=f"Replace the rules {of}",
            scope=Scope.SOURCES,
            body=RulesWire,
            returns=RuledOut,
        ),
    ]


def _scope(request: web.Request) -> str:
    source = request.match_info.get("source")
    return f"s:{source}" if source else f"g:{request.match_info['group']}"


def _entry(request: web.Request) -> EntryRef:
    return EntryRef(request.match_info["source"], request.match_info["entry"])
