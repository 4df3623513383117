"""``POST /hub``: subscribers and publishers."""

from typing import Final

from aiohttp import web

from services.hub.model import Intent
from services.hub.service import Reception
from services.hub.topics import Topics
from services.hub.websub import parse_request
from shared.limits.budget import Budget
from shared.settings import SiteSettings
from shared.staff.model import Scope
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.client_address import client_address, forwarded_for
from shared.web.routing import Route

_BURST: Final = 120
_PER_SECONDS: Final = 60


class HubApi:
    """Reads requests, keeps them within budgets, and accepts them."""

    def __init__(
        self,
        *,
        reception: Reception,
        topics: Topics,
        bodies: BodyReader,
        gate: Gate,
        budget: Budget,
        site: SiteSettings,
    ) -> None:
        self._reception = reception
        self._topics = topics
        self._bodies = bodies
        self._gate = gate
        self._budget = budget
        self._site = site

    def routes(self) -> list[Route]:
        """The hub itself: the empty path under its prefix."""
        return [
            Route(
                method="POST",
                path="",
                handler=self.receive,
                consumes=(FORM,),
                summary="Subscribe or unsubscribe (WebSub section 5.1), or publish (a token of scope posts)",
                status=202,
                produces="text/plain",
            )
        ]

    async def receive(self, request: web.Request) -> web.Response:
        """202 once the request is kept; what becomes of it is decided after asking the subscriber."""
        address = client_address(request.remote, forwarded_for(request.headers), self._site.trusted_proxies)
        await self._budget.spend(f"hub:client:{address}", burst=_BURST, per_seconds=_PER_SECONDS)
        asked = parse_request(await self._bodies.form(request), self._topics)
        if isinstance(asked, Intent):
            await self._subscribe(asked)
        else:
            await self._gate.require(request, Scope.POSTS)
            await self._reception.announce(asked.topic)
        return web.Response(status=202, headers={"Cache-Control": "no-store"})

    async def _subscribe(self, intent: Intent) -> None:
        """The callback's host has a budget of its own: the hub must not be a means to flood others."""
        await self._budget.spend(f"hub:callback:{intent.host}", burst=_BURST, per_seconds=_PER_SECONDS)
        await self._reception.ask(intent)
