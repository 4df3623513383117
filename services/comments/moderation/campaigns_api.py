"""The moderators' JSON API of campaigns: comments that say the same in several threads."""

from aiohttp import web

from services.comments.moderation import present, wire
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.queue_items import QueueItems
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.routing import Route


class CampaignsApi:
    """Reading needs the scope ``moderation`` or ``view``; what is decided about one goes through `deciding_api`."""

    def __init__(self, browsing: Browsing, items: QueueItems) -> None:
        self._browsing = browsing
        self._items = items

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/moderation/campaigns",
                handler=self.campaigns,
                summary="Comments alike in several threads, the latest first",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.CampaignOut],
            ),
            Route(
                method="GET",
                path="/api/moderation/campaigns/{id}",
                handler=self.campaign,
                summary="A campaign with all its comments",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CampaignDetail,
                query=("lang",),
            ),
        ]

    async def campaigns(self, _request: web.Request) -> web.Response:
        return json_answer(Page([present.campaign_out(each) for each in await self._browsing.campaigns()]))

    async def campaign(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        items = await self._items.of(request, await self._browsing.members(identity))
        return json_answer(present.campaign_detail(await self._browsing.campaign(identity), items))
