"""How many feeds may be made for one reader alone: counted when they are made, not when they are in memory."""

from typing import Final

from aiohttp import web

from shared.limits.budget import Budget
from shared.settings import SiteSettings
from shared.web.client_address import client_address, forwarded_for

_ORDERS: Final = 30
_PAGES: Final = 300
_PER_SECONDS: Final = 60


class Limits:
    """Takes them from a client's budget; raises `RateLimited` once that is spent."""

    def __init__(self, budget: Budget, site: SiteSettings) -> None:
        self._budget = budget
        self._site = site

    async def of_order(self, request: web.Request) -> None:
        """For a feed made to order, which may look through all posts."""
        await self._budget.spend(f"feed:{self._client(request)}", burst=_ORDERS, per_seconds=_PER_SECONDS)

    async def of_page(self, request: web.Request) -> None:
        """For a page further back; whoever walks through all of them should get to the end."""
        await self._budget.spend(f"feed-page:{self._client(request)}", burst=_PAGES, per_seconds=_PER_SECONDS)

    def _client(self, request: web.Request) -> str:
        return client_address(request.remote, forwarded_for(request.headers), self._site.trusted_proxies)
