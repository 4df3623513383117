"""The composition root of the aggregator, mounted under ``/planet``."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.aggregator.config import AggregatorConfig
from services.aggregator.metrics import CountedPolling, Metrics
from services.aggregator.polling.poll import Polling
from services.aggregator.polling.poller import Poller
from services.aggregator.polling.settling import Settlement
from services.aggregator.polling.visit import Visitor
from services.aggregator.publishing.api import EntriesApi
from services.aggregator.publishing.feeds import MergedFeeds
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.publishing.pages import PlanetPages
from services.aggregator.push.callbacks import Callbacks
from services.aggregator.push.subscriptions import Subscriber
from services.aggregator.reading.workers import ParsePool
from services.aggregator.river.keeper import River
from services.aggregator.river.store import RiverStore
from services.aggregator.river.sweeper import sweep_forever
from services.aggregator.river.topics import PREFIX
from services.aggregator.sources.api import SourcesApi
from services.aggregator.sources.register import Register
from services.aggregator.store.due import DueStore
from services.aggregator.store.sources import SourceStore
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.identity import user_agent
from shared.fetch.urls import HttpUrl
from shared.http.cache import ViewCache
from shared.tasks import Context, background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

_TOKEN_BYTES: Final = 16
POOL: Final = web.AppKey("saket_parse_pool", ParsePool)


@dataclass(frozen=True, slots=True)
class AggregatorDeps:
    """``own_pages``: all that may be fetched from this very site; ``jitter`` gives numbers in [0, 1)."""

    kit: Kit
    own_pages: tuple[str, ...] = ()
    jitter: Callable[[], float] = SystemRandom().random


class _Handlers(Protocol):
    """A part of the service's HTTP surface."""

    def routes(self) -> list[Route]: ...


@dataclass(frozen=True, slots=True)
class _Core:
    """The use cases and what they stand on."""

    client: GuardedClient
    pool: ParsePool
    index: RiverStore
    river: River
    subscriber: Subscriber
    register: Register
    newsstand: Newsstand
    poller: Poller


def create_app(config: AggregatorConfig, deps: AggregatorDeps) -> web.Application:
    """Wire the aggregator. Raises `shared.environment.BadConfiguration` for hosts that cannot be read."""
    kit, registry = deps.kit, CollectorRegistry()
    metrics = Metrics(registry)
    core = _core(config, deps, metrics)
    routes = [*_routes(core, kit, metrics), *Health(registry, kit.gate, kit.store.ping).routes()]
    app = web.Application()
    app[POOL] = core.pool
    mount(app, [*routes, description("Saket: planet", PREFIX, routes)], kit.gate)
    app.cleanup_ctx.append(_opened(core.client, core.pool))  # first in, last out: the poller stops before they close
    app.cleanup_ctx.append(background("planet-poller", core.poller.run))
    app.cleanup_ctx.append(background("planet-sweep", lambda: sweep_forever(core.river.sweep)))
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


def _core(config: AggregatorConfig, deps: AggregatorDeps, metrics: Metrics) -> _Core:
    kit, wake = deps.kit, asyncio.Event()
    sources, due = (
        SourceStore(kit.store),
        DueStore(kit.store, most=config.domain_polls, gap=timedelta(seconds=config.domain_gap)),
    )
    index, river = RiverStore(kit.store), river_of(kit)
    client = GuardedClient(
        AllowList.parse(kit.site.allow_hosts),
        user_agent=user_agent("Saket", kit.site.absolute(f"{PREFIX}/sources")),
        pages=[HttpUrl.parse(page) for page in deps.own_pages],
    )
    pool = ParsePool(config.parsers)
    subscriber = Subscriber(
        kept=sources,
        due=due,
        fetcher=client,
        clock=kit.clock,
        secret=_nonce,
        callback=lambda token: kit.site.absolute(f"{PREFIX}/websub/{token}"),
        wake=wake,
    )
    agent = user_agent("Saket", kit.site.absolute(f"{PREFIX}/sources"))
    polling = Polling(
        sources=sources,
        due=due,
        settling=Settlement(sources, due, kit.clock),
        river=river,
        visits=Visitor(memory=sources, fetcher=client, parser=pool, clock=kit.clock, agent=lambda: agent),
        hubs=subscriber,
        clock=kit.clock,
        jitter=deps.jitter,
        floor=timedelta(seconds=config.min_poll),
    )
    counted = CountedPolling(polling, metrics)
    register = Register(
        sources=sources,
        listing=index,
        due=due,
        river=river,
        polls=counted,
        hubs=subscriber,
        clock=kit.clock,
        wake=wake.set,
    )
    poller = Poller(due, counted, kit.clock, config.polls, wake)
    return _Core(client, pool, index, river, subscriber, register, Newsstand(sources, index), poller)


def _routes(core: _Core, kit: Kit, metrics: Metrics) -> list[Route]:
    handlers: list[_Handlers] = [
        PlanetPages(core.register, core.newsstand, kit.pages.of("services.aggregator")),
        SourcesApi(core.register, kit.bodies, kit.site.title),
        EntriesApi(core.newsstand),
        MergedFeeds(core.register, core.newsstand, core.index, kit.site, ViewCache()),
        Callbacks(core.subscriber, metrics),
    ]
    return [route for handler in handlers for route in handler.routes()]


def _nonce() -> str:
    return secrets.token_hex(_TOKEN_BYTES)


def _opened(client: GuardedClient, pool: ParsePool) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(client)
            await stack.enter_async_context(pool)
            yield

    return context
