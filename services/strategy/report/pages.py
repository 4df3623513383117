"""``/strategy/report``: a period is chosen; its report as a page, as drawings, as CSV and as PDF."""

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any, Final

from aiohttp import web

from services.strategy.overview import Overview
from services.strategy.period import Period, parse_period, quarters_back, year_of
from services.strategy.report.csvfile import csv_of
from services.strategy.report.figures import Report
from services.strategy.report.kept import KeptReports
from services.strategy.report.pdf import pdf_of
from services.strategy.report.plots import PLOTS, svg_of
from services.strategy.report.tables import TITLES, Table, shown, tables
from services.strategy.report.wording import heading, period_name
from services.strategy.service import Strategy
from shared.clock import Clock
from shared.errors import NotFound
from shared.i18n import translations
from shared.settings import SiteSettings
from shared.web.kept_pages import KeptPages
from shared.web.language import language_of
from shared.web.pages import SECURITY_HEADERS
from shared.web.routing import Route

_FRESH_SECONDS: Final = 300
_QUARTERS: Final = 8
_PERIOD: Final = r"{period:\d{4}(?:-Q[1-4])?}"


class ReportPages:
    """Handlers."""

    def __init__(
        self,
        *,
        strategy: Strategy,
        overview: Overview,
        reports: KeptReports,
        pages: KeptPages,
        site: SiteSettings,
        clock: Clock,
    ) -> None:
        self._strategy = strategy
        self._overview = overview
        self._reports = reports
        self._pages = pages
        self._site = site
        self._clock = clock

    def routes(self) -> list[Route]:
        table = (
            ("/report", self.choose, "Monitoring and evaluation: the periods there are", "text/html"),
            (f"/report/{_PERIOD}", self.show, "What became of the plan in a fiscal year or quarter", "text/html"),
            (f"/report/{_PERIOD}.pdf", self.pdf, "The same as PDF", "application/pdf"),
            (f"/report/{_PERIOD}/{{table:[a-z]+}}.csv", self.csv, "One table of it", "text/csv"),
            (f"/report/{_PERIOD}/{{table:[a-z]+}}.svg", self.svg, "One drawing of it", "image/svg+xml"),
        )
        return [
            Route(
                method="GET", path=path, handler=handler, summary=summary, query=("lang", "period"), produces=produces
            )
            for path, handler, summary, produces in table
        ]

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """The periods that any plan covers and that have begun, newest first; ``?period=`` leads to one of them."""
        if asked := request.query.get("period"):
            target = request.rel_url.with_path(f"/strategy/report/{parse_period(asked)}", keep_query=True)
            raise web.HTTPSeeOther(str(target.without_query_params("period")))
        now = self._clock()

        async def context() -> Mapping[str, Any]:
            covered = await self._strategy.years()
            quarters = [quarter for quarter in quarters_back(now, _QUARTERS) if quarter.year in covered]
            begun = [period for period in map(Period, reversed(covered)) if period.start <= now]
            return {"years": begun, "quarters": quarters, "this_year": year_of(now), "name": self._named(request)}

        return await self._pages.answer(request, "reports.html", await self._version(), context)

    async def show(self, request: web.Request) -> web.Response:
        period, version = _period(request), await self._version()

        async def context() -> Mapping[str, Any]:
            report = await self._reports.of(period, version)
            say = translations(language_of(request)).gettext
            return {
                "report": report,
                "title": heading(period, say),
                "tables": tables(report, say, language_of(request)),
                "plots": PLOTS,
                "shown": shown,
                "before": period.before if period.before.year in await self._strategy.years() else None,
                "name": self._named(request),
                "shade": shade,
            }

        return await self._pages.answer(request, "report.html", version, context)

    async def pdf(self, request: web.Request) -> web.Response:
        report, parts, say = await self._made(request)
        title, language = heading(report.period, say), language_of(request)
        body = await asyncio.to_thread(pdf_of, report, parts, site=self._site.title, title=title, language=language)
        return _file(body, "application/pdf", f"report-{report.period}.pdf")

    async def csv(self, request: web.Request) -> web.Response:
        report, parts, _ = await self._made(request)
        table = _chosen(request, parts)
        return _file(csv_of(table), "text/csv; charset=utf-8", f"report-{report.period}-{table.key}.csv")

    async def svg(self, request: web.Request) -> web.Response:
        if request.match_info["table"] not in PLOTS:
            raise NotFound("drawing", request.match_info["table"])
        report, parts, say = await self._made(request)
        body = await asyncio.to_thread(svg_of, report, _chosen(request, parts), say, language_of(request))
        return _file(body, "image/svg+xml", None)

    async def _made(self, request: web.Request) -> tuple[Report, tuple[Table, ...], Any]:
        say = translations(language_of(request)).gettext
        report = await self._reports.of(_period(request), await self._version())
        return report, tables(report, say, language_of(request)), say

    def _named(self, request: web.Request) -> Any:
        say = translations(language_of(request)).gettext
        return lambda period: period_name(period, say)

    async def _version(self) -> Hashable:
        """Decisions and reach move without the rest: what is older than some minutes is made anew."""
        return await self._overview.state(), int(self._clock().timestamp()) // _FRESH_SECONDS


def _period(request: web.Request) -> Period:
    return parse_period(request.match_info["period"])


def shade(value: object, table: Table) -> int:
    """How dark a field of a heat map is, 0 to 4."""
    most = max((cell for row in table.rows for cell in row[1:-1] if isinstance(cell, int)), default=0)
    if not isinstance(value, int) or not most:
        return 0
    return -(-4 * value // most)


def _chosen(request: web.Request, parts: tuple[Table, ...]) -> Table:
    key = request.match_info["table"]
    if key not in TITLES:
        raise NotFound("table", key)
    return next(table for table in parts if table.key == key)


def _file(body: bytes, content_type: str, name: str | None) -> web.Response:
    headers = {**SECURITY_HEADERS, "Content-Type": content_type, "Cache-Control": "no-cache"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return web.Response(body=body, headers=headers)
