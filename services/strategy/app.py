"""Composition root of the strategy service, mounted at ``/strategy``."""

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.strategy.addresses import PREFIX
from services.strategy.api import StrategyApi
from services.strategy.choosing import IssueChoice
from services.strategy.desk import StrategyDesk
from services.strategy.neighbours import PlanetEntries
from services.strategy.overview import Overview
from services.strategy.pages import StrategyPages
from services.strategy.posts import OwnPosts
from services.strategy.report.gathering import Reports
from services.strategy.report.kept import KeptReports
from services.strategy.report.pages import ReportPages
from services.strategy.report.sources import OwnComments, PublishedPosts, SiteAudience
from services.strategy.service import Strategy
from services.strategy.store import RedisPlans
from services.strategy.surroundings import PlanAndNeighbours
from services.strategy.threads import OwnThreads
from shared.web.health import Health
from shared.web.kept_pages import KeptPages
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import mount


def create_app(kit: Kit) -> web.Application:
    """The service, to be mounted by `shared.web.server.compose`."""
    registry = CollectorRegistry()
    pages = kit.pages.of("services.strategy")
    strategy = strategy_of(kit)
    neighbours = PlanetEntries(kit.store)
    overview = Overview(strategy, OwnPosts(kit.store, kit.site), OwnThreads(kit.store, kit.site.base_url), neighbours)
    kept = KeptPages(pages)
    routes = [
        *StrategyApi(
            strategy=strategy,
            choice=issues_of(kit),
            neighbours=neighbours,
            gate=kit.gate,
            bodies=kit.bodies,
            site=kit.site,
        ).routes(),
        *StrategyDesk(
            strategy=strategy,
            overview=overview,
            neighbours=neighbours,
            pages=pages,
            gate=kit.gate,
            bodies=kit.bodies,
        ).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
        *ReportPages(
            strategy=strategy,
            overview=overview,
            reports=KeptReports(reports_of(kit)),
            pages=kept,
            site=kit.site,
            clock=kit.clock,
        ).routes(),
        *StrategyPages(strategy, overview, kept, kit.site).routes(),
    ]
    app = web.Application()
    mount(app, [*routes, description("Saket: strategy", PREFIX, routes)], kit.gate)
    return app


def reports_of(kit: Kit) -> Reports:
    """What makes reports."""
    return Reports(
        strategy=strategy_of(kit),
        posts=PublishedPosts(kit.store, kit.site),
        comments=OwnComments(kit.store),
        neighbours=PlanetEntries(kit.store),
        audience=SiteAudience(kit.store),
        clock=kit.clock,
    )


def issues_of(kit: Kit) -> IssueChoice:
    """What officers choose an issue from while they write."""
    return IssueChoice(strategy_of(kit), OwnPosts(kit.store, kit.site))


def surroundings_of(kit: Kit) -> PlanAndNeighbours:
    """What the pages of posts show of the plan and of the neighbours."""
    return PlanAndNeighbours(strategy_of(kit), PlanetEntries(kit.store))


def strategy_of(kit: Kit) -> Strategy:
    """The use cases without a service around them, for the console."""
    return Strategy(RedisPlans(kit.store), kit.clock)
