"""Composition root of the comment service, mounted at ``/comments``."""

from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.comments.addresses import PREFIX, Addresses
from services.comments.aftermath import Aftermath
from services.comments.api import CommentsApi
from services.comments.archive_store import RedisArchive
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.store import RedisCampaigns
from services.comments.config import CommentsConfig
from services.comments.daily import Pseudonyms
from services.comments.doors import Doors
from services.comments.embed import Embed
from services.comments.entry_store import RedisEntry
from services.comments.erasing import Campaigned, Erasing
from services.comments.exporting import CommentExport
from services.comments.feed_pages import FeedPages
from services.comments.feed_views import CommentFeeds
from services.comments.feeds import Feeds
from services.comments.gravestones import RedisGravestones
from services.comments.importing import CommentImport
from services.comments.judging import Judge, Judging
from services.comments.known import KnownPosts
from services.comments.learning.alarms import Alarm
from services.comments.learning.app import Learning, learning
from services.comments.learning.label_store import RedisLabels
from services.comments.learning.serving import Serving
from services.comments.learning.wording import alarm_words
from services.comments.listing import Listing
from services.comments.metrics import Metrics
from services.comments.moderation.app import ModerationDeps, add_moderation
from services.comments.moderation.door_book import DoorBook
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.queue_store import RedisQueue
from services.comments.notices.app import add_notices
from services.comments.notices.bell import NoticeBell
from services.comments.notices.courier import Courier
from services.comments.pages import ThreadPages
from services.comments.posts_tail import follow_posts
from services.comments.privacy.app import PrivacyDeps, add_privacy
from services.comments.reading import Reading
from services.comments.receipt_api import ReceiptApi
from services.comments.receipt_pages import ReceiptPages
from services.comments.receipts import Receipts
from services.comments.report_store import RedisDayKeys, RedisReports
from services.comments.reports import Reports, Weighing
from services.comments.senders import Senders
from services.comments.service import Comments
from services.comments.staff_api import StaffApi
from services.comments.store import RedisThreads
from services.comments.sweeper import sweep_forever
from services.comments.thread import Directory, Posts, Sites
from services.comments.threadviews import ThreadFragments
from services.comments.writer import Writer, rebuild, retell
from shared.discussion import CHANGED, Teller, figures_in
from shared.http.versions import Versions
from shared.i18n import DEFAULT_LANGUAGE, translations
from shared.limits.together import NoPurse, Purse, RedisPurse
from shared.store.client import Store
from shared.tail import Tail
from shared.tasks import Loop, background
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
class _Base:
    """What stands on the store alone, also without a service around it."""

    threads: RedisThreads
    queue: RedisQueue
    gravestones: RedisGravestones
    reports: RedisReports
    versions: Versions[str]
    labels: RedisLabels
    aftermath: Aftermath
    writer: Writer


@dataclass(frozen=True, slots=True)
class _Parts:
    """What several use cases stand on."""

    config: CommentsConfig
    kit: Kit
    base: _Base
    directory: Directory
    campaigns: RedisCampaigns
    judging: Judging
    lookout: Lookout
    known: KnownPosts
    pseudonyms: Pseudonyms
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Core:
    """The use cases and what they stand on."""

    base: _Base
    campaigns: RedisCampaigns
    judging: Judging
    comments: Comments
    receipts: Receipts
    reading: Reading
    reports: Reports
    doors: Doors
    erasing: Erasing
    senders: Senders
    listing: Listing
    fragments: ThreadFragments
    feeds: CommentFeeds
    addresses: Addresses
    directory: Directory


def create_app(config: CommentsConfig, deps: CommentsDeps) -> web.Application:
    """The service, to be mounted by `shared.web.server.compose`. Raises `NotAThread` for unusable SAKET_SITES."""
    kit, registry = deps.kit, CollectorRegistry()
    app = web.Application()
    courier = add_notices(app, kit, config.notices)
    threads, bell = RedisThreads(kit.store), _bell(kit, courier)
    learnt = None if deps.judge else learning(kit, config.learning, threads, registry, bell)
    core = _core(config, deps, Metrics(registry), learnt)
    moderation = add_moderation(app, _moderation_deps(core, kit, config, courier))
    private = add_privacy(app, _privacy_deps(core.base, kit, core.erasing, config.traffic_key))
    models = learnt.routes if learnt else []
    routes = [*_routes(core, kit), *moderation, *private, *models, *Health(registry, kit.gate, kit.store.ping).routes()]
    app[THREADS], app[FEEDS] = core.fragments, core.feeds
    mount(app, [*routes, description("Saket: comments", PREFIX, routes)], kit.gate)
    base = core.base
    tail = Tail(kit.store, CHANGED, base.versions, lambda event: [figures_in(event).url])
    loops: dict[str, Loop] = {
        "comments-sweep": lambda: sweep_forever(base.writer),
        "comments-aftermath": base.aftermath.run,
        "comments-tail": tail.run,
        "comments-posts": lambda: follow_posts(deps.posts, base.versions),
    }
    app.cleanup_ctx.extend(background(name, loop) for name, loop in loops.items())
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
    return CommentImport(
        sources=RedisArchive(kit.store),
        writer=_base(kit).writer,
        directory=_directory(kit, posts),
        secret=kit.secret,
        clock=kit.clock,
    )


