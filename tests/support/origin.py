"""Servers to fetch from: a scripted HTTP origin, and a bare TCP one for those that do not speak it properly."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """A scripted answer. Headers are sent as given, a Content-Encoding does not encode anything."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] | tuple[tuple[str, str], ...] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in."""

    method: str
    path: str
    query: str
    headers: CIMultiDictProxy[str]
    body: bytes


class Origin:
    """An HTTP server on a free port of 127.0.0.1 that answers as scripted and remembers what it was asked.

    >>> async with Origin() as origin:
    ...     origin.on("/feed", Reply(body=b"<feed/>"), Reply(status=304))   # the last one repeats
    ...     await client.fetch(FetchRequest(origin.url("/feed")))
    ...     assert origin.requests_for("/feed")[0].headers["Accept"] == "*/*"
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = 0
        self.received: list[Received] = []
        self._scripts: dict[str, list[Reply | Handler]] = {}
        self._arrival = asyncio.Condition()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, 0).start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._runner.cleanup()

    def on(self, path: str, *answers: Reply | Handler) -> None:
        """Script ``path`` (without query): the answers in turn, the last one for ever. Others answer 404."""
        self._scripts[path] = list(answers)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of ``path``, under another name for this machine if ``host`` says so."""
        return f"http://{host or self.host}:{self.port}{path}"

    def requests_for(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path == path]

    async def wait_for(self, path: str, count: int = 1, seconds: float = 10) -> list[Received]:
        """The requests for ``path`` once there are ``count`` of them."""
        async with asyncio.timeout(seconds), self._arrival:
            await self._arrival.wait_for(lambda: len(self.requests_for(path)) >= count)
        return self.requests_for(path)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        received = Received(
            request.method, request.path, request.rel_url.raw_query_string, request.headers, await request.read()
        )
        async with self._arrival:
            self.received.append(received)
            self._arrival.notify_all()
        answer = self._next(request.path)
        if isinstance(answer, Reply):
            return web.Response(status=answer.status, body=answer.body, headers=CIMultiDict(answer.headers))
        return await answer(request)

    def _next(self, path: str) -> Reply | Handler:
        script = self._scripts.get(path, [Reply(status=404)])
        return script.pop(0) if len(script) > 1 else script[0]


@dataclass(slots=True)
class TcpOrigin:
    """A bare server: its ``port`` and how many ``connections`` it has accepted."""

    port: int = 0
    connections: int = 0


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing and close."""
    del reader, writer


@asynccontextmanager
async def tcp_origin(talk: Talk = hang_up, *, everywhere: bool = False) -> AsyncIterator[TcpOrigin]:
    """Serve ``talk`` on a free port of 127.0.0.1, or of every address of this machine.

    Conversations still going on at the end are cancelled.
    """
    origin = TcpOrigin()
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        origin.connections += 1
        task = asyncio.current_task()
        if task is not None:
            talks.add(task)
            task.add_done_callback(talks.discard)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await talk(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, sock=_everywhere() if everywhere else _loopback())
    origin.port = server.sockets[0].getsockname()[1]
    try:
        yield origin
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


def _loopback() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _everywhere() -> socket.socket:
    if socket.has_dualstack_ipv6():
        return socket.create_server(("", 0), family=socket.AF_INET6, dualstack_ipv6=True)
    return socket.create_server(("", 0))
