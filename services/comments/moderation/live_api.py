"""Live updates as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
from contextlib import suppress
from typing import Final

import msgspec
from aiohttp import web

from services.comments.moderation.live import Listener, Live, Told
from shared.staff.model import Scope
from shared.web.routing import Route

HEARTBEAT_SECONDS: Final = 15.0
LIFE_SECONDS: Final = 15 * 60.0
"""After which the browser comes back and shows again who it is."""
_HEADERS: Final = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would wait for more
}
_RETRY: Final = b"retry: 3000\n\n"
_ALIVE: Final = b": alive\n\n"


class LiveApi:
    """``heartbeat`` and ``life`` in seconds."""

    def __init__(self, live: Live, *, heartbeat: float = HEARTBEAT_SECONDS, life: float = LIFE_SECONDS) -> None:
        self._live = live
        self._heartbeat = heartbeat
        self._life = life

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/moderation/events",
                handler=self.events,
                summary="Changes of the queue as they happen (server-sent events; Last-Event-ID resumes)",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                produces="text/event-stream",
            )
        ]

    async def events(self, request: web.Request) -> web.StreamResponse:
        """``changed``: comments and counts; ``lost``: read everything anew. Ends by itself, to be opened again."""
        with self._live.listening() as listener:
            first = await self._live.since(request.headers.get("Last-Event-ID"))
            response = web.StreamResponse(headers=_HEADERS)
            await response.prepare(request)
            with suppress(ConnectionResetError):  # a desk that was closed; nobody is left to be told
                await response.write(_RETRY + _event(first))
                await self._pass_on(listener, response)
        return response

    async def _pass_on(self, listener: Listener, response: web.StreamResponse) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._life
        while loop.time() < ends:
            try:
                told = await listener.get(self._heartbeat)
            except TimeoutError:
                await response.write(_ALIVE)
                continue
            if told is None:
                break
            await response.write(_event(told))


def _event(told: Told) -> bytes:
    data = msgspec.json.encode({"comments": told.news.comments, "counts": msgspec.Raw(told.counts)})
    name = b"lost" if told.lost else b"changed"
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (told.news.id.encode(), name, data)