def exporter(store: Store) -> CommentExport:
    """What takes all comments out."""
    return CommentExport(RedisArchive(store))


def privacy(kit: Kit, config: CommentsConfig) -> PrivacyDeps:
    """What exports, erases and purges, without a service around it."""
    base = _base(kit)
    return _privacy_deps(base, kit, _erasing(kit, base, RedisCampaigns(kit.store, config.campaign_window)), "")


def _privacy_deps(base: _Base, kit: Kit, erasing: Erasing, traffic_key: str) -> PrivacyDeps:
    return PrivacyDeps(
        kit=kit,
        threads=base.threads,
        writer=base.writer,
        erasing=erasing,
        senders=Senders(kit.site.trusted_proxies, secure=kit.site.secure),
        pseudonyms=Pseudonyms(RedisDayKeys(kit.store), kit.clock),
        purse=_purse(kit, "privacy"),
        traffic_key=traffic_key,
    )


def _directory(kit: Kit, posts: Posts) -> Directory:
    base = kit.site.base_url
    return Directory(Sites.of([base, *kit.site.sites]), Sites.of([base]), posts)


def _base(kit: Kit) -> _Base:
    threads, queue = RedisThreads(kit.store), RedisQueue(kit.store)
    gravestones, reports, versions = RedisGravestones(kit.store), RedisReports(kit.store), Versions[str]()
    kit.site.board.on_change(versions.bump_all)  # feeds carry its name
    aftermath = Aftermath(
        marks=queue,
        threads=threads,
        announcer=kit.announcer,
        topics=Addresses(kit.site.base_url).topics,
        discussion=Teller(kit.store),
        gravestones=gravestones,
        reports=Weighing(reports),
        changed=lambda url: versions.bump([url]),
    )
    labels = RedisLabels(kit.store, secret=kit.secret, clock=kit.clock)
    writer = Writer(
        records=threads,
        entry=RedisEntry(kit.store, threads, queue),
        index=queue,
        labels=labels,
        aftermath=aftermath,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    return _Base(threads, queue, gravestones, reports, versions, labels, aftermath, writer)


def _core(config: CommentsConfig, deps: CommentsDeps, metrics: Metrics, learnt: Learning | None) -> _Core:
    parts = _parts(config, deps, metrics, learnt)
    kit, base, directory = parts.kit, parts.base, parts.directory
    return _Core(
        base=base,
        campaigns=parts.campaigns,
        judging=parts.judging,
        comments=_comments(parts, metrics),
        receipts=_receipts(parts),
        reading=parts.reading,
        reports=_reports(parts),
        doors=_doors(kit, base),
        erasing=_erasing(kit, base, parts.campaigns),
        senders=Senders(kit.site.trusted_proxies, secure=kit.site.secure),
        listing=Listing(parts.reading, directory, base.versions, kit.clock, links=config.links),
        fragments=_fragments(parts),
        feeds=_feeds(parts),
        addresses=Addresses(kit.site.base_url),
        directory=directory,
    )


def _parts(config: CommentsConfig, deps: CommentsDeps, metrics: Metrics, learnt: Learning | None) -> _Parts:
    kit, base, directory = deps.kit, _base(deps.kit), _directory(deps.kit, deps.posts)
    campaigns = RedisCampaigns(kit.store, config.campaign_window)
    return _Parts(
        config=config,
        kit=kit,
        base=base,
        directory=directory,
        campaigns=campaigns,
        judging=_judging(config, deps, metrics.watched(learnt.serving) if learnt else None),
        lookout=Lookout(campaigns, on=bool(config.campaign_window), clock=kit.clock, new_id=kit.new_id),
        known=KnownPosts(directory),
        pseudonyms=Pseudonyms(RedisDayKeys(kit.store), kit.clock),
        reading=Reading(
            threads=base.threads,
            directory=directory,
            open_for=config.limits.open_for,
            secret=kit.secret,
            clock=kit.clock,
        ),
    )


def _judging(config: CommentsConfig, deps: CommentsDeps, serving: Serving | None) -> Judging:
    judge = deps.judge or serving
    assert judge is not None  # noqa: S101 - one of them is there: see `create_app`
    return Judging(judge, time_trap=deps.kit.site.limits, blocked_domains=config.blocked_domains, witness=serving)


def _comments(parts: _Parts, metrics: Metrics) -> Comments:
    kit = parts.kit
    return Comments(
        store=kit.store,
        threads=parts.base.threads,
        writer=parts.base.writer,
        judging=parts.judging,
        lookout=parts.lookout,
        purse=_purse(kit, "comments"),
        limits=parts.config.limits,
        posts=parts.known,
        pseudonyms=parts.pseudonyms,
        secret=kit.secret,
        metrics=metrics,
        clock=kit.clock,
        new_id=kit.new_id,
    )


def _receipts(parts: _Parts) -> Receipts:
    return Receipts(
        threads=parts.base.threads,
        writer=parts.base.writer,
        judging=parts.judging,
        lookout=parts.lookout,
        posts=parts.known,
        limits=parts.config.limits,
        secret=parts.kit.secret,
        clock=parts.kit.clock,
    )


def _reports(parts: _Parts) -> Reports:
    return Reports(
        threads=parts.base.threads,
        shelf=parts.base.reports,
        writer=parts.base.writer,
        purse=_purse(parts.kit, "reports"),
        pseudonyms=parts.pseudonyms,
        clock=parts.kit.clock,
    )


def _doors(kit: Kit, base: _Base) -> Doors:
    return Doors(
        threads=base.threads,
        book=DoorBook(RedisLedger(kit.store), kit.clock, kit.new_id),
        changed=lambda url: base.versions.bump([url]),
        discussion=Teller(kit.store),
        clock=kit.clock,
        new_id=kit.new_id,
    )


def _fragments(parts: _Parts) -> ThreadFragments:
    kit = parts.kit
    return ThreadFragments(
        reading=parts.reading,
        directory=parts.directory,
        versions=parts.base.versions,
        pages=kit.pages.of("services.comments"),
        clock=kit.clock,
        new_id=kit.new_id,
        links=parts.config.links,
    )


def _feeds(parts: _Parts) -> CommentFeeds:
    kit, base = parts.kit, parts.base
    addresses, links = Addresses(kit.site.base_url), parts.config.links
    return CommentFeeds(
        Feeds(
            kit.site,
            addresses,
            parts.reading,
            base.threads,
            base.queue,
            base.gravestones,
            parts.directory,
            links=links,
        )
    )


def _erasing(kit: Kit, base: _Base, campaigns: RedisCampaigns) -> Erasing:
    return Erasing(base.writer, (Campaigned(campaigns), base.reports), kit.clock)


def _bell(kit: Kit, courier: Courier) -> NoticeBell[Alarm]:
    """Tells staff of alarms of the filter."""
    words = translations(DEFAULT_LANGUAGE).gettext
    desk = f"{kit.site.base_url}{PREFIX}/moderation"
    return NoticeBell(courier, lambda alarm: alarm_words(alarm, words), desk, kit.new_id)


def _purse(kit: Kit, purpose: str) -> Purse:
    return RedisPurse(kit.store, purpose) if kit.site.limits else NoPurse()


def _routes(core: _Core, kit: Kit) -> list[Route]:
    pages, senders = kit.pages.of("services.comments"), core.senders
    handlers: list[_Handlers] = [
        CommentsApi(
            comments=core.comments,
            reading=core.reading,
            listing=core.listing,
            reports=core.reports,
            bodies=kit.bodies,
            senders=senders,
            gate=kit.gate,
            directory=core.directory,
        ),
        ReceiptApi(core.receipts, core.erasing, kit.bodies),
        StaffApi(doors=core.doors, reading=core.reading, directory=core.directory, bodies=kit.bodies, gate=kit.gate),
        FeedPages(feeds=core.feeds, staff=kit.staff, gate=kit.gate),
        ThreadPages(
            comments=core.comments,
            reading=core.reading,
            reports=core.reports,
            doors=core.doors,
            fragments=core.fragments,
            pages=pages,
            bodies=kit.bodies,
            senders=senders,
            gate=kit.gate,
            directory=core.directory,
            addresses=core.addresses,
        ),
        ReceiptPages(
            receipts=core.receipts,
            erasing=core.erasing,
            addresses=core.addresses,
            pages=pages,
            bodies=kit.bodies,
            gate=kit.gate,
        ),
        Embed(),
    ]
    return [route for handler in handlers for route in handler.routes()]


def _moderation_deps(core: _Core, kit: Kit, config: CommentsConfig, courier: Courier) -> ModerationDeps:
    return ModerationDeps(
        kit=kit,
        threads=core.base.threads,
        queue=core.base.queue,
        writer=core.base.writer,
        campaigns=core.campaigns,
        doors=core.doors,
        comments=core.comments,
        reading=core.reading,
        senders=Senders(kit.site.trusted_proxies, secure=kit.site.secure),
        judging=core.judging,
        directory=core.directory,
        addresses=core.addresses,
        tell=courier,
        notices=config.notices,
        alone=config.decide_alone,
    )
