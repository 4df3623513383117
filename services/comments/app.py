"""Composition root of the comment service, mounted at ``/comments``."""

from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.addresses import PREFIX, Addresses
from services.comments.api import CommentsApi
from services.comments.config import CommentsConfig
from services.comments.console import Console
from services.comments.embed import Embed
from services.comments.feed_pages import FeedPages
from services.comments.feeds import Feeds
from services.comments.judging import Judge, Judging
from services.comments.metrics import Metrics
from services.comments.moderation import Moderation
from services.comments.moderation_api import ModerationApi
from services.comments.pages import ThreadPages
from services.comments.queue_store import RedisLedger, RedisQueue
from services.comments.receipt_pages import ReceiptPages
from services.comments.senders import Senders
from services.comments.service import Comments
from services.comments.spam.decide import Decider
from services.comments.store import RedisThreads
from services.comments.sweeper import sweep_forever
from services.comments.thread import Directory, Posts, Sites
from services.comments.threadviews import ThreadFragments
from services.comments.writer import Writer, rebuild
from shared.store.client import Store
from shared.tasks import background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

THREADS: Final = web.AppKey("saket_threads", ThreadFragments)
"""What the feed service shows under a post."""


@dataclass(frozen=True, slots=True)
class CommentsDeps:
    """``posts`` are those of this site; ``judge`` is the spam decision, the configured model's unless given."""

    kit: Kit
    posts: Posts
    judge: Judge | None = None


class _Handlers(Protocol):
    """A part of the service's HTTP surface."""

    def routes(self) -> list[Route]: ...


@dataclass(frozen=True, slots=True)
class _Core:
    """The use cases and what they stand on."""

    threads: RedisThreads
    queue: RedisQueue
    writer: Writer
    judging: Judging
    comments: Comments
    moderation: Moderation
    fragments: ThreadFragments
    addresses: Addresses
    directory: Directory


def create_app(config: CommentsConfig, deps: CommentsDeps) -> web.Application:
    """The service, to be mounted by `shared.web.server.compose`. Raises `NotAThread` for unusable SAKET_SITES."""
    kit, registry = deps.kit, CollectorRegistry()
    core = _core(config, deps, Metrics(registry))
    routes = [*_routes(core, kit), *Health(registry, kit.gate, kit.store.ping).routes()]
    app = web.Application()
    app[THREADS] = core.fragments
    mount(app, [*routes, description("Saket: comments", PREFIX, routes)], kit.gate)
    app.cleanup_ctx.append(background("comments-sweep", lambda: sweep_forever(core.writer)))
    return app


async def reindex_queue(store: Store) -> int:
    """Build the moderation index anew: what `saket reindex` needs. How many comments it holds."""
    return await rebuild(RedisThreads(store), RedisQueue(store))


def _core(config: CommentsConfig, deps: CommentsDeps, metrics: Metrics) -> _Core:
    kit = deps.kit
    base, addresses = kit.site.base_url, Addresses(kit.site.base_url)
    directory = Directory(Sites.of([base, *kit.site.sites]), Sites.of([base]), deps.posts)
    threads, queue = RedisThreads(kit.store), RedisQueue(kit.store)
    judge = deps.judge or Decider.load(config.model)
    judging = Judging(judge, time_trap=kit.site.limits)
    writer = Writer(
        records=threads,
        index=queue,
        announcer=kit.announcer,
        topics=addresses.topics,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    comments = Comments(
        threads=threads,
        writer=writer,
        judging=judging,
        budget=kit.budget,
        limits=config.limits,
        directory=directory,
        secret=kit.secret,
        metrics=metrics,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    moderation = Moderation(
        threads=threads,
        queue=queue,
        ledger=RedisLedger(kit.store),
        writer=writer,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    pages = kit.pages.of("services.comments")
    fragments = ThreadFragments(comments=comments, pages=pages, clock=kit.clock, new_id=kit.new_id)
    return _Core(threads, queue, writer, judging, comments, moderation, fragments, addresses, directory)


def _routes(core: _Core, kit: Kit) -> list[Route]:
    pages, senders = kit.pages.of("services.comments"), Senders(kit.site.trusted_proxies)
    handlers: list[_Handlers] = [
        CommentsApi(core.comments, kit.bodies, senders, core.directory),
        ModerationApi(
            moderation=core.moderation, judging=core.judging, bodies=kit.bodies, gate=kit.gate, directory=core.directory
        ),
        FeedPages(
            feeds=Feeds(kit.site, core.addresses, core.comments, core.threads, core.queue, core.directory),
            comments=core.comments,
            index_version=core.queue.version,
            staff=kit.staff,
            gate=kit.gate,
            directory=core.directory,
        ),
        ThreadPages(
            comments=core.comments,
            fragments=core.fragments,
            pages=pages,
            bodies=kit.bodies,
            senders=senders,
            gate=kit.gate,
            directory=core.directory,
            addresses=core.addresses,
        ),
        ReceiptPages(comments=core.comments, pages=pages, bodies=kit.bodies, gate=kit.gate),
        Console(
            moderation=core.moderation,
            comments=core.comments,
            pages=pages,
            bodies=kit.bodies,
            gate=kit.gate,
        ),
        Embed(),
    ]
    return [route for handler in handlers for route in handler.routes()]
