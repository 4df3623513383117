"""Composition root of the strategy service, mounted at ``/strategy``."""

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.strategy.addresses import PREFIX
from services.strategy.api import StrategyApi
from services.strategy.desk import StrategyDesk
from services.strategy.neighbours import PlanetEntries
from services.strategy.overview import Overview
from services.strategy.pages import StrategyPages
from services.strategy.posts import OwnPosts
from services.strategy.service import Strategy
from services.strategy.store import RedisPlans
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
    routes = [
        *StrategyApi(strategy, neighbours, kit.gate, kit.bodies, kit.site).routes(),
        *StrategyDesk(
            strategy=strategy,
            overview=overview,
            neighbours=neighbours,
            pages=pages,
            gate=kit.gate,
            bodies=kit.bodies,
        ).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
        *StrategyPages(strategy, overview, KeptPages(pages), kit.site).routes(),
    ]
    app = web.Application()
    mount(app, [*routes, description("Saket: strategy", PREFIX, routes)], kit.gate)
    return app


def strategy_of(kit: Kit) -> Strategy:
    """The use cases without a service around them, for the console."""
    return Strategy(RedisPlans(kit.store), kit.clock)
