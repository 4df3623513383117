"""``GET /hub``: what the hub is and how it is doing, for people."""

from aiohttp import web

from services.hub.model import Delivery, outcome_name
from services.hub.service import Reception
from shared.web.pages import Pages
from shared.web.routing import Route


class HubPages:
    """The one page of the hub."""

    def __init__(self, reception: Reception, pages: Pages) -> None:
        self._reception = reception
        self._pages = pages

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="",
                handler=self.show,
                summary="What the hub is, with counts of subscriptions and deliveries",
                produces="text/html",
                query=("lang",),
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The page."""
        overview = await self._reception.overview()
        deliveries = {outcome.value: overview.tallies.get(outcome_name(outcome), 0) for outcome in Delivery}
        return self._pages.render(request, "hub.html", overview=overview, deliveries=deliveries)
