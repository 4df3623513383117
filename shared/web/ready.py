"""An answer that is written as it stands, head and body at once, to a client that keeps its HTTP/1.1 connection.

Leans on aiohttp (3.14) calling nothing of a response but ``prepare``, ``write_eof`` and ``keep_alive``, in this order,
and on a request's ``writer`` passing on unchanged what it is given before anybody writes a head. The tests compare the
bytes with those of an ordinary response, so that a change of either is noticed.
"""

import time
from email.utils import formatdate
from functools import lru_cache

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import SERVER_SOFTWARE

from shared.http.fields import field_lines
from shared.http.view import Prepared


class ReadyResponse(web.StreamResponse):
    """``lines`` are header fields besides those of ``prepared``. Not to be changed by anybody on its way."""

    def __init__(self, prepared: Prepared, lines: bytes) -> None:
        super().__init__(status=prepared.status)
        self._bytes = (prepared.head, lines, _last_lines(int(time.time())), prepared.body)

    @property
    def keep_alive(self) -> bool:
        """Others get an ordinary response."""
        return True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter:
        """Send everything. Raises ConnectionError, as an ordinary response does, where the client has gone."""
        await request.writer.write_eof(b"".join(self._bytes))
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        """It is sent already."""


@lru_cache(1)
def _last_lines(second: int) -> bytes:
    """What aiohttp ends every head with."""
    return field_lines({"Date": formatdate(second, usegmt=True), "Server": SERVER_SOFTWARE}) + b"\r\n"
