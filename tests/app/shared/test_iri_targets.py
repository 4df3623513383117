"""Thai letters in the address line of a request, as old readers and people send them."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp.http_parser import HttpRequestParser
from hypothesis import given
from hypothesis import strategies as st

from shared.web.iri_targets import Targets, in_ascii
from tests.support.site import client_of

END = b" HTTP/1.1\r\nHost: x\r\n"


async def echo(request: web.Request) -> web.Response:
    query = ", ".join(f"{name}={value}" for name, value in request.query.items())
    return web.Response(text=f"{request.path} {query}\n{await request.text()}")


async def said_to(head: bytes, body: bytes = b"") -> str:
    """What a server answers before it closes; it asks for the body, which therefore comes by itself."""
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", echo)
    async with client_of(app) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
        writer.write(head)
        if body:
            await reader.readuntil(b"100 Continue\r\n\r\n")
            writer.write(body)
        answer = (await reader.read()).decode()
        writer.close()
        return answer


@pytest.mark.parametrize(
    ("target", "heard"),
    [
        ("/labels/ข้าว", "/labels/ข้าว"),
        ("/feeds/search.atom?q=น้ำ&x=%E0%B8%81", "/feeds/search.atom q=น้ำ, x=ก"),
        ("/plain%20path?q=1", "/plain path q=1"),
    ],
)
async def test_they_are_heard_as_if_they_had_been_encoded(target: str, heard: str) -> None:
    answer = await said_to(b"GET " + target.encode() + END + b"Connection: close\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200 OK\r\n")
    assert heard in answer


async def test_a_target_may_come_in_pieces() -> None:
    """Also behind a request with a body, whose bytes look like the beginning of one."""
    before = b"POST /x" + END + b"Content-Length: 6\r\n\r\nGET /a"
    request = "GET /labels/ข้าว?q=น้ำ".encode() + END + b"\r\n"
    loop = asyncio.get_running_loop()
    for cut in range(1, len(request)):
        parser = Targets(HttpRequestParser(BaseProtocol(loop), loop, 2**16))
        pieces = before[:-6], before[-6:-3], before[-3:], request[:cut], request[cut : cut + 7], request[cut + 7 :], b""
        heard = [message for piece in pieces for message in parser.feed_data(piece)[0]]
        assert [(message.method, message.url.path) for message, _ in heard] == [("POST", "/x"), ("GET", "/labels/ข้าว")]
        assert await heard[0][1].read() == b"GET /a"


async def test_a_target_without_end_is_not_waited_for() -> None:
    loop = asyncio.get_running_loop()
    parser = Targets(HttpRequestParser(BaseProtocol(loop), loop, 2**16))
    assert parser.feed_data(b"GET /" + b"a" * 60_000) == ((), False, b"")
    with pytest.raises(BadHttpMessage):
        parser.feed_data(b"a" * 10_000)


async def test_what_is_no_utf8_is_refused() -> None:
    answer = await said_to(b"GET /labels/\xa1\xa2" + END + b"Connection: close\r\n\r\n")
    assert answer.partition("\r\n")[0].endswith("400 Bad Request")


async def test_a_body_stays_as_it_was_sent() -> None:
    """Else whoever sends a body that looks like a request could make one that nobody counted."""
    body = "GET /ก HTTP/1.1\r\n\r\n".encode()
    fields = b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = await said_to(b"POST /x" + END + fields, body)
    assert answer.endswith("/x \n" + body.decode())


@given(st.text(st.characters(exclude_characters=" \t\r\n", exclude_categories=["Cc", "Zs", "Zl", "Zp", "Cs"])))
def test_only_the_target_changes_and_only_its_letters(text: str) -> None:
    line = f"GET /{text} HTTP/1.1\r\n".encode()
    made = in_ascii(line)
    assert made.isascii()
    assert made == line if text.isascii() else made != line
    assert in_ascii(made) == made
