"""Composition root of the comment service, mounted at ``/comments``."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.addresses import PREFIX
from services.comments.config import CommentsConfig
from services.comments.doors.api import StaffApi
from services.comments.feeds.pages import FeedPages
from services.comments.feeds.views import CommentFeeds
from services.comments.learning.alarms import Alarm
from services.comments.learning.app import Learning, learning
from services.comments.learning.wording import alarm_words
from services.comments.metrics import Metrics
from services.comments.moderation.app import ModerationDeps, add_moderation
from services.comments.notices.app import add_notices
from services.comments.notices.bell import NoticeBell
from services.comments.notices.courier import Courier
from services.comments.posting.judging import Judge, Judging
from services.comments.privacy.app import add_privacy
from services.comments.receipts.api import ReceiptApi
from services.comments.receipts.pages import ReceiptPages
from services.comments.storage.threads import RedisThreads
from services.comments.threads.thread import Posts
from services.comments.web.api import CommentsApi
from services.comments.web.embed import Embed
from services.comments.web.fragments import ThreadFragments
from services.comments.web.pages import ThreadPages
from services.comments.web.posts_tail import follow_posts
from services.comments.wiring.assembly import UseCases, assemble
from services.comments.wiring.foundation import privacy_deps
from services.comments.writing.sweeper import sweep_forever
from shared.discussion import CHANGED, figures_in
from shared.i18n import DEFAULT_LANGUAGE, translations
from shared.tail import Tail
from shared.tasks import Loop, background
from shared.web.feed_limits import Limits
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import Route, Surface, mount

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


def create_app(config: CommentsConfig, deps: CommentsDeps) -> web.Application:
    """The service, to be mounted by `shared.web.server.compose`. Raises `NotAThread` for unusable SAKET_SITES."""
    kit, registry, app = deps.kit, CollectorRegistry(), web.Application()
    courier, metrics = add_notices(app, kit, config.notices), Metrics(registry)
    learnt = None if deps.judge else _learning(config, kit, registry, courier)
    does = assemble(config, kit, deps.posts, metrics, _judging(config, deps, metrics, learnt))
    routes = [
        *_routes(does, kit),
        *add_moderation(app, _moderation_deps(does, kit, config, courier)),
        *add_privacy(app, privacy_deps(kit, config, does.base, does.erasing)),
        *(learnt.routes if learnt else ()),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]
    mount(app, [*routes, description("Saket: comments", PREFIX, routes)], kit.gate)
    app[THREADS], app[FEEDS] = does.fragments, does.feeds
    app.cleanup_ctx.extend(background(name, loop) for name, loop in _loops(does, deps).items())
    app.cleanup_ctx.extend(learnt.contexts if learnt else ())
    return app


def _learning(config: CommentsConfig, kit: Kit, registry: CollectorRegistry, courier: Courier) -> Learning:
    """The model that learns, and tells staff of its alarms."""
    words = translations(DEFAULT_LANGUAGE).gettext
    desk = f"{kit.site.base_url}{PREFIX}/moderation"
    bell = NoticeBell[Alarm](courier, lambda alarm: alarm_words(alarm, words), desk, kit.new_id)
    return learning(kit, config.learning, RedisThreads(kit.store), registry, bell)


def _judging(config: CommentsConfig, deps: CommentsDeps, metrics: Metrics, learnt: Learning | None) -> Judging:
    serving = metrics.watched(learnt.serving) if learnt else None
    judge = deps.judge or serving
    assert judge is not None  # noqa: S101 - one of them is there: see `create_app`
    return Judging(judge, time_trap=deps.kit.site.limits, blocked_domains=config.blocked_domains, witness=serving)


def _loops(does: UseCases, deps: CommentsDeps) -> dict[str, Loop]:
    """What runs as long as the service does, by name."""
    base = does.base
    tail = Tail(deps.kit.store, CHANGED, base.versions, lambda event: [figures_in(event).url])
    sweep: dict[str, Loop] = {} if deps.kit.helps else {"comments-sweep": lambda: sweep_forever(base.writer)}
    return {
        **sweep,
        "comments-aftermath": base.aftermath.run,
        "comments-tail": tail.run,
        "comments-posts": lambda: follow_posts(deps.posts, base.versions),
    }


def _routes(does: UseCases, kit: Kit) -> list[Route]:
    handlers: list[Surface] = [
        CommentsApi(
            comments=does.comments,
            reading=does.reading,
            listing=does.listing,
            reports=does.reports,
            bodies=kit.bodies,
            senders=does.senders,
            gate=kit.gate,
            directory=does.directory,
        ),
        ReceiptApi(does.receipts, does.erasing, kit.bodies),
        StaffApi(doors=does.doors, reading=does.reading, directory=does.directory, bodies=kit.bodies, gate=kit.gate),
        FeedPages(feeds=does.feeds, limits=Limits(kit.budget, kit.site), staff=kit.staff, gate=kit.gate),
        _thread_pages(does, kit),
        ReceiptPages(
            receipts=does.receipts,
            erasing=does.erasing,
            addresses=does.addresses,
            pages=kit.pages.of("services.comments"),
            bodies=kit.bodies,
            gate=kit.gate,
        ),
        Embed(),
    ]
    return [route for handler in handlers for route in handler.routes()]


def _thread_pages(does: UseCases, kit: Kit) -> ThreadPages:
    return ThreadPages(
        comments=does.comments,
        reading=does.reading,
        reports=does.reports,
        doors=does.doors,
        fragments=does.fragments,
        pages=kit.pages.of("services.comments"),
        bodies=kit.bodies,
        senders=does.senders,
        gate=kit.gate,
        directory=does.directory,
        addresses=does.addresses,
    )


def _moderation_deps(does: UseCases, kit: Kit, config: CommentsConfig, courier: Courier) -> ModerationDeps:
    return ModerationDeps(
        kit=kit,
        threads=does.base.threads,
        queue=does.base.queue,
        doubts=does.base.doubts,
        labels=does.base.labels,
        writer=does.base.writer,
        campaigns=does.campaigns,
        doors=does.doors,
        comments=does.comments,
        reading=does.reading,
        senders=does.senders,
        judging=does.judging,
        directory=does.directory,
        addresses=does.addresses,
        tell=courier,
        notices=config.notices,
        alone=config.decide_alone,
    )
