"""The composition root of the feed service: the only place where its parts are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.feed.addresses import Addresses
from services.feed.config import FeedConfig
from services.feed.feeds.comment_figures import FigureKeeper
from services.feed.feeds.hub_topics import topics
from services.feed.feeds.outbox_tail import OutboxTail
from services.feed.feeds.rendering import FeedViews
from services.feed.hosts.old_addresses import moved_middleware
from services.feed.import_export.export_api import ExportApi
from services.feed.import_export.exporting import CommentLines, Export
from services.feed.media.api import MediaApi
from services.feed.media.disposal import Disposal
from services.feed.media.enclosures import Enclosures
from services.feed.media.folder import MediaFolder
from services.feed.media.intake import Intake
from services.feed.media.service import MediaLibrary
from services.feed.media.studio import Studio
from services.feed.metrics import Metrics
from services.feed.model import ViewName
from services.feed.pages.archive_page import ArchivePage
from services.feed.pages.crawling import Crawling
from services.feed.pages.discussion import Discussion, Threads
from services.feed.pages.follow_page import FollowPage
from services.feed.pages.post_pages import PostPages
from services.feed.pages.search_page import SearchPage
from services.feed.pages.section_pages import SectionPages
from services.feed.pages.surroundings import Knowing, Surroundings
from services.feed.posts.api import PostsApi
from services.feed.posts.publishing import Publishing
from services.feed.posts.revisions import History
from services.feed.posts.revisions_api import RevisionsApi
from services.feed.posts.schedule import Schedule
from services.feed.reading.library import Library
from services.feed.reading.media_usage import Usage
from services.feed.reading.sections import Reading
from services.feed.store.export_reads import RedisRecords
from services.feed.store.keys import DISCUSSED
from services.feed.store.section_reads import RedisSections
from services.feed.store.writes import OUTBOX, RedisPosts, views_in
from services.feed.syndication import feed_routes
from services.feed.write.app import DeskDeps, desk_routes
from services.feed.write.naming import Issues
from shared.discussion import CHANGED
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer
from shared.http.cache import ViewCache
from shared.http.versions import Versions
from shared.relay import Relay
from shared.tasks import background
from shared.web.health import Health
from shared.web.kept_pages import KeptPages
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import mount

_PACKAGE: Final = "services.feed"


@dataclass(frozen=True, slots=True)
class FeedDeps:
    """What the service is given. Without ``threads`` the pages link to the discussions instead of showing them.

    Without ``comments`` exports hold none; without ``issues`` officers choose among those that posts name already,
    and without ``around`` the front page shows nothing but news.
    """

    kit: Kit
    threads: Threads | None = None
    comments: CommentLines | None = None
    issues: Issues | None = None
    around: Knowing | None = None


def create_app(config: FeedConfig, deps: FeedDeps) -> web.Application:
    """The service, to be served at the root of the site."""
    kit, site, addresses = deps.kit, deps.kit.site, Addresses(deps.kit.site)
    registry = CollectorRegistry()
    posts, versions = RedisPosts(kit.store), Versions[ViewName]()
    site.board.on_change(versions.bump_all)  # feeds carry its name
    folder = MediaFolder(site.data / "media")
    media = MediaLibrary(folder, Studio(config.media))
    sanitize = partial(Sanitizer(POSTS).clean, base=site.absolute("/"))
    publishing = Publishing(
        posts,
        kit.clock,
        kit.new_id,
        authority=site.authority,
        sanitize=sanitize,
        tell=versions.bump,
        measured=Enclosures(media, site.absolute("")).measured,
    )
    library, reading = Library(posts), Reading(RedisSections(kit.store))
    views = FeedViews(ViewCache(), versions, Metrics(registry).rendered)
    discussion, surroundings = Discussion(deps.threads), Surroundings(deps.around)
    pages = kit.pages.of(_PACKAGE)
    kept = KeptPages(pages)
    desk = DeskDeps(
        kit=kit,
        pages=pages,
        library=library,
        publishing=publishing,
        media=media,
        limits=config.media,
        discussion=discussion,
        sanitize=sanitize,
        issues=deps.issues,
    )
    routes = [
        *PostsApi(publishing, library, kit.gate, kit.bodies, addresses).routes(),
        *RevisionsApi(History(posts, publishing), kit.gate, addresses).routes(),
        *MediaApi(
            library=media,
            intake=Intake(config.media),
            disposal=Disposal(folder, Usage(library)),
            gate=kit.gate,
            budget=kit.budget,
            site=site,
        ).routes(),
        *feed_routes(kit, pages, library, reading, views),
        *desk_routes(desk),
        *SectionPages(
            reading=reading,
            library=library,
            discussion=discussion,
            surroundings=surroundings,
            pages=kept,
            versions=versions,
            addresses=addresses,
        ).routes(),
        *FollowPage(library, kept, versions, site).routes(),
        *SearchPage(reading, pages, addresses).routes(),
        *ArchivePage(reading, kept, versions).routes(),
        *Crawling(library, reading, addresses, kit.static, kit.clock).routes(),
        *PostPages(library, discussion, surroundings, pages, addresses).routes(),
        *ExportApi(_export(deps, folder, addresses), kit.gate, kit.clock).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]
    app = web.Application()
    app.middlewares.append(moved_middleware(library))
    mount(app, [*routes, description("Saket: posts and feeds", "", routes)], kit.gate)
    app.cleanup_ctx.append(background("feed-tail", OutboxTail(kit.store, versions).run))
    app.cleanup_ctx.append(background("feed-schedule", Schedule(publishing, config.schedule_seconds).run))
    app.cleanup_ctx.append(background("feed-media", folder.sweep_for_ever))
    figures = FigureKeeper(posts, addresses, kit.clock)
    app.cleanup_ctx.append(background("feed-figures", Relay(kit.store, CHANGED, "feed", figures.keep).run))
    if site.hub:
        app.cleanup_ctx.append(background("feed-relay", _relay(kit).run))
    return app


def _export(deps: FeedDeps, folder: MediaFolder, addresses: Addresses) -> Export:
    return Export(RedisRecords(deps.kit.store), folder, deps.comments, addresses)


def _relay(kit: Kit) -> Relay:
    async def announce(fields: Mapping[bytes, bytes]) -> None:
        if fields[b"event"] != DISCUSSED.encode():  # figures are no news
            await kit.announcer.announce(topics(views_in(fields), kit.site))

    return Relay(kit.store, OUTBOX, "hub", announce)
