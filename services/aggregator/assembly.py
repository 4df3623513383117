"""How the planet is put together, for the web application and for the console alike."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from random import SystemRandom
from typing import Final

from services.aggregator.config import AggregatorConfig
from services.aggregator.discovery.finder import Finder
from services.aggregator.metrics import CountedPolling, Metrics
from services.aggregator.polling.introduction import Introduction
from services.aggregator.polling.poll import Polling
from services.aggregator.polling.poller import Poller
from services.aggregator.polling.pushed import Pushed
from services.aggregator.polling.recollection import Recollection
from services.aggregator.polling.settling import Settlement
from services.aggregator.polling.visit import Visitor
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.push.subscriptions import Subscriber
from services.aggregator.reading.loops import Ours
from services.aggregator.reading.workers import ParsePool
from services.aggregator.river.keeper import River
from services.aggregator.river.store import RiverStore
from services.aggregator.river.topics import PREFIX
from services.aggregator.ruling.desk import Desk
from services.aggregator.search.searcher import Searcher
from services.aggregator.sources.register import Register
from services.aggregator.store.due import DueStore
from services.aggregator.store.rules import RulesStore
from services.aggregator.store.sources import SourceStore
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.identity import user_agent
from shared.fetch.limits import Limits
from shared.fetch.urls import HttpUrl
from shared.push import Audience
from shared.web.kit import Kit

_TOKEN_BYTES: Final = 16
_CHANCE: Final = SystemRandom()
_OTHER_CONNECTIONS: Final = 16
"""Hubs and pages that are asked beside the polls."""


@dataclass(frozen=True, slots=True)
class Planet:
    """The use cases and what they stand on."""

    client: GuardedClient
    pool: ParsePool
    sources: SourceStore
    index: RiverStore
    river: River
    subscriber: Subscriber
    pushed: Pushed
    register: Register
    newsstand: Newsstand
    poller: Poller
    introduction: Introduction
    desk: Desk

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """What goes out works inside."""
        async with self.client, self.pool:
            yield


@dataclass(frozen=True, slots=True)
class _Ground:
    """What everything stands on: stores, the river, the way out, and what wakes the poller."""

    config: AggregatorConfig
    kit: Kit
    sources: SourceStore
    index: RiverStore
    rules: RulesStore
    due: DueStore
    river: River
    client: GuardedClient
    wake: asyncio.Event


def assemble(
    config: AggregatorConfig,
    kit: Kit,
    metrics: Metrics,
    *,
    own_pages: Sequence[str] = (),
    jitter: Callable[[], float] = _CHANCE.random,
) -> Planet:
    """Wire it. Raises `shared.environment.BadConfiguration` for hosts that cannot be read."""
    ground = _ground(config, kit, own_pages)
    pool, introduction, subscriber = ParsePool(config.parsers), _introduction(kit, ground.index), _subscriber(ground)
    polling = _polling(ground, _visitor(ground, pool, introduction), subscriber, jitter)
    counted = CountedPolling(polling, metrics)
    return Planet(
        client=ground.client,
        pool=pool,
        sources=ground.sources,
        index=ground.index,
        river=ground.river,
        subscriber=subscriber,
        pushed=Pushed(ground.sources, ground.due, polling, kit.clock),
        register=_register(ground, counted, subscriber),
        newsstand=Newsstand(ground.sources, ground.index, searcher_of(kit)),
        poller=Poller(ground.due, counted, kit.clock, config.polls, ground.wake),
        introduction=introduction,
        desk=_desk(ground),
    )


def _ground(config: AggregatorConfig, kit: Kit, own_pages: Sequence[str]) -> _Ground:
    return _Ground(
        config=config,
        kit=kit,
        sources=SourceStore(kit.store),
        index=RiverStore(kit.store),
        rules=RulesStore(kit.store),
        due=_schedule(config, kit),
        river=river_of(kit),
        client=_client(config, kit, own_pages),
        wake=asyncio.Event(),
    )


def _visitor(ground: _Ground, pool: ParsePool, introduction: Introduction) -> Visitor:
    kit, limits = ground.kit, ground.config.limits
    return Visitor(
        memory=ground.sources,
        recollection=Recollection(ground.sources, ground.index, ground.rules, ours_of(kit), limits),
        fetcher=ground.client,
        finder=Finder(ground.client),
        parser=pool,
        clock=kit.clock,
        agent=introduction.to,
    )


def _polling(ground: _Ground, visitor: Visitor, subscriber: Subscriber, jitter: Callable[[], float]) -> Polling:
    clock = ground.kit.clock
    return Polling(
        sources=ground.sources,
        due=ground.due,
        settling=Settlement(ground.sources, ground.river, ground.due, clock),
        visits=visitor,
        hubs=subscriber,
        clock=clock,
        jitter=jitter,
        floor=timedelta(seconds=ground.config.min_poll),
    )


def _register(ground: _Ground, polls: CountedPolling, subscriber: Subscriber) -> Register:
    return Register(
        sources=ground.sources,
        listing=ground.index,
        due=ground.due,
        river=ground.river,
        polls=polls,
        hubs=subscriber,
        clock=ground.kit.clock,
        wake=ground.wake.set,
    )


def _desk(ground: _Ground) -> Desk:
    return Desk(
        sources=ground.sources,
        kept=ground.rules,
        river=ground.river,
        arrivals=ground.index,
        limits=ground.config.limits,
    )


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


def searcher_of(kit: Kit) -> Searcher:
    """The one who finds entries; its `rebuild` is what `saket reindex` needs. The file is opened when first needed."""
    return Searcher(kit.site.data / "planet-search.db", RiverStore(kit.store), SourceStore(kit.store), _nonce())


def ours_of(kit: Kit) -> Ours:
    """What tells our own entries when they come back to us."""
    return Ours(kit.site.base_url, kit.site.authority)


def _schedule(config: AggregatorConfig, kit: Kit) -> DueStore:
    if not kit.site.limits:
        return DueStore(kit.store, most=config.polls, gap=timedelta())
    return DueStore(kit.store, most=config.domain_polls, gap=timedelta(seconds=config.domain_gap))


def _introduction(kit: Kit, index: RiverStore) -> Introduction:
    @lru_cache
    def name(readers: int) -> str:
        return user_agent("Saket", kit.site.absolute(f"{PREFIX}/sources"), readers)

    return Introduction(Audience(kit.store), index, name, kit.clock)


def _client(config: AggregatorConfig, kit: Kit, own_pages: Sequence[str]) -> GuardedClient:
    return GuardedClient(
        AllowList.parse(kit.site.allow_hosts),
        user_agent=user_agent("Saket", kit.site.absolute(f"{PREFIX}/sources")),
        limits=replace(Limits(), connections=config.polls + _OTHER_CONNECTIONS),
        pages=[HttpUrl.parse(page) for page in own_pages],
    )


def _subscriber(ground: _Ground) -> Subscriber:
    return Subscriber(
        kept=ground.sources,
        due=ground.due,
        fetcher=ground.client,
        clock=ground.kit.clock,
        secret=_nonce,
        callback=lambda token: ground.kit.site.absolute(f"{PREFIX}/websub/{token}"),
        wake=ground.wake,
    )


def _nonce() -> str:
    return secrets.token_hex(_TOKEN_BYTES)
