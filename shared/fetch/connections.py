"""Connections that are kept alive between requests, and how an answer comes over one of them.

aiohttp's own protocol and parser (`ResponseHandler`, llhttp) read whatever a hostile server sends. What its session
does around them for every request (cookies, traces, middlewares, objects for request and response) took half of a poll
that brought nothing.
"""

import asyncio
from contextlib import suppress
from typing import Final, Self

import aiohttp
from aiohttp.http import RawResponseMessage
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.streams import StreamReader

from shared.fetch.dialling import Connection, Dialler
from shared.fetch.limits import Limits
from shared.fetch.urls import HttpUrl, Origin

_KEPT_SECONDS: Final = 15.0
_MOST_IDLE: Final = 256
"""Of so many origins: a round of polls that meets more would leave the process no file numbers (often 1024)."""
_CLOSING_SECONDS: Final = 1.0
_REPEATABLE: Final = frozenset({"GET", "HEAD"})
_FINAL: Final = 200
_SWITCHING: Final = 101
_MOST_INTERIM: Final = 30


class Connections:
    """At most ``limits.connections`` are in use; others wait for one."""

    def __init__(self, dialler: Dialler, limits: Limits) -> None:
        self._dialler = dialler
        self._limits = limits
        self._places = asyncio.Semaphore(limits.connections)
        self._idle: dict[Origin, list[tuple[Connection, float]]] = {}
        self._in_use: set[Connection] = set()
        self._sweep: asyncio.TimerHandle | None = None
        self._time = asyncio.get_running_loop().time

    async def ask(self, url: HttpUrl, method: str, sent: bytes) -> "Answer":
        """The beginning of the answer to what is ``sent``. Use it as a context manager.

        A connection that was kept may have been closed meanwhile, or bring the rest of what belonged to the last
        answer: then what may be repeated is sent over a new one.
        """
        await self._places.acquire()
        try:
            handler = self._kept(url.origin)
            if handler is not None:
                try:
                    return await self._asked(handler, url, method, sent)
                except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, HttpProcessingError):
                    if method not in _REPEATABLE:
                        raise
            return await self._asked(await self._dialler.dial(url), url, method, sent)
        except BaseException:
            self._places.release()
            raise

    async def _asked(self, handler: Connection, url: HttpUrl, method: str, sent: bytes) -> "Answer":
        limits = self._limits
        self._in_use.add(handler)
        try:
            handler.set_response_params(
                skip_payload=method == "HEAD",
                read_until_eof=True,
                auto_decompress=False,
                max_line_size=limits.header_field,
                max_field_size=limits.header_field,
                max_headers=limits.header_count,
            )
            if handler.transport is not None:  # else reading tells why
                handler.transport.write(sent)
            message, content = await _final(handler)
            return Answer(self, url.origin, handler, message, content)
        except BaseException:
            self._drop(handler)
            raise

    def give_back(self, origin: Origin, handler: Connection) -> None:
        """An answer was read to its end, or is wanted no more."""
        self._places.release()
        has_room = origin in self._idle or len(self._idle) < _MOST_IDLE
        if handler.should_close or not handler.is_connected() or not has_room:
            self._drop(handler)
            return
        self._in_use.discard(handler)
        handler.is_idle = True
        self._idle.setdefault(origin, []).append((handler, self._time()))
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._let_go)

    async def close(self) -> None:
        """Close all of them."""
        if self._sweep is not None:
            self._sweep.cancel()
        handlers = [*self._in_use, *(handler for kept in self._idle.values() for handler, _ in kept)]
        self._idle.clear()
        closing = [handler.closed for handler in handlers]
        for handler in handlers:
            self._drop(handler)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_SECONDS):
                await asyncio.gather(*filter(None, closing), return_exceptions=True)

    def _kept(self, origin: Origin) -> Connection | None:
        """The one that was used last; what has said something by itself is not to be trusted."""
        kept, oldest = self._idle.get(origin), self._time() - _KEPT_SECONDS
        while kept:
            handler, since = kept.pop()
            if since > oldest and handler.is_connected() and not handler.should_close:
                handler.is_idle = False
                return handler
            self._drop(handler)
        return None

    def _let_go(self) -> None:
        """Of those that were not used for long."""
        self._sweep, oldest = None, self._time() - _KEPT_SECONDS
        for origin, kept in list(self._idle.items()):
            fresh = [(handler, since) for handler, since in kept if since > oldest and handler.is_connected()]
            for handler, since in kept:
                if (handler, since) not in fresh:
                    self._drop(handler)
            if fresh:
                self._idle[origin] = fresh
            else:
                del self._idle[origin]
        if self._idle:
            self._sweep = asyncio.get_running_loop().call_later(_KEPT_SECONDS, self._let_go)

    def _drop(self, handler: Connection) -> None:
        """At once: who is told good-bye by TLS may take his time with the answer."""
        self._in_use.discard(handler)
        handler.abort()


async def _final(handler: Connection) -> tuple[RawResponseMessage, StreamReader]:
    """The first answer that is none on the way to another (RFC 9110 section 15.2)."""
    for _ in range(_MOST_INTERIM):
        message, content = await handler.read()
        if message.code >= _FINAL or message.code == _SWITCHING:
            return message, content
    raise HttpProcessingError(message="interim answers without end")


class Answer:
    """What came back: status, header fields as octets, and the body as it comes."""

    def __init__(
        self,
        connections: Connections,
        origin: Origin,
        handler: Connection,
        message: RawResponseMessage,
        content: StreamReader,
    ) -> None:
        self._connections = connections
        self._origin = origin
        self._handler = handler
        self.status = message.code
        self.fields = message.raw_headers
        self.content = content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connections.give_back(self._origin, self._handler)
