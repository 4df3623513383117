"""The composition root of the feed service: the only place where its parts are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry

from services.feed.addresses import Addresses
from services.feed.announce import topics
from services.feed.api import PostsApi
from services.feed.config import FeedConfig
from services.feed.discussion import Discussion, Threads
from services.feed.documents import Documents
from services.feed.feeds import Feeds
from services.feed.library import Library
from services.feed.metrics import Metrics
from services.feed.pages import PostPages
from services.feed.schedule import Schedule
from services.feed.service import Publishing
from services.feed.store import OUTBOX, RedisPosts, views_in
from services.feed.tail import OutboxTail
from services.feed.versions import Versions
from services.feed.views import FeedViews
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer
from shared.http.cache import ViewCache
from shared.relay import Relay
from shared.tasks import background
from shared.web.health import Health
from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.routing import mount

_PACKAGE: Final = "services.feed"


@dataclass(frozen=True, slots=True)
class FeedDeps:
    """What the service is given. Without ``threads`` the pages link to the discussions instead of showing them."""

    kit: Kit
    threads: Threads | None = None


def create_app(config: FeedConfig, deps: FeedDeps) -> web.Application:
    """The service, to be served at the root of the site."""
    kit, site, addresses = deps.kit, deps.kit.site, Addresses(deps.kit.site)
    registry = CollectorRegistry()
    posts, versions = RedisPosts(kit.store), Versions()
    publishing = Publishing(
        posts,
        kit.clock,
        kit.new_id,
        authority=site.authority,
        sanitize=partial(Sanitizer(POSTS).clean, base=site.absolute("/")),
        tell=versions.bump,
    )
    library = Library(posts)
    views = FeedViews(ViewCache(), versions, Metrics(registry).rendered)
    routes = [
        *PostsApi(publishing, library, kit.gate, kit.bodies, addresses).routes(),
        *Feeds(library, Documents(site), views, kit.budget, site).routes(),
        *PostPages(library, Discussion(deps.threads), kit.pages.of(_PACKAGE), addresses).routes(),
        *Health(registry, kit.gate, kit.store.ping).routes(),
    ]
    app = web.Application()
    mount(app, [*routes, description("Saket: posts and feeds", "", routes)], kit.gate)
    app.cleanup_ctx.append(background("feed-tail", OutboxTail(kit.store, versions).run))
    app.cleanup_ctx.append(background("feed-schedule", Schedule(publishing, config.schedule_seconds).run))
    if site.hub:
        app.cleanup_ctx.append(background("feed-relay", _relay(kit).run))
    return app


def _relay(kit: Kit) -> Relay:
    async def announce(fields: Mapping[bytes, bytes]) -> None:
        await kit.announcer.announce(topics(views_in(fields), kit.site))

    return Relay(kit.store, OUTBOX, "hub", announce)
