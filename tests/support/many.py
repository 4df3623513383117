"""A crowd of sites on one port: every address of 127.0.0.0/8 is another one, answers at once or hangs until let go."""

import asyncio
import re
import socket
from collections import Counter
from contextlib import suppress
from typing import Final, Self

_REQUEST: Final = re.compile(rb"GET (\S+) .*?\r\nUser-Agent: ([^\r]*)\r\n", re.DOTALL | re.IGNORECASE)
_NOT_MODIFIED: Final = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"


class Crowd:
    """``body`` is everybody's feed. Paths under ``/slow/`` hang until `let_go`."""

    def __init__(self, body: bytes) -> None:
        self.port = 0
        self.asked: Counter[str] = Counter()
        self.askers: dict[str, list[str]] = {}
        self._answer = b'HTTP/1.1 200 OK\r\nETag: "1"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b' % (
            len(body),
            body,
        )
        self._open = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        listener = socket.create_server(("", 0), backlog=1000)
        self.port = listener.getsockname()[1]
        self._server = await asyncio.start_server(self._talk, sock=listener)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        assert self._server is not None
        self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def url(self, number: int, kind: str = "fast") -> str:
        """Each number is a site of its own."""
        return f"http://127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}:{self.port}/{kind}/{number}"

    def let_go(self) -> None:
        """Whatever hangs is answered."""
        self._open.set()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(await reader.readuntil(b"\r\n\r\n"), writer)
        finally:
            writer.close()

    async def _serve(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        match = _REQUEST.match(head)
        assert match is not None, head
        path = match[1].decode()
        self.asked[path] += 1
        self.askers.setdefault(path, []).append(match[2].decode())
        if path.startswith("/slow/"):
            await self._open.wait()
        writer.write(_NOT_MODIFIED if b"if-none-match" in head.lower() else self._answer)
        await writer.drain()
