"""The pages that everybody reads: the plan, its issues, the network."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.strategy.addresses import HOME, agency_path, feed_path, issue_path
from services.strategy.chart import chart
from services.strategy.model import NATIONAL_ISSUES, Edition, Indicator, Issue, PartnerKind, Plan
from services.strategy.network import OPML, members, opml
from services.strategy.overview import Dossier, Overview
from services.strategy.progress import Level, newest, progress
from services.strategy.service import Strategy
from services.strategy.wording import KINDS, LEVELS, chart_label, figure
from shared.errors import NotFound
from shared.feed.formats import FORMATS
from shared.i18n import translations
from shared.settings import SiteSettings
from shared.web.kept_pages import KeptPages
from shared.web.language import language_of
from shared.web.routing import Route


class StrategyPages:
    """Handlers, mounted at `addresses.PREFIX`."""

    def __init__(self, strategy: Strategy, overview: Overview, pages: KeptPages, site: SiteSettings) -> None:
        self._strategy = strategy
        self._overview = overview
        self._pages = pages
        self._site = site

    def routes(self) -> list[Route]:
        table = (
            ("", self.door, "The address with a slash", "text/html"),
            ("/", self.home, "The province's plan, with the news of each strategic issue", "text/html"),
            ("/network", self.network, "Agencies and provinces that work on the strategy", "text/html"),
            ("/network.opml", self.network_list, "Their feeds, to follow all at once", "text/x-opml"),
            ("/{key:[a-z0-9-]+}", self.issue, "One strategic issue", "text/html"),
        )
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, query=("lang",), produces=produces)
            for path, handler, summary, produces in table
        ]

    async def door(self, request: web.Request) -> web.StreamResponse:
        """``/strategy`` leads to ``/strategy/``."""
        raise web.HTTPPermanentRedirect(str(request.rel_url.with_path(HOME).with_query(request.rel_url.query)))

    async def home(self, request: web.Request) -> web.Response:
        """The plan; without one, the issues that posts name."""
        edition = await self._strategy.current()

        async def context() -> Mapping[str, Any]:
            plan = edition.plan if edition else None
            return {
                "plan": plan,
                "edition": edition,
                "issues": [self._entry(plan, named) for named in await self._overview.named(plan)],
                "national": NATIONAL_ISSUES,
            }

        return await self._show(request, "strategy.html", context)

    async def issue(self, request: web.Request) -> web.Response:
        """All about one issue of the plan. 404 for one that it does not know."""
        edition = await self._strategy.current()
        issue = edition.plan.issue(request.match_info["key"]) if edition else None
        if edition is None or issue is None:
            raise NotFound("strategic issue", request.match_info["key"])

        async def context() -> Mapping[str, Any]:
            dossier = await self._overview.dossier(edition, issue)
            return self._dossier(edition, dossier, language_of(request))

        return await self._show(request, "issue.html", context)

    async def network(self, request: web.Request) -> web.Response:
        """Who takes part."""
        edition = await self._strategy.current()

        async def context() -> Mapping[str, Any]:
            everyone = members(edition.plan, self._site.base_url) if edition else ()
            return {"groups": [(KINDS[kind], [one for one in everyone if one.kind is kind]) for kind in PartnerKind]}

        return await self._show(request, "network.html", context)

    async def network_list(self, request: web.Request) -> web.Response:
        """Their feeds as OPML."""
        edition = await self._strategy.required()
        say = translations(language_of(request)).gettext
        groups = {kind: say(KINDS[kind]) for kind in PartnerKind}
        text = opml(edition.plan.title, members(edition.plan, self._site.base_url), groups)
        headers = {
            "Content-Type": OPML,
            "Content-Disposition": 'attachment; filename="network.opml"',
            "Cache-Control": "no-cache",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=text.encode(), headers=headers)

    async def _show(self, request: web.Request, template: str, context: Any) -> web.Response:
        return await self._pages.answer(request, template, await self._overview.state(), context)

    def _entry(self, plan: Plan | None, named: Any) -> dict[str, Any]:
        issue = plan.named(named.name) if plan else None
        return {
            "named": named,
            "issue": issue,
            "path": issue_path(issue.key) if issue else None,
            "feeds": [feed_path(named.name, extension) for extension in FORMATS],
            "levels": _levels(issue),
        }

    def _dossier(self, edition: Edition, dossier: Dossier, language: str) -> dict[str, Any]:
        say = translations(language)
        span = edition.plan.years
        return {
            "plan": edition.plan,
            "issue": dossier.issue,
            "dossier": dossier,
            "national": NATIONAL_ISSUES,
            "feeds": [feed_path(dossier.issue.name, extension) for extension in FORMATS],
            "agencies": [(name, agency_path(name)) for name in dossier.issue.agencies],
            "charts": {
                indicator.key: chart(indicator, span, chart_label(say, indicator))
                for indicator in dossier.issue.indicators
            },
            "rows": {indicator.key: _rows(edition.plan, indicator) for indicator in dossier.issue.indicators},
            "levels": LEVELS,
            "figure": figure,
        }


def _rows(plan: Plan, indicator: Indicator) -> list[Any]:
    """A year a line: those of the plan, and others in which something was measured."""
    years = sorted({*plan.years.years, *indicator.measured})
    return [progress(indicator, year) for year in years]


def _levels(issue: Issue | None) -> dict[str, int]:
    """How many indicators stand how, each by the last year that has a value; empty without indicators."""
    newest_of = [newest(indicator) for indicator in issue.indicators] if issue else []
    found = [last.level if last else Level.UNKNOWN for last in newest_of]
    return {level.value: found.count(level) for level in Level} if found else {}
