"""The queue: cases to decide about, most urgent first, with a filter and what the last form did."""

from typing import Final

from aiohttp import web

from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.cards import Eyes, common_actions
from services.comments.moderation.desk.choices import choices
from services.comments.moderation.desk.dealer import Dealer
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.desk.told import TOLD, told
from services.comments.moderation.doubtful import ORDERED, Doubtful
from services.comments.moderation.proposals import Proposals
from services.comments.moderation.queue_query import PARAMETERS, read_filter
from services.comments.threads.thread import Directory
from shared.clock import Clock
from shared.http.paging import read_cursor, write_cursor
from shared.web.language import translator
from shared.web.routing import Route

SHOWN: Final = 25


class QueuePage:
    """``/moderation``."""

    def __init__(
        self,
        *,
        room: Room,
        browsing: Browsing,
        doubtful: Doubtful,
        dealer: Dealer,
        canned: CannedReplies,
        proposals: Proposals,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._room = room
        self._browsing = browsing
        self._doubtful = doubtful
        self._dealer = dealer
        self._canned = canned
        self._proposals = proposals
        self._directory = directory
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=ROOT,
                handler=self.show,
                summary="The moderators' desk: the queue",
                query=(*PARAMETERS, "cursor", "lang", *TOLD),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        wanted = await read_filter(request.query, self._directory, self._clock())
        source = self._doubtful if wanted.least_certain else self._browsing
        comments, place = await source.queue(wanted, read_cursor(request.query.get("cursor")), SHOWN)
        eyes = Eyes(visitor.person, visitor.may_decide, say)
        counts, hands = await self._browsing.counts(), await self._dealer.hands(comments, eyes)
        return self._room.show(
            request,
            visitor,
            "desk.html",
            hands=hands,
            together=common_actions([card for hand in hands for card in hand.cards]),
            following=write_cursor(place) if place else None,
            state=wanted.state,
            orderly=wanted.state in ORDERED,
            counts=counts,
            canned=await self._canned.everything(),
            proposals=len(await self._proposals.everything()),
            told=told(request.query, say),
            asked={name: request.query.get(name, "") for name in PARAMETERS},
            narrowed=any(request.query.get(name) for name in PARAMETERS if name not in {"status", "order"}),
            **choices(counts, say),
        )
