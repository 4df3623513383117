"""Addresses with Thai letters in them, as people type them and old readers send them: percent-encoded before parsing.

    GET /labels/ข้าว HTTP/1.1 | starts a request? | is UTF-8? | GET /labels/%E0%B8%82… HTTP/1.1

HTTP wants that done by the client (RFC 9110 section 4, RFC 3987 section 3.1), and aiohttp's parser answers 400 to
whoever does not. What is no UTF-8 still gets that answer. Bytes of a body are never touched: they are counted.
A target that comes in several pieces waits here until its line is whole, at most 64 kB of it.

Leans on aiohttp (3.14) keeping the parser of a connection as the ``_parser`` of its handler.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, cast

from aiohttp import web
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import RequestHandler

_LINE: Final = re.compile(rb"(?:GET|HEAD) (/\S{0,64000}) HTTP/1\.[01]\r?\n")
_BEGUN: Final = re.compile(rb"(?:(?:GET|HEAD) /\S{0,64000}(?: [HTP/.01]{0,8}\r?)?|GE?|GET ?|HE?|HEA|HEAD ?)\Z")
_FOREIGN: Final = re.compile(rb"[\x80-\xff]")

Fed = tuple[Sequence[tuple[Any, Any]], bool, bytes]
"""Messages with their bodies, whether the protocol changes, and what is left then."""


def accept_iris(runner: web.BaseRunner) -> None:
    """Before the runner's server takes its first connection."""
    server = runner.server
    if server is None:
        raise RuntimeError("the runner is not set up")
    server.__class__ = _IriServer


def in_ascii(data: bytes) -> bytes:
    """``data``, which starts a request, with a target in ASCII. Pure."""
    line = _LINE.match(data)
    if line is None or not _is_utf8(line[1]):
        return data
    return data[: line.start(1)] + _FOREIGN.sub(_encoded, line[1]) + data[line.end(1) :]


def _encoded(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]


def _is_utf8(target: bytes) -> bool:
    try:
        target.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _IriServer(web.Server):
    """Makes the handlers of connections."""

    def __call__(self) -> RequestHandler:
        handler = super().__call__()
        handler._parser = cast("Any", Targets(handler._parser))  # noqa: SLF001 - see above
        return handler


class Targets:
    """A parser of requests around another; it knows whether a body is still on its way, and where a request begins."""

    __slots__ = ("_begins", "_body", "_held", "_parser", "message_consumed")

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        self.message_consumed = parser.message_consumed  # called for each request: no way round
        self._body = EMPTY_PAYLOAD
        self._begins = True
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def feed_data(self, data: bytes) -> Fed:
        """What aiohttp's parser does, with targets in ASCII."""
        if data and self._begins:
            data = self._held + data
            self._held = data if _BEGUN.match(data) else b""
            if self._held:
                return (), False, b""
        in_body = not self._body.is_eof()
        if not in_body and not data.isascii():
            data = in_ascii(data)
        fed: Fed = self._parser.feed_data(data)
        if fed[0]:
            self._body = fed[0][-1][1]
        if data:
            self._begins = self._body.is_eof() and (in_body or bool(fed[0]))
        return fed
