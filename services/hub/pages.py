"""``GET /hub``: what the hub is and how it is doing, for people. Staff see each callback host as well."""

from typing import Final

from aiohttp import web

from services.hub.attempts import Failure, failure_name
from services.hub.breaker import State
from services.hub.figures import HostFacts
from services.hub.model import Delivery, outcome_name
from services.hub.places import hosts_before
from services.hub.service import Records
from shared.clock import Clock
from shared.errors import SaketError
from shared.http.paging import write_cursor
from shared.i18n import mark
from shared.staff.model import Scope
from shared.web.auth import Gate
from shared.web.body import FORM
from shared.web.pages import Pages
from shared.web.routing import Route

PREFIX: Final = "/hub"
_ROWS: Final = 50


_STATES: Final[dict[State, str]] = {
    State.CLOSED: mark("Receiving"),
    State.OPEN: mark("Paused after failures"),
    State.HALF_OPEN: mark("Being tried again"),
}
_WHY: Final[dict[Failure, str]] = {
    Failure.REDIRECT: mark("it redirects, which the hub must not follow"),
    Failure.CLIENT: mark("it refuses the delivery"),
    Failure.BUSY: mark("it asks for fewer deliveries"),
    Failure.SERVER: mark("it has an error of its own"),
    Failure.REFUSED: mark("its address is not a public one"),
    Failure.TIMEOUT: mark("it does not answer in time"),
    Failure.UNREACHABLE: mark("it cannot be reached"),
    Failure.GARBLED: mark("its answer cannot be read"),
}


class HubPages:
    """The one page of the hub."""

    def __init__(self, records: Records, clock: Clock, gate: Gate, pages: Pages) -> None:
        self._records = records
        self._clock = clock
        self._gate = gate
        self._pages = pages

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="",
                handler=self.show,
                summary="What the hub is, with counts of subscriptions and deliveries",
                produces="text/html",
                query=("lang", "cursor"),
            ),
            Route(
                method="GET",
                path="/",
                handler=self.door,
                summary="The address with a slash",
                produces="text/html",
                status=308,
            ),
            Route(
                method="POST",
                path="/",
                handler=self.door,
                summary="The address with a slash",
                consumes=(FORM,),
                produces="text/plain",
                status=308,
            ),
        ]

    async def door(self, request: web.Request) -> web.Response:
        """The hub's own address has no slash at its end."""
        raise web.HTTPPermanentRedirect(str(request.rel_url.with_path(PREFIX).with_query(request.rel_url.query)))

    async def show(self, request: web.Request) -> web.Response:
        """The page; figures of single hosts are for whoever holds the scope ``posts``."""
        now = self._clock()
        overview = await self._records.overview(now)
        hosts, following = await self._hosts(request) if await self._is_staff(request) else (None, None)
        response = self._pages.render(
            request,
            "hub.html",
            overview=overview,
            deliveries={outcome.value: overview.tallies.get(outcome_name(outcome), 0) for outcome in Delivery},
            failures={failure: overview.tallies.get(failure_name(failure), 0) for failure in Failure},
            hosts=hosts,
            following=following,
            states=_STATES,
            why=_WHY,
        )
        if hosts is not None:
            response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Cookie, Authorization"
        return response

    async def _is_staff(self, request: web.Request) -> bool:
        """A token that is not valid (any longer) does not take the public page away."""
        try:
            principal = await self._gate.principal(request)
        except SaketError:
            return False
        return principal is not None and (principal.may(Scope.POSTS) or principal.may(Scope.VIEW))

    async def _hosts(self, request: web.Request) -> tuple[list[HostFacts], str | None]:
        start = hosts_before(request.query.get("cursor"))
        found = await self._records.hosts(start, _ROWS + 1, self._clock())
        return found[:_ROWS], write_cursor(str(start + _ROWS) if len(found) > _ROWS else None)
