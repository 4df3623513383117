"""Composition root of the comment service, mounted at ``/comments``."""

from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.addresses import PREFIX, Addresses
from services.comments.api import CommentsApi
from services.comments.archive_store import RedisArchive
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.store import RedisCampaigns
from services.comments.config import CommentsConfig
from services.comments.embed import Embed
from services.comments.exporting import CommentExport
from services.comments.feed_pages import FeedPages
from services.comments.feed_views import CommentFeeds
from services.comments.feeds import Feeds
from services.comments.importing import CommentImport
from services.comments.judging import Judge, Judging
from services.comments.learning.app import Learning, learning
from services.comments.learning.label_store import RedisLabels
from services.comments.metrics import Metrics
from services.comments.moderation.app import ModerationDeps, add_moderation
from services.comments.moderation.queue_store import RedisQueue
from services.comments.pages import ThreadPages
from services.comments.receipt_pages import ReceiptPages
from services.comments.senders import Senders
from services.comments.service import Comments
from services.comments.store import RedisThreads
from services.comments.sweeper import sweep_forever
from services.comments.thread import Directory, Posts, Sites
from services.comments.threadviews import ThreadFragments
from services.comments.writer import Writer, rebuild, retell
from shared.discussion import Teller
from shared.store.client import Store
from shared.tasks import background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, mount

THREADS: Final = web.AppKey("saket_threads", ThreadFragments)
"""What the feed service shows under a post."""
FEEDS: Final = web.AppKey("saket_comment_feeds", CommentFeeds)
"""The feeds of comments, for addresses of theirs that lie elsewhere."""


@dataclass(frozen=True, slots=True)
class CommentsDeps:
    """``posts`` are those of this site; ``judge`` replaces the configured model, and then nothing is learnt."""

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
    campaigns: RedisCampaigns
    judging: Judging
    comments: Comments
    fragments: ThreadFragments
    feeds: CommentFeeds
    addresses: Addresses
    directory: Directory


def create_app(config: CommentsConfig, deps: CommentsDeps) -> web.Application:
    """The service, to be mounted by `shared.web.server.compose`. Raises `NotAThread` for unusable SAKET_SITES."""
    kit, registry = deps.kit, CollectorRegistry()
    learnt = None if deps.judge else learning(kit, config.learning, RedisThreads(kit.store), registry)
    core = _core(config, deps, Metrics(registry), learnt)
    app = web.Application()
    moderation = add_moderation(app, _moderation_deps(core, kit, config))
    routes = [
        *_routes(core, kit),
        *moderation,
        *(learnt.routes if learnt else ()),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]
    app[THREADS], app[FEEDS] = core.fragments, core.feeds
    mount(app, [*routes, description("Saket: comments", PREFIX, routes)], kit.gate)
    app.cleanup_ctx.append(background("comments-sweep", lambda: sweep_forever(core.writer)))
    app.cleanup_ctx.extend(learnt.contexts if learnt else ())
    return app


async def reindex_queue(store: Store) -> int:
    """What `saket reindex` needs: the moderation index built anew, every thread's figures told. How many comments."""
    threads = RedisThreads(store)
    sizes = await rebuild(threads, RedisQueue(store))
    await retell(sizes, threads, Teller(store))
    return sum(sizes.values())


def importer(kit: Kit, posts: Posts) -> CommentImport:
    """What brings comments in, without a service around it."""
    writer = _writer(kit, RedisThreads(kit.store), RedisQueue(kit.store))
    return CommentImport(
        sources=RedisArchive(kit.store),
        writer=writer,
        directory=_directory(kit, posts),
        secret=kit.secret,
        clock=kit.clock,
    )


def exporter(store: Store) -> CommentExport:
    """What takes all comments out."""
    return CommentExport(RedisArchive(store))


def _directory(kit: Kit, posts: Posts) -> Directory:
    base = kit.site.base_url
    return Directory(Sites.of([base, *kit.site.sites]), Sites.of([base]), posts)


def _writer(kit: Kit, threads: RedisThreads, queue: RedisQueue) -> Writer:
    return Writer(
        records=threads,
        index=queue,
        announcer=kit.announcer,
        topics=Addresses(kit.site.base_url).topics,
        discussion=Teller(kit.store),
        labels=RedisLabels(kit.store, secret=kit.secret, clock=kit.clock),
        clock=kit.clock,
        new_id=kit.new_id,
    )


def _core(config: CommentsConfig, deps: CommentsDeps, metrics: Metrics, learnt: Learning | None) -> _Core:
    kit = deps.kit
    addresses, directory = Addresses(kit.site.base_url), _directory(kit, deps.posts)
    threads, queue = RedisThreads(kit.store), RedisQueue(kit.store)
    campaigns = RedisCampaigns(kit.store, config.campaign_window)
    serving = metrics.watched(learnt.serving) if learnt else None
    judge = deps.judge or serving
    assert judge is not None  # noqa: S101 - one of them is there: see `create_app`
    judging = Judging(judge, time_trap=kit.site.limits, blocked_domains=config.blocked_domains, witness=serving)
    writer = _writer(kit, threads, queue)
    comments = Comments(
        threads=threads,
        writer=writer,
        judging=judging,
        lookout=Lookout(campaigns, on=bool(config.campaign_window), clock=kit.clock, new_id=kit.new_id),
        budget=kit.budget,
        limits=config.limits,
        directory=directory,
        secret=kit.secret,
        metrics=metrics,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    pages = kit.pages.of("services.comments")
    fragments = ThreadFragments(comments=comments, pages=pages, clock=kit.clock, new_id=kit.new_id)
    feeds = CommentFeeds(Feeds(kit.site, addresses, comments, threads, queue, directory))
    return _Core(threads, queue, writer, campaigns, judging, comments, fragments, feeds, addresses, directory)


def _routes(core: _Core, kit: Kit) -> list[Route]:
    pages, senders = kit.pages.of("services.comments"), Senders(kit.site.trusted_proxies)
    handlers: list[_Handlers] = [
        CommentsApi(core.comments, kit.bodies, senders, core.directory),
        FeedPages(feeds=core.feeds, staff=kit.staff, gate=kit.gate),
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
        Embed(),
    ]
    return [route for handler in handlers for route in handler.routes()]


def _moderation_deps(core: _Core, kit: Kit, config: CommentsConfig) -> ModerationDeps:
    return ModerationDeps(
        kit=kit,
        threads=core.threads,
        queue=core.queue,
        writer=core.writer,
        campaigns=core.campaigns,
        comments=core.comments,
        judging=core.judging,
        directory=core.directory,
        addresses=core.addresses,
        alone=config.decide_alone,
    )
