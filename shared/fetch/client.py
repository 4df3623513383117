"""The one HTTP client with which Saket goes into the world.

    parse URL | resolve | gate every address | send | read headers | (redirect: again) | decode under a cap

No proxies, cookies or passwords from the environment, no redirect that was not looked at, a deadline on everything.
"""

import ssl
from collections.abc import Collection
from types import TracebackType
from typing import Self

from aiohttp.abc import AbstractResolver

from shared.fetch import redirects
from shared.fetch.allow import AllowedHost, AllowList
from shared.fetch.body import BodyReader
from shared.fetch.connections import Answer, Connections
from shared.fetch.deadlines import Deadlines
from shared.fetch.decoding import decoder_for
from shared.fetch.dialling import Dialler
from shared.fetch.errors import PageRefused, TooManyRedirects
from shared.fetch.gate import Gate, visiting
from shared.fetch.limits import Limits
from shared.fetch.message import Fetched, FetchRequest, Headers, Redirect
from shared.fetch.resolving import SystemResolver
from shared.fetch.room import Room
from shared.fetch.sending import wire_form
from shared.fetch.translation import translated
from shared.fetch.urls import HttpUrl

_CHUNK = 64 * 1024
_SMALL = 256 * 1024
_LARGE_AT_ONCE = 8
"""What bodies hold beyond `_SMALL` may be so many times the largest; the others wait, and so do their senders."""
_OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})


class GuardedClient:
    """Fetches from public addresses, and from those that ``allow`` names. Use it as an async context manager."""

    def __init__(
        self,
        allow: AllowList,
        *,
        user_agent: str,
        limits: Limits | None = None,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        pages: Collection[HttpUrl] = (),
    ) -> None:
        """``resolver`` and ``tls`` replace the system's resolver and trusted authorities.

        ``pages`` may be fetched although their host is at a private address; nothing else of that host may be, unless
        ``allow`` names it.
        """
        self._gate = Gate(AllowList((*allow.entries, *(AllowedHost(page.host, page.port) for page in pages))))
        self._pages = frozenset(pages)
        self._paged_hosts = frozenset((page.host, page.port) for page in pages if not allow.names(page.host, page.port))
        self._limits = limits or Limits()
        self._user_agent = user_agent
        self._resolver = resolver
        self._tls = tls
        self._room = Room(_LARGE_AT_ONCE * self._limits.body)
        self._opened: Connections | None = None

    async def __aenter__(self) -> Self:
        dialler = Dialler(self._gate, self._resolver or SystemResolver(), self._tls, self._limits.connect)
        self._opened = Connections(dialler, self._limits)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connections.close()

    @property
    def _connections(self) -> Connections:
        if self._opened is None:
            raise RuntimeError("the client is used outside of its context")
        return self._opened

    async def fetch(self, request: FetchRequest) -> Fetched:
        """The answer to ``request``, whatever its status, after at most ``limits.redirects`` redirects.

        Raises `FetchFailed` (see shared.fetch.errors) for everything that can go wrong out there.
        """
        _check_names(request.headers)
        async with Deadlines(self._limits.total, "headers", self._limits.headers) as deadlines:
            return await self._follow(request, deadlines)

    async def _follow(self, request: FetchRequest, deadlines: Deadlines) -> Fetched:
        hops: list[Redirect] = []
        while True:
            url = HttpUrl.parse(request.url)
            # Here, not at the gate: a connection that was made for one page would serve for all.
            if (url.host, url.port) in self._paged_hosts and url not in self._pages:
                raise PageRefused(str(url))
            with visiting(url.host) as visit, translated(visit, self._limits):
                if hops:
                    deadlines.begin("headers", self._limits.headers)
                sent = wire_form(request, url, self._user_agent)
                with await self._connections.ask(url, request.method, sent) as response:
                    headers = _headers(response)
                    there = redirects.target(url, response.status, headers)
                    if there is None:
                        body = await self._read(response, headers, deadlines)
                        return Fetched(str(url), response.status, headers, body, tuple(hops))
                    status = response.status
            if len(hops) == self._limits.redirects:
                raise TooManyRedirects(self._limits.redirects)
            hops.append(Redirect(status, str(there)))
            request = redirects.follow(request, status, url, there)

    async def _read(self, response: Answer, headers: Headers, deadlines: Deadlines) -> bytes:
        if response.content.at_eof():
            return b""
        reader = BodyReader(decoder_for(headers.get_all("Content-Encoding")), self._limits.body)
        if not await self._fill(reader, response, deadlines, _SMALL):
            with self._room.share() as share:
                while True:
                    deadlines.begin("read", self._limits.total)  # waiting for room is no fault of the site
                    await share.grow(reader.size)
                    if await self._fill(reader, response, deadlines, reader.size):
                        break
        return reader.finish()

    async def _fill(self, reader: BodyReader, response: Answer, deadlines: Deadlines, enough: int) -> bool:
        """Whether the body ended before there was ``enough`` of it."""
        while reader.size <= enough:
            deadlines.begin("read", self._limits.read)
            chunk = await response.content.read(_CHUNK)
            if not chunk:
                return True
            reader.feed(chunk)
        return False


def _check_names(headers: Headers) -> None:
    for name, _ in headers.items:
        if name.lower() in _OURS:
            raise ValueError(f"the client itself sets {name}")


def _headers(response: Answer) -> Headers:
    return Headers.of(
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in response.fields
    )
