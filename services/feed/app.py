"""The composition root of the feed service: the only place where its parts are put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.feed.addresses import Addresses
from services.feed.config import FeedConfig
from services.feed.emblem import EmblemUpload
from services.feed.feeds.comment_figures import FigureKeeper
from services.feed.feeds.hub_topics import topics
from services.feed.feeds.rendering import FeedViews
from services.feed.hosts.old_addresses import moved_middleware
from services.feed.import_export.export_api import ExportApi
from services.feed.import_export.exporting import CommentLines, Export
from services.feed.media.api import MediaApi
from services.feed.media.disposal import Disposal
from services.feed.media.enclosures import Enclosures
from services.feed.media.folder import MediaFolder
from services.feed.media.intake import Intake
from services.feed.media.pictures import Pictures
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
from services.feed.write.incoming import Incoming
from services.feed.write.naming import Issues
from shared.discussion import CHANGED
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer
from shared.http.cache import ViewCache
from shared.http.versions import Versions
from shared.relay import Relay
from shared.tail import Tail
from shared.tasks import Loop, background
from shared.web.health import Health
from shared.web.kept_pages import KeptPages
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.pages import Pages
from shared.web.routing import Route, mount

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


@dataclass(frozen=True, slots=True)
class _Core:
    """The use cases and what they stand on."""

    posts: RedisPosts
    versions: Versions[ViewName]
    folder: MediaFolder
    media: MediaLibrary
    publishing: Publishing
    library: Library
    reading: Reading
    discussion: Discussion
    surroundings: Surroundings
    pages: Pages
    addresses: Addresses
    sanitize: Callable[[str], str]


def create_app(config: FeedConfig, deps: FeedDeps) -> web.Application:
    """The service, to be served at the root of the site."""
    kit, registry = deps.kit, CollectorRegistry()
    core = _core(config, deps)
    routes = [
        *_post_routes(core, config, kit),
        *feed_routes(
            kit,
            core.pages,
            core.library,
            core.reading,
            FeedViews(ViewCache(), core.versions, Metrics(registry).rendered),
        ),
        *desk_routes(_desk(core, config, deps)),
        *_emblem(core, config, kit).routes(),
        *_page_routes(core, kit),
        *ExportApi(_export(deps, core.folder, core.addresses), kit.gate, kit.clock).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]
    app = web.Application()
    app.middlewares.append(moved_middleware(core.library))
    mount(app, [*routes, description("Saket: posts and feeds", "", routes)], kit.gate)
    app.cleanup_ctx.extend(background(name, loop) for name, loop in _loops(core, config, kit).items())
    return app


def _core(config: FeedConfig, deps: FeedDeps) -> _Core:
    kit, site = deps.kit, deps.kit.site
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
    surroundings = Surroundings(deps.around, site.board)
    return _Core(
        posts=posts,
        versions=versions,
        folder=folder,
        media=media,
        publishing=publishing,
        library=Library(posts),
        reading=Reading(RedisSections(kit.store), surroundings),
        discussion=Discussion(deps.threads),
        surroundings=surroundings,
        pages=kit.pages.of(_PACKAGE),
        addresses=Addresses(site),
        sanitize=sanitize,
    )


def _post_routes(core: _Core, config: FeedConfig, kit: Kit) -> list[Route]:
    media = MediaApi(
        library=core.media,
        intake=Intake(config.media),
        disposal=Disposal(core.folder, Usage(core.library, lambda: kit.site.board.shown.emblem)),
        gate=kit.gate,
        budget=kit.budget,
        site=kit.site,
    )
    return [
        *PostsApi(core.publishing, core.library, kit.gate, kit.bodies, core.addresses).routes(),
        *RevisionsApi(History(core.posts, core.publishing), kit.gate, core.addresses).routes(),
        *media.routes(),
    ]


def _page_routes(core: _Core, kit: Kit) -> list[Route]:
    kept, library, reading, addresses = KeptPages(core.pages), core.library, core.reading, core.addresses
    sections = SectionPages(
        reading=reading,
        library=library,
        discussion=core.discussion,
        surroundings=core.surroundings,
        pages=kept,
        versions=core.versions,
        addresses=addresses,
    )
    return [
        *sections.routes(),
        *FollowPage(library, kept, core.versions, kit.site).routes(),
        *SearchPage(reading, core.pages, addresses).routes(),
        *ArchivePage(reading, kept, core.versions, Pictures(kit.site.base_url)).routes(),
        *Crawling(library, reading, addresses, kit.static, kit.clock).routes(),
        *PostPages(library, core.discussion, core.surroundings, core.pages, addresses).routes(),
    ]


def _desk(core: _Core, config: FeedConfig, deps: FeedDeps) -> DeskDeps:
    return DeskDeps(
        kit=deps.kit,
        pages=core.pages,
        library=core.library,
        publishing=core.publishing,
        media=core.media,
        limits=config.media,
        discussion=core.discussion,
        sanitize=core.sanitize,
        issues=deps.issues,
    )


def _emblem(core: _Core, config: FeedConfig, kit: Kit) -> EmblemUpload:
    limits = config.media
    incoming = Incoming(kit.bodies, Intake(limits), limit=kit.site.body_limit, deadline=limits.deadline)
    return EmblemUpload(core.media, incoming, kit.gate, kit.budget)


def _loops(core: _Core, config: FeedConfig, kit: Kit) -> dict[str, Loop]:
    tail: dict[str, Loop] = {"feed-tail": Tail(kit.store, OUTBOX, core.versions, views_in).run}
    if kit.helps:
        return tail
    figures = FigureKeeper(core.posts, core.addresses, kit.clock)
    loops: dict[str, Loop] = {
        **tail,
        "feed-schedule": Schedule(core.publishing, config.schedule_seconds).run,
        "feed-media": core.folder.sweep_for_ever,
        "feed-figures": Relay(kit.store, CHANGED, "feed", figures.keep).run,
    }
    if kit.site.hub:
        loops["feed-relay"] = _relay(kit).run
    return loops


def _export(deps: FeedDeps, folder: MediaFolder, addresses: Addresses) -> Export:
    return Export(RedisRecords(deps.kit.store), folder, deps.comments, addresses)


def _relay(kit: Kit) -> Relay:
    async def announce(fields: Mapping[bytes, bytes]) -> None:
        if fields[b"event"] != DISCUSSED.encode():  # figures are no news
            await kit.announcer.announce(topics(views_in(fields), kit.site))

    return Relay(kit.store, OUTBOX, "hub", announce)
