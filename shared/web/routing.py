"""A service's HTTP surface as one table: what is served, to whom, reading and answering what.

The router, the access checks and ``openapi.json`` are all made from it, so they cannot disagree.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from aiohttp import web

from shared.staff.model import Scope
from shared.web.auth import Gate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, A-IM, Content-Type",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one path, for whoever holds ``scope`` (or ``or_scope``).

    ``session``: for people at a browser, whom no token stands for.

    ``body`` (sent as JSON) and ``returns`` are msgspec types; ``consumes`` are the media types of bodies that are not
    JSON, ``produces`` is the answer's. ``cors``: a public GET that scripts of any site may ask for with conditions.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    scope: Scope | None = None
    or_scope: Scope | None = None
    session: bool = False
    body: Any = None
    consumes: tuple[str, ...] = ()
    returns: Any = None
    status: int = 200
    produces: str = "application/json"
    query: tuple[str, ...] = ()
    cors: bool = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Any one of them will do; none are needed if there are none."""
        return tuple(scope for scope in (self.scope, self.or_scope) if scope is not None)


class Surface(Protocol):
    """A part of a service's surface: handlers that know their routes."""

    def routes(self) -> list[Route]: ...


def mount(app: web.Application, routes: Iterable[Route], gate: Gate) -> None:
    """Add the routes to ``app``; those for somebody go through the gate, those with ``cors`` answer preflights."""
    for route in routes:
        handler = _guarded(route, gate)
        if route.method == "GET":
            app.router.add_get(route.path, handler, allow_head=True)
        else:
            app.router.add_route(route.method, route.path, handler)
        if route.cors:
            app.router.add_route("OPTIONS", route.path, _preflight)


async def _preflight(_request: web.Request) -> web.Response:
    """May a script of another site ask like that? (https://fetch.spec.whatwg.org/#cors-preflight-request)"""
    return web.Response(status=204, headers=_PREFLIGHT)


def _guarded(route: Route, gate: Gate) -> Handler:
    if not (route.scopes or route.session):
        return route.handler
    require = gate.require_member if route.session else gate.require

    async def checked(request: web.Request) -> web.StreamResponse:
        await require(request, *route.scopes)
        return await route.handler(request)

    return checked
