"""In front of the routes: what an address was answered with goes to the next who asks, without the way through them.

    request | as plain as most? | is the address's view still current? | the view's answer | one write
                     no        or        no: routes, middlewares, handler, whose answer may be remembered

This is a shared cache (RFC 9111) in the server itself, with one difference: it hears of every change at once. It holds
answers that are ``public``, vary with nothing but what it looks at, and come from a view with a ``version``. It holds
views weakly, so how much memory they take is decided where they are kept.

Leans on aiohttp (3.14) taking the handler of each new connection from the server's ``request_handler``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from weakref import ReferenceType, ref

from aiohttp import HttpVersion11, web
from multidict import CIMultiDict

from shared.errors import SaketError
from shared.http.fields import field_lines
from shared.http.view import View, respond
from shared.reach.tally import TALLY, Tally
from shared.web.ready import ReadyResponse
from shared.web.views import SHOWN, Shown

_MOST: Final = 1024
_LONGEST: Final = 8192
"""Characters of an address that is worth remembering."""
_METHODS: Final = frozenset({"GET", "HEAD"})
_PARTICULAR: Final = ("A-IM", "Expect")  # fields that ask for something that only a handler knows about
_SELECTING: Final = ("Accept", "Sec-Fetch-Dest")  # fields that a handler may choose between views by
_REGARDED: Final = frozenset({"", "a-im", "accept", "accept-encoding", "sec-fetch-dest"})
"""What a remembered answer may vary with: `_PARTICULAR`, `_SELECTING`, or weighed by `respond`."""

Key = tuple[str | None, ...]
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What one address was last answered with; ``lines`` are the header fields that its handler adds."""

    view: ReferenceType[View]
    lines: bytes

    def answer(self, request: web.Request) -> ReadyResponse | None:
        """None also where the answer is an error: those are worded elsewhere."""
        view = self.view()
        if view is None or view.version is None or not view.version.is_current:
            return None
        try:
            return ReadyResponse(respond(view, request.method, request.headers), self.lines)
        except SaketError:
            return None


class Front:
    """The handler of a server, around that of an application; ``most`` addresses are remembered.

    ``tally`` hears of every answer.
    """

    def __init__(self, handle: Handle, most: int, tally: Tally) -> None:
        self._handle = handle
        self._most = most
        self._tally = tally
        self._known: dict[Key, _Known] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer at once, or let the application answer."""
        if not _is_plain(request):
            response = await self._handle(request)
            self._tally.note(request, response.status)
            return response
        key = (request.method, request.path_qs, *map(request.headers.get, _SELECTING))
        known = self._known.get(key)
        if known is not None and (answer := known.answer(request)) is not None:
            self._tally.note(request, answer.status)
            return answer
        response = await self._handle(request)
        self._tally.note(request, response.status)
        self._consider(key, request, response)
        return response

    def _consider(self, key: Key, request: web.Request, response: web.StreamResponse) -> None:
        shown = response.get(SHOWN) if isinstance(response, web.Response) else None
        if shown is None or not (_is_for_everyone(shown) and _is_as_shown(response, shown)):
            return
        if len(request.path_qs) > _LONGEST:
            return
        if any(app.on_response_prepare for app in request.match_info.apps):
            return
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = _Known(ref(shown.view), field_lines(shown.extra))


def put_in_front(runner: web.AppRunner, *, most: int = _MOST) -> None:
    """Before the runner's server takes its first connection. What is answered goes into the application's `TALLY`."""
    server = runner.server
    if server is None:
        raise RuntimeError("the runner is not set up")
    front = Front(server.request_handler, most, runner.app.get(TALLY) or Tally())
    server.request_handler = front.handle  # type: ignore[assignment]  # an application's requests are web.Request


def _is_plain(request: web.Request) -> bool:
    return (
        request.method in _METHODS
        and request.version == HttpVersion11
        and request.keep_alive
        and not any(name in request.headers for name in _PARTICULAR)
    )


def _is_for_everyone(shown: Shown) -> bool:
    headers = shown.view.headers
    varying = {name.strip().lower() for name in headers.get("Vary", "").split(",")}
    is_public = "public" in headers.get("Cache-Control", "").split(", ")
    return shown.view.version is not None and is_public and varying <= _REGARDED


def _is_as_shown(response: web.StreamResponse, shown: Shown) -> bool:
    """Whether nobody has changed the answer on its way."""
    made = CIMultiDict({**shown.prepared.headers, **shown.extra})
    is_whole = len(made) == len(shown.prepared.headers) + len(shown.extra)
    return is_whole and response.status == shown.prepared.status and response.headers == made and not response.cookies
