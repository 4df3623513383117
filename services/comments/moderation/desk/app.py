"""The composition root of the desk."""

from dataclasses import dataclass

from services.comments.learning.label_store import RedisLabels
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.claims import Claims
from services.comments.moderation.desk.campaign_pages import CampaignPages
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.canned_pages import CannedPages
from services.comments.moderation.desk.canned_store import RedisCanned
from services.comments.moderation.desk.card_page import CardPage
from services.comments.moderation.desk.dealer import Dealer
from services.comments.moderation.desk.forms import DeskForms
from services.comments.moderation.desk.ledger_page import LedgerPage
from services.comments.moderation.desk.pending_page import PendingPage
from services.comments.moderation.desk.queue_page import QueuePage
from services.comments.moderation.desk.replies import Replies
from services.comments.moderation.desk.room import Room
from services.comments.moderation.desk.statistics_page import StatisticsPage
from services.comments.moderation.desk.teach_page import TeachPage
from services.comments.moderation.doubtful import Doubtful
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.statistics.gathering import Statistics
from services.comments.posting.service import Comments
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory
from services.comments.web.senders import Senders
from shared.web.kit import Kit
from shared.web.routing import Route, Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDeps:
    """What the desk stands on."""

    kit: Kit
    browsing: Browsing
    doubtful: Doubtful
    labels: RedisLabels
    claims: Claims
    proposals: Proposals
    ledger: RedisLedger
    statistics: Statistics
    comments: Comments
    reading: Reading
    senders: Senders
    directory: Directory


def desk_routes(deps: DeskDeps) -> list[Route]:
    """The pages and forms of the desk."""
    kit = deps.kit
    room = Room(kit.gate, kit.pages.of("services.comments.moderation.desk"))
    dealer = Dealer(deps.browsing, deps.claims, deps.reading)
    canned = CannedReplies(RedisCanned(kit.store), kit.clock, kit.new_id)
    parts: list[Surface] = [
        QueuePage(
            room=room,
            browsing=deps.browsing,
            doubtful=deps.doubtful,
            dealer=dealer,
            canned=canned,
            proposals=deps.proposals,
            directory=deps.directory,
            clock=kit.clock,
        ),
        TeachPage(room=room, browsing=deps.browsing, doubtful=deps.doubtful, labels=deps.labels, dealer=dealer),
        CardPage(room=room, browsing=deps.browsing, dealer=dealer, canned=canned),
        CampaignPages(room=room, browsing=deps.browsing, dealer=dealer, canned=canned),
        PendingPage(room, deps.proposals),
        LedgerPage(room, deps.ledger),
        StatisticsPage(room, deps.statistics),
        CannedPages(room, canned, kit.bodies),
        DeskForms(
            room=room,
            proposals=deps.proposals,
            claims=deps.claims,
            canned=canned,
            bodies=kit.bodies,
        ),
        Replies(
            room=room,
            browsing=deps.browsing,
            comments=deps.comments,
            proposals=deps.proposals,
            canned=canned,
            senders=deps.senders,
            bodies=kit.bodies,
            name=kit.site.title,
        ),
    ]
    return [route for part in parts for route in part.routes()]
