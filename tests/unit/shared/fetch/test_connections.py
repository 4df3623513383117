"""Connections are kept between requests, and trusted no further than their last answer went."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from shared.errors import FetchFailed
from shared.fetch import connections
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.errors import BadResponse, ConnectFailed
from shared.fetch.limits import Limits
from shared.fetch.message import FetchRequest, Headers
from shared.fetch.sending import wire_form
from shared.fetch.urls import HttpUrl
from tests.support.origin import Talk, TcpOrigin, tcp_origin

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"
EVIL = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"


def answering(answers: Sequence[bytes], heard: list[bytes]) -> Talk:
    """Conversations that give the next of the ``answers`` to every request; they hang up where it is empty."""
    left = iter(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                heard.append(await reader.readuntil(b"\r\n\r\n"))
            except asyncio.IncompleteReadError:
                return
            answer = next(left)
            if not answer:
                return
            writer.write(answer)
            await writer.drain()

    return talk


@asynccontextmanager
async def asked(*answers: bytes, connections: int = 10) -> AsyncIterator[tuple[GuardedClient, TcpOrigin, list[bytes]]]:
    heard: list[bytes] = []
    limits = Limits(connections=connections, total=5, connect=0.5)
    async with (
        tcp_origin(answering(answers, heard)) as server,
        GuardedClient(AllowList.parse("127.0.0.1"), user_agent="x", limits=limits) as client,
    ):
        yield client, server, heard


def request(server: TcpOrigin, method: str = "GET") -> FetchRequest:
    return FetchRequest(f"http://127.0.0.1:{server.port}/", method)


async def test_a_connection_serves_one_request_after_the_other() -> None:
    async with asked(*[OK] * 5) as (client, server, heard):
        bodies = [(await client.fetch(request(server))).body for _ in range(5)]
    assert (bodies, server.connections, len(heard)) == ([b"good"] * 5, 1, 5)


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ngood",
        b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ngood",
        OK + EVIL,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n" + EVIL,
        b"HTTP/1.1 304 Not Modified\r\n\r\n" + EVIL,
    ],
)
async def test_a_connection_that_said_more_or_wants_to_end_serves_no_other_request(first: bytes) -> None:
    async with asked(first, OK) as (client, server, _):
        await client.fetch(request(server))
        assert (await client.fetch(request(server))).body == b"good"
        assert server.connections == 2


async def test_what_came_after_the_answer_is_nobodys_answer() -> None:
    said = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        if server.connections == 1:
            await said.wait()
            writer.write(EVIL)
        await reader.read()

    async with (
        tcp_origin(talk) as server,
        GuardedClient(AllowList.parse("127.0.0.1"), user_agent="x") as client,
    ):
        await client.fetch(request(server))
        said.set()
        for _ in range(20):
            await asyncio.sleep(0)
        fetched = await client.fetch(request(server))
    assert fetched.body == b"good"


async def test_who_goes_on_after_the_answer_is_not_listened_to() -> None:
    said, hung_up = asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await said.wait()
        with suppress(ConnectionError):
            while True:
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
                await writer.drain()
        hung_up.set()

    async with (
        tcp_origin(talk) as server,
        GuardedClient(AllowList.parse("127.0.0.1"), user_agent="x") as client,
    ):
        await client.fetch(request(server))
        said.set()
        async with asyncio.timeout(5):
            await hung_up.wait()


async def test_connections_to_many_sites_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_MOST_IDLE", 2)
    async with (
        tcp_origin(answering([OK] * 2, [])) as first,
        tcp_origin(answering([OK] * 2, [])) as second,
        tcp_origin(answering([OK] * 2, [])) as third,
        GuardedClient(AllowList.parse("127.0.0.1"), user_agent="x") as client,
    ):
        for _ in range(2):
            for server in (first, second, third):
                await client.fetch(request(server))
        assert [server.connections for server in (first, second, third)] == [1, 1, 2]


async def test_the_rest_of_an_answer_spoils_no_other() -> None:
    async with asked(OK + b"HTTP/1.1 20", b"0 OK\r\n\r\n", OK) as (client, server, _):
        await client.fetch(request(server))
        assert (await client.fetch(request(server))).body == b"good"
        assert server.connections == 2


async def test_answers_to_other_origins_are_not_taken() -> None:
    async with asked(OK, OK, OK) as (client, server, heard):
        await client.fetch(request(server))
        with pytest.raises(FetchFailed):
            await client.fetch(FetchRequest(f"https://127.0.0.1:{server.port}/"))
    assert len(heard) == 1


async def test_what_may_be_repeated_is_asked_again_over_a_new_connection_once() -> None:
    async with asked(OK, b"", OK) as (client, server, heard):
        await client.fetch(request(server))
        assert (await client.fetch(request(server))).body == b"good"
        assert (server.connections, len(heard)) == (2, 3)
    async with asked(OK, b"", b"") as (client, server, heard):
        await client.fetch(request(server))
        with pytest.raises(ConnectFailed):
            await client.fetch(request(server))
        assert len(heard) == 3


async def test_what_may_not_be_repeated_is_sent_once() -> None:
    async with asked(OK, b"", OK) as (client, server, heard):
        await client.fetch(request(server))
        with pytest.raises(ConnectFailed):
            await client.fetch(request(server, "POST"))
        assert len(heard) == 2


async def test_only_so_many_are_in_use_and_every_end_gives_its_place_back() -> None:
    endings = [OK, b"", b"no HTTP\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 9\r\n\r\n", OK]
    async with asked(*endings, *[OK] * 5, connections=1) as (client, server, _):
        for _ in range(4):
            await asyncio.gather(client.fetch(request(server, "POST")), return_exceptions=True)
        bodies = await asyncio.gather(*(client.fetch(request(server)) for _ in range(4)))
    assert {each.body for each in bodies} == {b"good"}


async def test_a_fetch_that_is_given_up_leaves_no_connection_behind() -> None:
    gone = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del writer
        await reader.read()
        gone.set()

    limits = Limits(headers=0.1)
    async with (
        tcp_origin(talk) as server,
        GuardedClient(AllowList.parse("127.0.0.1"), user_agent="x", limits=limits) as client,
    ):
        await asyncio.gather(client.fetch(request(server)), return_exceptions=True)
        async with asyncio.timeout(5):
            await gone.wait()


async def test_early_hints_are_no_answer() -> None:
    async with asked(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + OK) as (client, server, _):
        assert (await client.fetch(request(server))).body == b"good"


async def test_early_hints_without_end_are_a_bad_answer() -> None:
    async with asked(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000 + OK) as (client, server, _):
        with pytest.raises(BadResponse):
            await client.fetch(request(server))


def sent(request: FetchRequest) -> list[str]:
    return wire_form(request, HttpUrl.parse(request.url), "Saket/1").decode().split("\r\n")


def test_a_request_on_the_wire() -> None:
    assert sent(FetchRequest("http://h.example:81/a?b", headers=Headers.of([("If-None-Match", '"x"')]))) == [
        "GET /a?b HTTP/1.1",
        "Host: h.example:81",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "User-Agent: Saket/1",
        "Accept: */*",
        'If-None-Match: "x"',
        "",
        "",
    ]
    posted = sent(FetchRequest("https://[2001:db8::1]/", "POST", Headers.of([("accept", "a/b")]), b"body"))
    assert posted[1] == "Host: [2001:db8::1]"
    assert posted[4:] == ["accept: a/b", "Content-Length: 4", "Content-Type: application/octet-stream", "", "body"]
    assert "Content-Length: 0" in sent(FetchRequest("http://h.example/", "POST"))


@pytest.mark.parametrize("value", ["a\r\nX: b", "a\nb", "a\rb", "a\0b"])
def test_no_field_begins_another(value: str) -> None:
    for field in (("X", value), (value, "x")):
        with pytest.raises(ValueError, match="control"):
            sent(FetchRequest("http://h.example/", headers=Headers.of([field])))
