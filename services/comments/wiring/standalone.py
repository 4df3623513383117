"""Parts of the comment service for commands, without a service around them."""

from services.comments.campaigns.store import RedisCampaigns
from services.comments.config import CommentsConfig
from services.comments.import_export.exporting import CommentExport
from services.comments.import_export.importing import CommentImport
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.queue_store import RedisQueue
from services.comments.privacy.app import PrivacyDeps
from services.comments.storage.archive import RedisArchive
from services.comments.storage.threads import RedisThreads
from services.comments.threads.thread import Posts
from services.comments.wiring.foundation import directory_of, erasing_of, lay, privacy_deps
from services.comments.writing.writer import rebuild, retell
from shared.clock import system_clock
from shared.discussion import Teller
from shared.store.client import Store
from shared.web.kit import Kit


async def reindex_queue(store: Store) -> int:
    """What `saket reindex` needs: moderation's indexes built anew, every thread's figures told. How many comments."""
    threads = RedisThreads(store)
    sizes = await rebuild(threads, RedisQueue(store), RedisDoubts(store, threads, system_clock))
    await retell(sizes, threads, Teller(store))
    return sum(sizes.values())


def importer(kit: Kit, posts: Posts) -> CommentImport:
    """What brings comments in."""
    return CommentImport(
        sources=RedisArchive(kit.store),
        writer=lay(kit).writer,
        directory=directory_of(kit, posts),
        secret=kit.secret,
        clock=kit.clock,
    )


def exporter(store: Store) -> CommentExport:
    """What takes all comments out."""
    return CommentExport(RedisArchive(store))


def privacy(kit: Kit, config: CommentsConfig) -> PrivacyDeps:
    """What exports, erases and purges."""
    base = lay(kit)
    return privacy_deps(kit, config, base, erasing_of(kit, base, RedisCampaigns(kit.store, config.campaign_window)))
