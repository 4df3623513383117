"""Notes every request to the comment service that sends something, whoever answers it and however."""

from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from services.comments.privacy.traffic import Traffic, Visit
from services.comments.web.senders import TOUCHED, Senders
from shared.clock import Clock, rfc3339
from shared.errors import SaketError
from shared.web.problems import status_of

_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_MOST_AGENT: Final = 200


def recording(traffic: Traffic, senders: Senders, clock: Clock) -> Middleware:
    """The middleware. Addresses of routes stand for those of requests: a receipt is a secret."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in _UNSAFE:
            return await handler(request)
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except SaketError as error:
            status = status_of(error)
            raise
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            traffic.note(_visit(request, senders.address(request), rfc3339(clock()), status))
        return response

    return middleware


def _visit(request: web.Request, address: str, at: str, status: int) -> Visit:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    resource = request.match_info.route.resource
    return Visit(
        at=at,
        address=address,
        port=peer[1] if isinstance(peer, tuple) and len(peer) > 1 else None,
        method=request.method,
        what=resource.canonical if resource is not None else "",
        status=status,
        comment=request.get(TOUCHED),
        agent=request.headers.get("User-Agent", "")[:_MOST_AGENT],
    )
