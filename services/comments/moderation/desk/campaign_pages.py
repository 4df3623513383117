"""Campaigns: what is being sent to many threads, and one campaign with its members."""

from aiohttp import web

from services.comments import wording
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.cards import Eyes, common_actions
from services.comments.moderation.desk.choices import choices
from services.comments.moderation.desk.dealer import Dealer, Hand
from services.comments.moderation.desk.room import ROOT, Room
from shared.clock import from_ms
from shared.web.language import translator
from shared.web.routing import Route


class CampaignPages:
    """``/moderation/campaigns`` and ``/moderation/campaigns/<id>``."""

    def __init__(self, *, room: Room, browsing: Browsing, dealer: Dealer, canned: CannedReplies) -> None:
        self._room = room
        self._browsing = browsing
        self._dealer = dealer
        self._canned = canned

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/campaigns",
                handler=self.list,
                summary="What is being sent to many threads",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="GET",
                path=f"{ROOT}/campaigns/{{id}}",
                handler=self.show,
                summary="A campaign with its comments",
                query=("lang",),
                produces="text/html",
            ),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        rows = [
            (each, from_ms(each.first), from_ms(each.last), say(wording.ACTIONS[each.sentence.action]))
            if each.sentence
            else (each, from_ms(each.first), from_ms(each.last), "")
            for each in await self._browsing.campaigns()
        ]
        return self._room.show(request, visitor, "campaigns.html", rows=rows)

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        eyes = Eyes(visitor.person, visitor.may_decide, say)
        campaign = await self._browsing.campaign(request.match_info["id"])
        cards = await self._dealer.cards(await self._browsing.members(campaign.id), eyes)
        return self._room.show(
            request,
            visitor,
            "campaign.html",
            hand=Hand(tuple(cards), campaign, common_actions(cards)),
            sentence=say(wording.ACTIONS[campaign.sentence.action]) if campaign.sentence else "",
            states={state: say(words) for state, words in wording.STATES.items()},
            canned=await self._canned.everything(),
            **choices(await self._browsing.counts(), say),
        )
