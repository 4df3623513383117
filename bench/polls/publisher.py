"""A site with many feeds: ``python -m bench.polls.publisher PORT PREPARED``. As cheap as can be.

``/feed/<n>`` is an Atom feed of `ENTRIES` entries with a strong ETag, ``/small/<n>`` one of a single entry; on every
address of 127.0.0.0/8.
"""

import asyncio
import re
import sys
from functools import cache
from typing import Final, cast

import uvloop

from bench.content import news

ENTRIES: Final = 20
_PATH: Final = re.compile(rb"GET /(feed|small)/(\d+) ")
_NOT_MODIFIED: Final = b'HTTP/1.1 304 Not Modified\r\nETag: "%d"\r\nCache-Control: max-age=300\r\n\r\n'
_FOUND: Final = (
    b'HTTP/1.1 200 OK\r\nETag: "%d"\r\nCache-Control: max-age=300\r\n'
    b"Content-Type: application/atom+xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
)


class Publisher(asyncio.Protocol):
    """One connection, kept alive."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            assert self._transport is not None
            self._transport.write(_answer(head))


def _answer(head: bytes) -> bytes:
    match = _PATH.match(head)
    if match is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    number = int(match[2])
    if b"none-match:" in head.lower():
        return _NOT_MODIFIED % number
    body = _feed(number, ENTRIES if match[1] == b"feed" else 1)
    return _FOUND % (number, len(body)) + body


@cache
def _feed(number: int, size: int) -> bytes:
    entries = "".join(_entry(number, place) for place in range(size))
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:f{number}.example,2026:'
        f"</id><title>ข่าวของจังหวัด {number}</title><updated>2026-01-05T09:30:00+07:00</updated>{entries}</feed>"
    ).encode()


def _entry(number: int, place: int) -> str:
    post = news(number * ENTRIES + place)
    content = str(post["content"]).replace("&", "&amp;").replace("<", "&lt;")
    moment = f"2026-01-{1 + place % 28:02}T09:30:00+07:00"
    return (
        f"<entry><id>tag:f{number}.example,2026:{place}</id><title>{post['title']}</title><updated>{moment}</updated>"
        f"<published>{moment}</published><author><name>ประชาสัมพันธ์</name></author>"
        f'<link href="http://f{number}.example/{place}"/><content type="html">{content}</content></entry>'
    )


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Publisher, "0.0.0.0", port, backlog=1000)  # noqa: S104
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    for feed in range(int(sys.argv[2])):
        _feed(feed, ENTRIES)
    uvloop.run(_serve(int(sys.argv[1])))
