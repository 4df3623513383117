"""Statistics as a page, with plots that have a text beside them, and as CSV."""

import asyncio
from typing import Final

from aiohttp import web

from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.statistics.drawing import COLOURS, svg_of
from services.comments.moderation.statistics.figures import Figures
from services.comments.moderation.statistics.gathering import SPANS, Statistics
from services.comments.moderation.statistics.tables import TABLES, Table, as_csv, percent
from services.comments.wording import Translate
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.i18n import mark
from shared.web.language import translator
from shared.web.routing import Handler, Route

_USUAL: Final = 30
_SVG_HEADERS: Final = {
    "Cache-Control": "private, max-age=60",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


class StatisticsPage:
    """``/moderation/statistics`` and each of its tables as ``.svg`` and ``.csv``."""

    def __init__(self, room: Room, statistics: Statistics) -> None:
        self._room = room
        self._statistics = statistics

    def routes(self) -> list[Route]:
        one = f"{ROOT}/statistics/{{name}}"
        return [
            self._route(f"{ROOT}/statistics", self.show, "Load, times, agreement and campaigns", "text/html"),
            self._route(f"{one}.svg", self.plot, "A plot of them", "image/svg+xml"),
            self._route(f"{one}.csv", self.table, "A table of them", "text/csv"),
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say, days = await self._room.visitor(request), translator(request), _days(request)
        found = await self._statistics.of(days)
        return self._room.show(
            request,
            visitor,
            "statistics.html",
            days=days,
            spans=SPANS,
            facts=facts(found, say),
            tables=[(name, _said(make(found), say)) for name, make in TABLES.items()],
            colours=COLOURS,
        )

    async def plot(self, request: web.Request) -> web.StreamResponse:
        await self._room.visitor(request)
        table = await self._table(request)
        body = await asyncio.to_thread(svg_of, table)
        return web.Response(body=body, content_type="image/svg+xml", headers=_SVG_HEADERS)

    async def table(self, request: web.Request) -> web.StreamResponse:
        await self._room.visitor(request)
        said = _said(await self._table(request), translator(request))
        name = f"saket-{request.match_info['name']}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return web.Response(text=as_csv(said, said.columns), content_type="text/csv", charset="utf-8", headers=headers)

    async def _table(self, request: web.Request) -> Table:
        make = TABLES.get(request.match_info["name"])
        if make is None:
            raise NotFound("table", request.match_info["name"])
        return make(await self._statistics.of(_days(request)))

    def _route(self, path: str, handler: Handler, summary: str, produces: str) -> Route:
        return Route(
            method="GET", path=path, handler=handler, summary=summary, query=("days", "lang"), produces=produces
        )


def facts(found: Figures, say: Translate) -> list[tuple[str, str]]:
    """The figures of the whole span, each with what it says."""
    return [
        (say(mark("decided")), str(found.decided)),
        (say(mark("waiting now")), str(found.waiting)),
        (say(mark("median time to a decision, hours")), _number(found.median_hours)),
        (say(mark("nine of ten within, hours")), _number(found.slowest_hours)),
        (say(mark("agreement with the filter, %")), _number(percent(found.agreed, found.judged))),
        (say(mark("held although legitimate, %")), _number(percent(found.falsely_held, found.held))),
        (say(mark("decisions undone, %")), _number(percent(found.undone, found.decisions))),
        (say(mark("appeals granted")), f"{found.granted} / {found.appeals}"),
    ]


def _said(table: Table, say: Translate) -> Table:
    return Table(say(table.title), tuple(map(say, table.columns)), table.rows, table.bars)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _days(request: web.Request) -> int:
    days = request.query.get("days") or str(_USUAL)
    if days not in map(str, SPANS):
        raise InvalidInput(FieldProblem("days", "unknown", ", ".join(map(str, SPANS))))
    return int(days)
