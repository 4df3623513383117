"""The composition root of moderation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from services.comments.addresses import Addresses
from services.comments.campaigns.lookout import Campaigns
from services.comments.doors.service import Doors
from services.comments.learning.label_store import RedisLabels
from services.comments.model import State
from services.comments.moderation import present
from services.comments.moderation.api import QueueApi
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.claim_store import RedisClaims
from services.comments.moderation.claims import Claims
from services.comments.moderation.deciding_api import DecidingApi
from services.comments.moderation.decisions import Decisions
from services.comments.moderation.desk.app import DeskDeps, desk_routes
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.doubtful import Doubtful
from services.comments.moderation.head_feed import HeadFeed
from services.comments.moderation.heads import HeadPublisher
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.live import Live
from services.comments.moderation.live_api import LiveApi
from services.comments.moderation.news_store import RedisNews
from services.comments.moderation.proposal_store import RedisProposals
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.queue_store import RedisQueue
from services.comments.moderation.rounds import Rounds
from services.comments.moderation.statistics.gathering import Statistics
from services.comments.moderation.trial_api import TrialApi
from services.comments.notices.settings import NoticeSettings
from services.comments.notices.store import RedisMemory
from services.comments.notices.watch import Queue, Tell, Watch
from services.comments.posting.judging import Judging
from services.comments.posting.service import Comments
from services.comments.storage.threads import RedisThreads
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory
from services.comments.web.senders import Senders
from services.comments.writing.writer import Writer
from shared.tasks import background
from shared.web.kit import Kit
from shared.web.routing import Route, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationDeps:
    """What moderation shares with the rest of the service. ``alone``: see `Proposals`."""

    kit: Kit
    threads: RedisThreads
    queue: RedisQueue
    doubts: RedisDoubts
    labels: RedisLabels
    writer: Writer
    campaigns: Campaigns
    doors: Doors
    comments: Comments
    reading: Reading
    senders: Senders
    judging: Judging
    directory: Directory
    addresses: Addresses
    tell: Tell
    notices: NoticeSettings
    alone: int = 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """The use cases."""

    browsing: Browsing
    doubtful: Doubtful
    claims: Claims
    decisions: Decisions
    proposals: Proposals
    ledger: RedisLedger
    live: Live


def add_moderation(app: web.Application, deps: ModerationDeps) -> list[Route]:
    """The moderators' API and their desk, to be mounted; what runs beside them starts and ends with ``app``."""
    desk = _desk(deps)
    kit, topic = deps.kit, deps.addresses.ledger_feed()

    async def look() -> Queue:
        counts = await desk.browsing.counts()
        return Queue(counts.states[State.HELD], counts.oldest)

    watch = Watch(
        look=look,
        memory=RedisMemory(kit.store),
        tell=deps.tell,
        settings=deps.notices,
        desk=deps.addresses.console(),
        clock=kit.clock,
        new_id=kit.new_id,
    )
    rounds = Rounds(desk.decisions, HeadPublisher(desk.ledger, kit.announcer, topic, kit.clock), watch)
    if not kit.helps:
        app.cleanup_ctx.append(background("moderation-rounds", rounds.run))
    app.cleanup_ctx.append(background("moderation-live", desk.live.follow))
    app.on_shutdown.append(_closing(desk.live))
    return _routes(deps, desk)


def _desk(deps: ModerationDeps) -> _Desk:
    kit = deps.kit
    browsing = Browsing(deps.threads, deps.queue, deps.campaigns)
    doubtful = Doubtful(
        browsing=browsing, threads=deps.threads, index=deps.queue, doubts=deps.doubts, judge=deps.judging
    )
    claims = Claims(RedisClaims(kit.store), deps.queue, kit.clock)
    ledger = RedisLedger(kit.store)
    decisions = Decisions(
        threads=deps.threads,
        writer=deps.writer,
        campaigns=deps.campaigns,
        claims=claims,
        doors=deps.doors,
        ledger=ledger,
        clock=kit.clock,
        new_id=kit.new_id,
    )
    proposals = Proposals(decisions, RedisProposals(kit.store), alone=deps.alone, clock=kit.clock)

    async def counted() -> bytes:
        return msgspec.json.encode(present.counts_out(await browsing.counts()))

    live = Live(RedisNews(kit.store), counted)
    return _Desk(browsing, doubtful, claims, decisions, proposals, ledger, live)


def _routes(deps: ModerationDeps, desk: _Desk) -> list[Route]:
    kit = deps.kit
    queue = QueueApi(
        browsing=desk.browsing,
        doubtful=desk.doubtful,
        claims=desk.claims,
        bodies=kit.bodies,
        gate=kit.gate,
        directory=deps.directory,
        clock=kit.clock,
    )
    deciding = DecidingApi(proposals=desk.proposals, ledger=desk.ledger, bodies=kit.bodies, gate=kit.gate)
    parts: list[Surface] = [
        queue,
        deciding,
        LiveApi(desk.live),
        TrialApi(deps.judging, kit.bodies, deps.directory),
        HeadFeed(kit.site, deps.addresses, desk.ledger),
    ]
    pages = DeskDeps(
        kit=kit,
        browsing=desk.browsing,
        doubtful=desk.doubtful,
        labels=deps.labels,
        claims=desk.claims,
        proposals=desk.proposals,
        ledger=desk.ledger,
        statistics=Statistics(desk.ledger, deps.threads, deps.queue, deps.campaigns, kit.clock),
        comments=deps.comments,
        reading=deps.reading,
        senders=deps.senders,
        directory=deps.directory,
    )
    return [*(route for part in parts for route in part.routes()), *desk_routes(pages)]


def _closing(live: Live) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_app: web.Application) -> None:
        live.close()

    return close
