"""A service's HTTP surface as one table: what is served, to whom, reading and answering what.

The router, the access checks and ``openapi.json`` are all made from it, so they cannot disagree.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from shared.staff.model import Scope
from shared.web.auth import Gate

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one path, for whoever holds ``scope`` (or ``or_scope``).

    ``body`` and ``returns`` are msgspec types; ``produces`` is the answer's media type.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    scope: Scope | None = None
    or_scope: Scope | None = None
    body: Any = None
    returns: Any = None
    status: int = 200
    produces: str = "application/json"
    query: tuple[str, ...] = ()

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Any one of them will do; none are needed if there are none."""
        return tuple(scope for scope in (self.scope, self.or_scope) if scope is not None)


def mount(app: web.Application, routes: Iterable[Route], gate: Gate) -> None:
    """Add the routes to ``app``; those with a scope go through the gate."""
    for route in routes:
        handler = _guarded(route.handler, route.scopes, gate) if route.scopes else route.handler
        if route.method == "GET":
            app.router.add_get(route.path, handler, allow_head=True)
        else:
            app.router.add_route(route.method, route.path, handler)


def _guarded(handler: Handler, scopes: tuple[Scope, ...], gate: Gate) -> Handler:
    async def checked(request: web.Request) -> web.StreamResponse:
        await gate.require(request, *scopes)
        return await handler(request)

    return checked
