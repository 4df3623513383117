"""All services in one process on one port: what ``saket up`` serves.

feed at / | strategy at /strategy | aggregator at /planet | comments at /comments | hub at /hub | a sample at /sample
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from services.aggregator.app import AggregatorDeps
from services.aggregator.app import create_app as create_aggregator
from services.aggregator.config import AggregatorConfig
from services.comments.app import THREADS, CommentsDeps
from services.comments.app import create_app as create_comments
from services.comments.config import CommentsConfig
from services.feed.app import FeedDeps
from services.feed.app import create_app as create_feed
from services.feed.config import FeedConfig
from services.feed.titles import PostThreads
from services.hub.app import HubDeps
from services.hub.app import create_app as create_hub
from services.hub.config import HubConfig
from services.sample.neighbour import FEED as SAMPLE_FEED
from services.sample.neighbour import create_app as create_neighbour
from services.strategy.addresses import PREFIX as STRATEGY
from services.strategy.app import create_app as create_strategy
from services.strategy.app import issues_of, surroundings_of
from services.transfer.lines import comment_lines
from shared.environment import Environment
from shared.settings import SiteSettings
from shared.web.desks import DESKS, MODERATION
from shared.web.kit import Kit
from shared.web.server import compose

LANDING = MODERATION.path
"""Where staff find themselves after logging in, unless they have a desk of their own."""


@dataclass(frozen=True, slots=True)
class HostConfig:
    """The configuration of the site and of every service in it."""

    site: SiteSettings
    feed: FeedConfig
    aggregator: AggregatorConfig
    comments: CommentsConfig
    hub: HubConfig

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> Self:
        """Read all of it; raise `shared.environment.BadConfiguration` with everything that is wrong."""
        env = Environment(variables)
        config = cls(
            SiteSettings.read(env),
            FeedConfig.read(env),
            AggregatorConfig.read(env),
            CommentsConfig.read(env),
            HubConfig.read(env),
        )
        env.check()
        return config


def create_site(config: HostConfig, kit: Kit, *, sample: bool) -> web.Application:
    """The whole site; ``sample`` serves the made-up neighbour too and lets the planet fetch from it."""
    comments = create_comments(config.comments, CommentsDeps(kit, posts=PostThreads(kit.store, kit.site)))
    feed = create_feed(
        config.feed,
        FeedDeps(
            kit,
            threads=comments[THREADS],
            comments=comment_lines(kit.store),
            issues=issues_of(kit),
            around=surroundings_of(kit),
        ),
    )
    mounted = {
        "/planet": create_aggregator(
            config.aggregator, AggregatorDeps(kit, own_pages=(f"{kit.site.origin}{SAMPLE_FEED}",) if sample else ())
        ),
        "/comments": comments,
    }
    mounted[STRATEGY] = create_strategy(kit)
    if kit.site.hub:
        mounted["/hub"] = create_hub(config.hub, HubDeps(kit))
    if sample:
        mounted["/sample/khonkaen"] = create_neighbour(kit)
    return compose(kit, feed, mounted, landing=LANDING, desks=[(desk.scope, desk.path) for desk in DESKS])
