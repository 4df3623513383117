"""The use cases of the comment service, put together."""

from dataclasses import dataclass

from services.comments.addresses import Addresses
from services.comments.campaigns.lookout import Lookout
from services.comments.campaigns.store import RedisCampaigns
from services.comments.config import CommentsConfig
from services.comments.doors.service import Doors
from services.comments.feeds.rendering import Feeds
from services.comments.feeds.views import CommentFeeds
from services.comments.metrics import Metrics
from services.comments.moderation.door_ledger import DoorLedger
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.personal_data.pseudonyms import Pseudonyms
from services.comments.posting.judging import Judging
from services.comments.posting.service import Comments
from services.comments.receipts.service import Receipts
from services.comments.reports.service import Reports
from services.comments.threads.known import KnownPosts
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory, Posts
from services.comments.web.fragments import ThreadFragments
from services.comments.web.listing import Listing
from services.comments.web.senders import Senders
from services.comments.wiring.foundation import (
    Foundation,
    directory_of,
    erasing_of,
    lay,
    pseudonyms_of,
    purse_of,
    senders_of,
)
from services.comments.writing.erasing import Erasing
from shared.discussion import Teller
from shared.web.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """What the service can do, and what its surface needs besides."""

    base: Foundation
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What several use cases stand on."""

    config: CommentsConfig
    kit: Kit
    base: Foundation
    directory: Directory
    campaigns: RedisCampaigns
    judging: Judging
    lookout: Lookout
    known: KnownPosts
    pseudonyms: Pseudonyms
    reading: Reading


def assemble(config: CommentsConfig, kit: Kit, posts: Posts, metrics: Metrics, judging: Judging) -> UseCases:
    """Wire them; ``posts`` are those of this site. Raises `NotAThread` for unusable SAKET_SITES."""
    parts = _parts(config, kit, posts, judging)
    base, directory, reading = parts.base, parts.directory, parts.reading
    return UseCases(
        base=base,
        campaigns=parts.campaigns,
        judging=judging,
        comments=_comments(parts, metrics),
        receipts=_receipts(parts),
        reading=reading,
        reports=_reports(parts),
        doors=_doors(kit, base),
        erasing=erasing_of(kit, base, parts.campaigns),
        senders=senders_of(kit),
        listing=Listing(reading, directory, base.versions, kit.clock, links=config.links),
        fragments=_fragments(parts),
        feeds=_feeds(parts),
        addresses=Addresses(kit.site.base_url),
        directory=directory,
    )


def _parts(config: CommentsConfig, kit: Kit, posts: Posts, judging: Judging) -> _Parts:
    base, directory = lay(kit), directory_of(kit, posts)
    campaigns = RedisCampaigns(kit.store, config.campaign_window)
    return _Parts(
        config=config,
        kit=kit,
        base=base,
        directory=directory,
        campaigns=campaigns,
        judging=judging,
        lookout=Lookout(campaigns, on=bool(config.campaign_window), clock=kit.clock, new_id=kit.new_id),
        known=KnownPosts(directory),
        pseudonyms=pseudonyms_of(kit),
        reading=Reading(
            threads=base.threads,
            directory=directory,
            open_for=config.limits.open_for,
            secret=kit.secret,
            clock=kit.clock,
        ),
    )


def _comments(parts: _Parts, metrics: Metrics) -> Comments:
    kit = parts.kit
    return Comments(
        store=kit.store,
        threads=parts.base.threads,
        writer=parts.base.writer,
        judging=parts.judging,
        lookout=parts.lookout,
        purse=purse_of(kit, "comments"),
        limits=parts.config.limits,
        posts=parts.known,
        pseudonyms=parts.pseudonyms,
        known_senders=parts.base.known_senders,
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
        undecided=parts.config.undecided,
        secret=parts.kit.secret,
        clock=parts.kit.clock,
    )


def _reports(parts: _Parts) -> Reports:
    return Reports(
        threads=parts.base.threads,
        shelf=parts.base.reports,
        writer=parts.base.writer,
        purse=purse_of(parts.kit, "reports"),
        pseudonyms=parts.pseudonyms,
        clock=parts.kit.clock,
    )


def _doors(kit: Kit, base: Foundation) -> Doors:
    return Doors(
        threads=base.threads,
        book=DoorLedger(RedisLedger(kit.store), kit.clock, kit.new_id),
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
    return CommentFeeds(
        Feeds(
            kit.site,
            Addresses(kit.site.base_url),
            parts.reading,
            base.threads,
            base.queue,
            base.tombstones,
            parts.directory,
            links=parts.config.links,
        )
    )
