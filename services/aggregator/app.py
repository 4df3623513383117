"""The composition root of the aggregator, mounted under ``/planet``."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.aggregator.assembly import Planet, assemble
from services.aggregator.config import AggregatorConfig
from services.aggregator.metrics import Metrics
from services.aggregator.publishing.api import EntriesApi
from services.aggregator.publishing.feeds import MergedFeeds
from services.aggregator.publishing.health import HealthPages
from services.aggregator.publishing.pages import RiverPages
from services.aggregator.push.callbacks import Callbacks
from services.aggregator.reading.workers import ParsePool
from services.aggregator.river.sweeper import sweep_forever
from services.aggregator.river.topics import PREFIX
from services.aggregator.ruling.api import RulingApi
from services.aggregator.ruling.desk import Desk
from services.aggregator.ruling.pruner import prune_forever
from services.aggregator.sources.api import SourcesApi
from shared.http.cache import ViewCache
from shared.tasks import Context, background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

POOL: Final = web.AppKey("saket_parse_pool", ParsePool)
DESK: Final = web.AppKey("saket_planet_desk", Desk)


@dataclass(frozen=True, slots=True)
class AggregatorDeps:
    """``own_pages``: all that may be fetched from this very site; ``jitter`` gives numbers in [0, 1)."""

    kit: Kit
    own_pages: tuple[str, ...] = ()
    jitter: Callable[[], float] = SystemRandom().random


class _Handlers(Protocol):
    """A part of the service's HTTP surface."""

    def routes(self) -> list[Route]: ...


def create_app(config: AggregatorConfig, deps: AggregatorDeps) -> web.Application:
    """Wire the aggregator. Raises `shared.environment.BadConfiguration` for hosts that cannot be read."""
    kit, registry = deps.kit, CollectorRegistry()
    metrics = Metrics(registry)
    planet = assemble(config, kit, metrics, own_pages=deps.own_pages, jitter=deps.jitter)
    routes = [*_routes(planet, kit, metrics), *Health(registry, kit.gate, kit.store.ping).routes()]
    app = web.Application()
    app[POOL], app[DESK] = planet.pool, planet.desk
    mount(app, [*routes, description("Saket: planet", PREFIX, routes)], kit.gate)
    app.cleanup_ctx.append(_opened(planet))  # first in, last out: the poller stops before they close
    app.cleanup_ctx.append(background("planet-readers", planet.introduction.keep))
    if not kit.helps:
        app.cleanup_ctx.append(background("planet-poller", planet.poller.run))
        app.cleanup_ctx.append(background("planet-sweep", lambda: sweep_forever(planet.river.sweep)))
        app.cleanup_ctx.append(background("planet-prune", lambda: prune_forever(planet.desk.prune)))
    return app


def _routes(planet: Planet, kit: Kit, metrics: Metrics) -> list[Route]:
    pages = kit.pages.of("services.aggregator")
    handlers: list[_Handlers] = [
        RiverPages(planet.register, planet.newsstand, pages),
        HealthPages(planet.register, planet.sources, pages, kit.clock),
        SourcesApi(planet.register, kit.bodies, kit.site.title),
        EntriesApi(planet.newsstand),
        RulingApi(planet.desk, kit.bodies),
        MergedFeeds(planet.register, planet.newsstand, planet.index, kit.site, ViewCache()),
        Callbacks(planet.subscriber, planet.pushed, metrics),
    ]
    return [route for handler in handlers for route in handler.routes()]


def _opened(planet: Planet) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with planet.opened():
            yield

    return context
