"""The composition root of moderation."""

from dataclasses import dataclass

from services.comments.campaigns.lookout import Campaigns
from services.comments.judging import Judging
from services.comments.moderation.api import ModerationApi
from services.comments.moderation.console import Console
from services.comments.moderation.decisions import Moderation, Threads
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.queue_store import RedisQueue
from services.comments.service import Comments
from services.comments.thread import Directory
from services.comments.writer import Writer
from shared.web.kit import Kit
from shared.web.routing import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationDeps:
    """What moderation shares with the rest of the service."""

    kit: Kit
    threads: Threads
    queue: RedisQueue
    writer: Writer
    campaigns: Campaigns
    comments: Comments
    judging: Judging
    directory: Directory


def moderation_routes(deps: ModerationDeps) -> list[Route]:
    """The moderators' API and their desk."""
    kit = deps.kit
    moderation = Moderation(
        threads=deps.threads,
        queue=deps.queue,
        ledger=RedisLedger(kit.store),
        writer=deps.writer,
        campaigns=deps.campaigns,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    api = ModerationApi(
        moderation=moderation, judging=deps.judging, bodies=kit.bodies, gate=kit.gate, directory=deps.directory
    )
    console = Console(
        moderation=moderation,
        comments=deps.comments,
        pages=kit.pages.of("services.comments.moderation"),
        bodies=kit.bodies,
        gate=kit.gate,
    )
    return [*api.routes(), *console.routes()]
