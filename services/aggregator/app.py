"""The composition root of the aggregator, mounted under ``/planet``."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from random import SystemRandom
from typing import Final

from aiohttp import web

from services.aggregator.api import Api
from services.aggregator.callbacks import Callbacks
from services.aggregator.config import AggregatorConfig
from services.aggregator.feeds import MergedFeeds
from services.aggregator.metrics import Metrics
from services.aggregator.pages import PlanetPages
from services.aggregator.poll import Polling, Report
from services.aggregator.poller import Poller, sweep_forever
from services.aggregator.river import River
from services.aggregator.river_store import RiverStore
from services.aggregator.schedule import Manners
from services.aggregator.service import Planet
from services.aggregator.store import SourceStore
from services.aggregator.subscriptions import Subscriber
from services.aggregator.topics import PREFIX
from services.aggregator.workers import ParsePool
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.http.cache import ViewCache
from shared.settings import SiteSettings
from shared.tasks import background
from shared.web.answers import json_answer
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import openapi
from shared.web.routing import Route, mount

_TOKEN_BYTES: Final = 16
POOL: Final = web.AppKey("saket_parse_pool", ParsePool)


@dataclass(frozen=True, slots=True)
class AggregatorDeps:
    """``extra_hosts``: more of SAKET_ALLOW_HOSTS; ``jitter`` gives numbers in [0, 1)."""

    kit: Kit
    extra_hosts: str = ""
    jitter: Callable[[], float] = SystemRandom().random


def create_app(config: AggregatorConfig, deps: AggregatorDeps) -> web.Application:
    """Wire the aggregator. Raises `shared.environment.BadConfiguration` for hosts that cannot be read."""
    kit, metrics, wake = deps.kit, Metrics(), asyncio.Event()
    client = GuardedClient(_allowed(deps), user_agent=_user_agent(kit.site))
    pool = ParsePool(config.parsers)
    sources, index = SourceStore(kit.store), RiverStore(kit.store)
    river = river_of(kit)
    subscriber = Subscriber(
        kept=sources,
        river=index,
        fetcher=client,
        clock=kit.clock,
        secret=_nonce,
        callback=lambda token: kit.site.absolute(f"{PREFIX}/websub/{token}"),
        wake=wake,
    )
    polling = _Counted(
        Polling(
            sources=sources,
            due=index,
            river=river,
            fetcher=client,
            parser=pool,
            hubs=subscriber,
            clock=kit.clock,
            jitter=deps.jitter,
            manners=Manners(timedelta(seconds=config.min_poll)),
        ),
        metrics,
    )
    planet = Planet(sources=sources, index=index, river=river, polls=polling, clock=kit.clock, wake=wake.set)
    poller = Poller(index, polling.poll, kit.clock, config.polls, wake)

    app = web.Application()
    app[POOL] = pool
    routes = [
        *PlanetPages(planet, kit.pages.of("services.aggregator")).routes(),
        *Api(planet, kit.bodies, kit.site.title).routes(),
        *MergedFeeds(planet, index, kit.site, ViewCache()).routes(),
        *Callbacks(subscriber, metrics.pushes).routes(),
        *Health(metrics.registry, kit.gate, kit.store.ping).routes(),
    ]
    mount(app, [*routes, _description(routes)], kit.gate)
    app.cleanup_ctx.extend(
        [
            _opened(client, pool),
            background("poller", poller.run),
            background("river sweep", lambda: sweep_forever(river.sweep)),
        ]
    )
    return app


def river_of(kit: Kit) -> River:
    """The one who keeps the indexes; its `rebuild` is what `saket reindex` needs."""
    return River(
        index=RiverStore(kit.store),
        origin=SourceStore(kit.store),
        announcer=kit.announcer,
        clock=kit.clock,
        absolute=kit.site.absolute,
        nonce=_nonce,
    )


class _Counted:
    """`Polling` that counts what came of it."""

    def __init__(self, polling: Polling, metrics: Metrics) -> None:
        self._polling = polling
        self._metrics = metrics

    async def poll(self, source: str, until: datetime) -> Report | None:
        report = await self._polling.poll(source, until)
        if report is not None:
            self._metrics.polls.labels(report.verdict.value).inc()
            if report.source.error is not None:
                self._metrics.problems.labels(report.source.error.code).inc()
        return report


def _allowed(deps: AggregatorDeps) -> AllowList:
    return AllowList.parse(",".join(filter(None, (deps.kit.site.allow_hosts, deps.extra_hosts))))


def _user_agent(site: SiteSettings) -> str:
    """Names the site, so that publishers know whom to ask."""
    return f"Saket/{version('saket')} (+{site.base_url}{PREFIX}/sources)"


def _nonce() -> str:
    return secrets.token_hex(_TOKEN_BYTES)


def _opened(client: GuardedClient, pool: ParsePool) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(client)
            await stack.enter_async_context(pool)
            yield

    return context


def _description(routes: list[Route]) -> Route:
    document = openapi("Saket aggregator", version("saket"), PREFIX, routes)

    async def describe(_request: web.Request) -> web.Response:
        return json_answer(document)

    return Route(method="GET", path="/openapi.json", handler=describe, summary="This description")
