"""The composition root of the hub, mounted under ``/hub``."""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from types import NoneType
from typing import Final, NamedTuple, TypeVar

from aiohttp import web
from aiohttp.abc import AbstractResolver
from prometheus_client import CollectorRegistry

from services.hub import keys
from services.hub.api import HubApi
from services.hub.breakers import RedisBreakers
from services.hub.circuits import Circuits
from services.hub.config import HubConfig
from services.hub.delivery import Courier
from services.hub.distribution import Distributor
from services.hub.metrics import Metrics
from services.hub.model import Claim, Intent
from services.hub.news import RedisNews
from services.hub.pages import PREFIX, HubPages
from services.hub.queues import RedisQueue
from services.hub.reach import Clients, clients_of, opened
from services.hub.records import RedisRecords
from services.hub.service import LEASE, Queue, Reception
from services.hub.staff_api import StaffApi
from services.hub.store import RedisSubscriptions
from services.hub.topics import Topics
from services.hub.verification import Verifier
from services.hub.worker import Newsroom, Sweeper, Worker
from shared.store.client import Store
from shared.tasks import Loop, background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

P = TypeVar("P")

_VERIFICATIONS: Final = 8
_LOOKS: Final = 4


@dataclass(frozen=True, slots=True)
class HubDeps:
    """``extra_hosts``: more of SAKET_ALLOW_HOSTS; ``jitter`` yields numbers in [0, 1).

    ``resolver`` replaces the system's for callbacks.
    """

    kit: Kit
    extra_hosts: str = ""
    jitter: Callable[[], float] = SystemRandom().random
    resolver: AbstractResolver | None = None


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
    routes = _routes(kit, reception, topics, registry, store.records)
    mount(app, [*routes, description("Saket: WebSub hub", PREFIX, routes)], kit.gate)
    clients = clients_of(kit.site, deps.extra_hosts, deps.resolver)
    app.cleanup_ctx.append(opened(*clients))  # first in, last out: the loops stop before their clients close
    parts = _Parts(config, deps, store, clients, Metrics(registry, store.records))
    loops = {
        **_workers(parts),
        "news": Newsroom(store.news, reception, pause=config.poll).run,
        "leases": Sweeper(store.subscriptions, kit.clock).run,
    }
    if not kit.helps:
        app.cleanup_ctx.extend(background(f"hub-{name}", run) for name, run in loops.items())
    return app


class _Stores:
    """The hub's parts of the store."""

    def __init__(self, store: Store) -> None:
        self.subscriptions = RedisSubscriptions(store)
        self.intents = RedisQueue(store, keys.INTENTS, Intent)
        self.looks = RedisQueue(store, keys.LOOKS, datetime)
        self.deliveries = RedisQueue(store, keys.DELIVERIES, NoneType)
        self.breakers = RedisBreakers(store)
        self.records = RedisRecords(store)
        self.news = RedisNews(store, idle_ms=int(LEASE.total_seconds() * 1000))


class _Parts(NamedTuple):
    """What the workers are made of."""

    config: HubConfig
    deps: HubDeps
    store: _Stores
    clients: Clients
    journal: Metrics


def _routes(
    kit: Kit, reception: Reception, topics: Topics, registry: CollectorRegistry, records: RedisRecords
) -> list[Route]:
    return [
        *HubPages(records, kit.clock, kit.gate, kit.pages.of("services.hub")).routes(),
        *StaffApi(records, kit.clock).routes(),
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
        circuits=_circuits(parts),
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
        circuits=_circuits(parts),
        callbacks=parts.clients.callbacks,
        journal=parts.journal,
        clock=parts.deps.kit.clock,
        stopwatch=time.monotonic,
        hub=parts.deps.kit.site.absolute(PREFIX),
        digest=parts.config.signature,
        jitter=parts.deps.jitter,
    )


def _circuits(parts: _Parts) -> Circuits:
    return Circuits(
        breakers=parts.store.breakers,
        journal=parts.journal,
        clock=parts.deps.kit.clock,
        jitter=parts.deps.jitter,
    )
