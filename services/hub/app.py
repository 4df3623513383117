"""The composition root of the hub, mounted under ``/hub``."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from random import SystemRandom
from types import NoneType
from typing import Any, Final, NamedTuple, TypeVar

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.hub import keys
from services.hub.api import HubApi
from services.hub.config import HubConfig
from services.hub.delivery import Courier
from services.hub.distribution import Distributor
from services.hub.metrics import Metrics
from services.hub.model import Claim, Intent
from services.hub.news import RedisNews
from services.hub.pages import HubPages
from services.hub.queues import RedisQueue
from services.hub.service import LEASE, Queue, Reception
from services.hub.store import RedisSubscriptions
from services.hub.topics import Topics
from services.hub.verification import Verifier
from services.hub.worker import Newsroom, Sweeper, Worker
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.identity import user_agent
from shared.fetch.limits import Limits
from shared.fetch.urls import HttpUrl
from shared.settings import KIB, MIB, SiteSettings
from shared.store.client import Store
from shared.tasks import Context, background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

P = TypeVar("P")
Loop = Callable[[], Coroutine[Any, Any, None]]

PREFIX: Final = "/hub"
# Verification reads our site and asks the subscriber: both together fit into one lease.
_SECONDS: Final = LEASE.total_seconds() / 3
_CALLBACK_LIMITS: Final = Limits(total=_SECONDS, headers=_SECONDS, body=64 * KIB, redirects=0)
_OWN_LIMITS: Final = Limits(total=_SECONDS, headers=_SECONDS, body=16 * MIB, redirects=0, connections=8)
_VERIFICATIONS: Final = 8
_LOOKS: Final = 4


@dataclass(frozen=True, slots=True)
class HubDeps:
    """``extra_hosts``: more of SAKET_ALLOW_HOSTS; ``jitter`` yields numbers in [0, 1)."""

    kit: Kit
    extra_hosts: str = ""
    jitter: Callable[[], float] = SystemRandom().random


def create_app(config: HubConfig, deps: HubDeps) -> web.Application:
    """The hub's routes and loops over the store of ``deps``."""
    kit = deps.kit
    store = _Stores(kit.store)
    topics = Topics(kit.site.base_url)
    reception = Reception(
        subscriptions=store.subscriptions,
        intents=store.intents,
        looks=store.looks,
        topics=topics,
        ceilings=config.ceilings,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    registry = CollectorRegistry()
    app = web.Application()
    routes = _routes(kit, reception, topics, registry)
    mount(app, [*routes, description("Saket: WebSub hub", PREFIX, routes)], kit.gate)
    clients = _clients(kit.site, deps.extra_hosts)
    app.cleanup_ctx.append(_opened(*clients))  # first in, last out: the loops stop before their clients close
    parts = _Parts(config, deps, store, clients, Metrics(registry, store.subscriptions))
    loops = {
        **_workers(parts),
        "news": Newsroom(store.news, reception, pause=config.poll).run,
        "leases": Sweeper(store.subscriptions, kit.clock).run,
    }
    app.cleanup_ctx.extend(background(f"hub-{name}", run) for name, run in loops.items())
    return app


class _Stores:
    """The hub's parts of the store."""

    def __init__(self, store: Store) -> None:
        self.subscriptions = RedisSubscriptions(store)
        self.intents = RedisQueue(store, keys.INTENTS, Intent)
        self.looks = RedisQueue(store, keys.LOOKS, NoneType)
        self.deliveries = RedisQueue(store, keys.DELIVERIES, NoneType)
        self.news = RedisNews(store, idle_ms=int(LEASE.total_seconds() * 1000))


class _Clients(NamedTuple):
    """``callbacks`` goes wherever subscribers are, ``own`` to our own origin alone."""

    callbacks: GuardedClient
    own: GuardedClient


class _Parts(NamedTuple):
    """What the workers are made of."""

    config: HubConfig
    deps: HubDeps
    store: _Stores
    clients: _Clients
    journal: Metrics


def _routes(kit: Kit, reception: Reception, topics: Topics, registry: CollectorRegistry) -> list[Route]:
    return [
        *HubPages(reception, kit.pages.of("services.hub")).routes(),
        *HubApi(
            reception=reception,
            topics=topics,
            bodies=kit.bodies,
            gate=kit.gate,
            budget=kit.budget,
            site=kit.site,
        ).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]


def _clients(site: SiteSettings, extra_hosts: str) -> _Clients:
    origin = HttpUrl.parse(site.origin)
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    everywhere = AllowList.parse(f"{site.allow_hosts},{extra_hosts}")
    name = user_agent("Saket-Hub", site.absolute(PREFIX))
    return _Clients(
        GuardedClient(everywhere, user_agent=name, limits=_CALLBACK_LIMITS),
        GuardedClient(AllowList.parse(f"{host}:{origin.port}"), user_agent=name, limits=_OWN_LIMITS),
    )


def _opened(*clients: GuardedClient) -> Context:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            for client in clients:
                await stack.enter_async_context(client)
            yield

    return context


def _workers(parts: _Parts) -> dict[str, Loop]:
    kit, config, store = parts.deps.kit, parts.config, parts.store

    def loop(queue: Queue[P], attend: Callable[[Claim[P]], Awaitable[None]], slots: int) -> Loop:
        return Worker(queue, attend, clock=kit.clock, new_id=kit.new_id, slots=slots, poll=config.poll).run

    return {
        "verification": loop(store.intents, _verifier(parts).attend, _VERIFICATIONS),
        "distribution": loop(store.looks, _distributor(parts).attend, _LOOKS),
        "delivery": loop(store.deliveries, _courier(parts).attend, config.deliveries),
    }


def _verifier(parts: _Parts) -> Verifier:
    return Verifier(
        subscriptions=parts.store.subscriptions,
        intents=parts.store.intents,
        callbacks=parts.clients.callbacks,
        site=parts.clients.own,
        journal=parts.journal,
        clock=parts.deps.kit.clock,
        origin=parts.deps.kit.site.origin,
        ceilings=parts.config.ceilings,
        new_challenge=secrets.token_urlsafe,
    )


def _distributor(parts: _Parts) -> Distributor:
    return Distributor(
        subscriptions=parts.store.subscriptions,
        looks=parts.store.looks,
        deliveries=parts.store.deliveries,
        site=parts.clients.own,
        journal=parts.journal,
        clock=parts.deps.kit.clock,
        origin=parts.deps.kit.site.origin,
        jitter=parts.deps.jitter,
    )


def _courier(parts: _Parts) -> Courier:
    return Courier(
        subscriptions=parts.store.subscriptions,
        deliveries=parts.store.deliveries,
        callbacks=parts.clients.callbacks,
        journal=parts.journal,
        clock=parts.deps.kit.clock,
        hub=parts.deps.kit.site.absolute(PREFIX),
        jitter=parts.deps.jitter,
    )
