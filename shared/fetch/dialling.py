"""Making a connection: look the name up, gate every address, connect to the first that answers, TLS where wanted."""

import asyncio
import socket
import ssl
from functools import partial
from ipaddress import ip_address
from typing import Final

import aiohappyeyeballs
import aiohttp
from aiohappyeyeballs import AddrInfoType
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler

from shared.fetch.gate import Gate
from shared.fetch.urls import HttpUrl

_NEXT_SECONDS: Final = 0.25  # RFC 8305 section 5
_MOST_ADDRESSES: Final = 16
"""Of one host: each is tried along with all that follow it, and a hostile name server has thousands of them."""
_PROTOCOLS: Final = ("http/1.1",)


class DialError(aiohttp.ClientConnectionError):
    """No connection came about; ``reason`` is ``dns``, ``connect`` or ``tls``."""

    def __init__(self, reason: str, error: Exception) -> None:
        super().__init__(str(error) or type(error).__name__)
        self.reason = reason


class Connection(ResponseHandler):
    """Ends as soon as the server speaks without being asked: the parser would gather whatever it says, without end."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.is_idle = False

    def data_received(self, data: bytes) -> None:
        if self.is_idle:
            self.abort()
        else:
            super().data_received(data)


class Dialler:
    """Connects. ``seconds`` is for all addresses that are tried at a time; ``tls`` replaces the trusted authorities."""

    def __init__(self, gate: Gate, resolver: AbstractResolver, tls: ssl.SSLContext | None, seconds: float) -> None:
        self._gate = gate
        self._resolver = resolver
        self._tls = tls
        self._seconds = seconds

    async def dial(self, url: HttpUrl) -> Connection:
        """A connection to the host of ``url``.

        Raises `DialError`, and `aiohttp.ConnectionTimeoutError` where the last address did not answer in time.
        """
        left, failure = await self._addresses(url), Exception("no address")
        while left:
            try:
                return await self._connect(url, left)
            except (DialError, aiohttp.ConnectionTimeoutError) as error:
                failure = error
                aiohappyeyeballs.pop_addr_infos_interleave(left, 1)
        raise failure

    async def _addresses(self, url: HttpUrl) -> list[AddrInfoType]:
        try:
            family = socket.AF_INET6 if ip_address(url.host).version > 4 else socket.AF_INET  # noqa: PLR2004
        except ValueError:
            return await self._looked_up(url)
        return [_address(family, url.host, url.port)]

    async def _looked_up(self, url: HttpUrl) -> list[AddrInfoType]:
        try:
            found = await self._resolver.resolve(url.host, url.port, socket.AF_UNSPEC)
        except OSError as error:
            raise DialError("dns", error) from error
        if not found:
            raise DialError("dns", OSError("no address"))
        return [
            _address(socket.AddressFamily(each["family"]), each["host"], each["port"])
            for each in found[:_MOST_ADDRESSES]
        ]

    async def _connect(self, url: HttpUrl, addresses: list[AddrInfoType]) -> Connection:
        loop, tls = asyncio.get_running_loop(), self._context() if url.scheme == "https" else None
        try:
            async with asyncio.timeout(self._seconds):
                sock = await aiohappyeyeballs.start_connection(
                    addresses, happy_eyeballs_delay=_NEXT_SECONDS, socket_factory=self._gate.open_socket
                )
                _, handler = await loop.create_connection(
                    partial(Connection, loop),
                    sock=sock,
                    ssl=tls,
                    server_hostname=url.host.rstrip(".") if tls else None,
                )
                return handler
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"{url.host} does not answer") from error
        except (ssl.SSLError, ssl.CertificateError) as error:
            raise DialError("tls", error) from error
        except OSError as error:
            raise DialError("connect", error) from error

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(list(_PROTOCOLS))
        return self._tls


def _address(family: socket.AddressFamily, host: str, port: int) -> AddrInfoType:
    where = (host, port, 0, 0) if family is socket.AF_INET6 else (host, port)
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where
