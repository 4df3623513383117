"""Validators are opaque: they go back as they came, octet for octet."""

import asyncio

import pytest

from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import running
from tests.support.origin import Talk, tcp_origin

ETAGS = [b'"caf\xe9-1"', '"ฉบับ-๑"'.encode("tis-620"), '"ฉบับ-๑"'.encode(), b'W/"\x80\xff \xc3\xa9"', b'unquoted, "odd"']


def publisher(etag: bytes, asked: list[bytes]) -> Talk:
    """Knows its own validator, to the octet, and tells others that nothing of theirs is current."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        asked.append(fields.get(b"If-None-Match", b""))
        body = b"" if asked[-1] == etag else atom(item(len(asked)))
        status = b"200 OK" if body else b"304 Not Modified"
        length = b"Content-Length: %d\r\n" % len(body) if body else b""
        writer.write(b"HTTP/1.1 %s\r\nETag: %s\r\n%sConnection: close\r\n\r\n%s" % (status, etag, length, body))
        await writer.drain()

    return talk


@pytest.mark.parametrize("etag", ETAGS)
async def test_an_etag_of_any_octets_is_sent_back_as_it_came(store: Store, etag: bytes) -> None:
    asked: list[bytes] = []
    async with (
        tcp_origin(publisher(etag, asked)) as origin,
        running(store, f"127.0.0.1:{origin.port}") as planet,
    ):
        source = await planet.follow(f"http://127.0.0.1:{origin.port}/feed")
        outcomes = [(await planet.poll(source))["outcome"] for _ in range(2)]
    assert asked == [b"", etag, etag]
    assert outcomes == ["unchanged", "unchanged"]
