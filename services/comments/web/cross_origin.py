"""Which scripts of other sites may send what: those of the sites whose posts have threads here, comments and reports.

What everybody may read, any script may (``Access-Control-Allow-Origin: *``). Cookies never come along: whoever answers
for a comment by a receipt needs none. (https://fetch.spec.whatwg.org/#http-cors-protocol)
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aiohttp import web

from services.comments.threads.thread import Sites
from shared.errors import Forbidden
from shared.web.routing import Route

PUBLIC: Final[Mapping[str, str]] = MappingProxyType(
    {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
)
_SENDING: Final = ("/api/comments", "/api/comments/{id}/reports")
_MAY: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Crossing:
    """Answers preflights, and marks the answers that a site's script may read."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites

    def routes(self) -> list[Route]:
        return [
            Route(
                method="OPTIONS",
                path=path,
                handler=self.preflight,
                summary="May a script of another site send this?",
                status=204,
            )
            for path in _SENDING
        ]

    async def preflight(self, request: web.Request) -> web.Response:
        return web.Response(status=204, headers={**_MAY, **self.sent(request)})

    def check_form(self, request: web.Request) -> None:
        """Refuse a plain form that a browser says comes from a page of neither this site nor one that may embed us.

        Somebody's browser would else comment in its owner's name and from its address. Raises `Forbidden`.
        """
        origin = request.headers.get("Origin")
        if origin is None:
            if request.headers.get("Sec-Fetch-Site", "none") == "cross-site":
                raise Forbidden("same-origin")
        elif not self._sites.allow_origin(origin):
            raise Forbidden("same-origin")

    def sent(self, request: web.Request) -> Mapping[str, str]:
        """The fields of an answer to something sent."""
        origin = request.headers.get("Origin", "")
        allowed = {"Access-Control-Allow-Origin": origin} if self._sites.allow_origin(origin) else {}
        return {"Vary": "Origin", **allowed}
