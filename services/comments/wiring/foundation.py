"""What the comment service stands on: parts that need the store alone, and no service around them."""

from dataclasses import dataclass

from services.comments.addresses import Addresses
from services.comments.campaigns.store import RedisCampaigns
from services.comments.config import CommentsConfig
from services.comments.learning.label_store import RedisLabels
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.queue_store import RedisQueue
from services.comments.personal_data.pseudonyms import Pseudonyms
from services.comments.privacy.app import PrivacyDeps
from services.comments.reports.service import Weighing
from services.comments.storage.entry import RedisEntry
from services.comments.storage.known_senders import RedisKnownSenders
from services.comments.storage.reports import RedisDayKeys, RedisReports
from services.comments.storage.threads import RedisThreads
from services.comments.storage.tombstones import RedisTombstones
from services.comments.threads.thread import Directory, Posts, Sites
from services.comments.web.senders import Senders
from services.comments.writing.aftermath import Aftermath
from services.comments.writing.erasing import Campaigned, Erasing
from services.comments.writing.writer import Writer
from shared.discussion import Teller
from shared.http.versions import Versions
from shared.limits.together import NoPurse, Purse, RedisPurse
from shared.web.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """Stores, and the writer that keeps them in step."""

    threads: RedisThreads
    queue: RedisQueue
    tombstones: RedisTombstones
    reports: RedisReports
    versions: Versions[str]
    labels: RedisLabels
    doubts: RedisDoubts
    known_senders: RedisKnownSenders
    aftermath: Aftermath
    writer: Writer


def lay(kit: Kit) -> Foundation:
    """The foundation of this process."""
    threads, queue = RedisThreads(kit.store), RedisQueue(kit.store)
    tombstones, reports, versions = RedisTombstones(kit.store), RedisReports(kit.store), Versions[str]()
    kit.site.board.on_change(versions.bump_all)  # feeds carry its name
    labels = RedisLabels(kit.store, secret=kit.secret, clock=kit.clock)
    doubts, known_senders = RedisDoubts(kit.store, threads, kit.clock), RedisKnownSenders(kit.store)
    aftermath = Aftermath(
        marks=queue,
        threads=threads,
        announcer=kit.announcer,
        topics=Addresses(kit.site.base_url).topics,
        discussion=Teller(kit.store),
        tombstones=tombstones,
        reports=Weighing(reports),
        doubts=doubts,
        senders=known_senders,
        changed=lambda url: versions.bump([url]),
    )
    writer = Writer(
        records=threads,
        entry=RedisEntry(kit.store, threads, queue),
        index=queue,
        labels=labels,
        aftermath=aftermath,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    return Foundation(
        threads=threads,
        queue=queue,
        tombstones=tombstones,
        reports=reports,
        versions=versions,
        labels=labels,
        doubts=doubts,
        known_senders=known_senders,
        aftermath=aftermath,
        writer=writer,
    )


def directory_of(kit: Kit, posts: Posts) -> Directory:
    """Where threads may be. Raises `NotAThread` for unusable SAKET_SITES."""
    base = kit.site.base_url
    return Directory(Sites.of([base, *kit.site.sites]), Sites.of([base]), posts)


def senders_of(kit: Kit) -> Senders:
    """Who sends a request."""
    return Senders(kit.site.trusted_proxies, secure=kit.site.secure)


def purse_of(kit: Kit, purpose: str) -> Purse:
    """The budgets of one kind of request; bottomless where limits are off."""
    return RedisPurse(kit.store, purpose) if kit.site.limits else NoPurse()


def pseudonyms_of(kit: Kit) -> Pseudonyms:
    """The daily names of senders."""
    return Pseudonyms(RedisDayKeys(kit.store), kit.clock)


def erasing_of(kit: Kit, base: Foundation, campaigns: RedisCampaigns) -> Erasing:
    """What erases a comment wherever it has left traces."""
    return Erasing(base.writer, (Campaigned(campaigns), base.reports), kit.clock)


def privacy_deps(kit: Kit, config: CommentsConfig, base: Foundation, erasing: Erasing) -> PrivacyDeps:
    """What exports, erases and purges."""
    return PrivacyDeps(
        kit=kit,
        threads=base.threads,
        writer=base.writer,
        erasing=erasing,
        senders=senders_of(kit),
        pseudonyms=pseudonyms_of(kit),
        purse=purse_of(kit, "privacy"),
        traffic_key=config.traffic_key,
        undecided=config.undecided,
    )
