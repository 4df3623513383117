"""The client against real sockets on loopback."""

import asyncio
import gzip
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import brotli
import pytest
import zstandard
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.errors import FetchFailed
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.errors import (
    AddressRefused,
    BadEncoding,
    BadResponse,
    BadUrl,
    BodyTooLarge,
    ConnectFailed,
    DeadlineExceeded,
    PageRefused,
    PortRefused,
    TooManyRedirects,
)
from shared.fetch.limits import Limits
from shared.fetch.message import Fetched, FetchRequest, Headers, Redirect
from shared.fetch.urls import HttpUrl
from tests.support.origin import Origin, Reply, Talk, tcp_origin
from tests.support.province import eventually


class FixedResolver(AbstractResolver):
    """DNS with given answers, as an attacker's server would give them: one list of addresses for each question."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not answer:
            raise OSError(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in answer
        ]

    async def close(self) -> None:
        pass


@asynccontextmanager
async def client(
    allow: str = "127.0.0.0/8",
    resolver: AbstractResolver | None = None,
    tls: ssl.SSLContext | None = None,
    **limits: Any,
) -> AsyncIterator[GuardedClient]:
    guarded = GuardedClient(
        AllowList.parse(allow), user_agent="Saket-test/1", limits=Limits(**limits), resolver=resolver, tls=tls
    )
    async with guarded:
        yield guarded


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with Origin() as running:
        yield running


async def get(origin: Origin, path: str, **limits: Any) -> Fetched:
    async with client(**limits) as guarded:
        return await guarded.fetch(FetchRequest(origin.url(path)))


async def test_a_plain_answer(origin: Origin) -> None:
    origin.on("/feed", Reply(body="ข่าว".encode(), headers=(("ETag", 'W/"a"'), ("Link", "<a>"), ("Link", "<b>"))))
    fetched = await get(origin, "/feed?q=%E0%B8%81#top")
    assert (fetched.status, fetched.body.decode()) == (200, "ข่าว")
    assert fetched.url == origin.url("/feed?q=%E0%B8%81")
    assert fetched.headers.get("etag") == 'W/"a"'
    assert fetched.headers.get_all("LINK") == ("<a>", "<b>")
    assert origin.received[0].query == "q=%E0%B8%81"


async def test_what_is_sent(origin: Origin) -> None:
    origin.on("/hook", Reply(202))
    request = FetchRequest(
        origin.url("/hook"), "POST", Headers.of([("User-Agent", "Other/2"), ("If-None-Match", '"x"')]), b"body"
    )
    async with client() as guarded:
        assert (await guarded.fetch(request)).status == 202
        await guarded.fetch(FetchRequest(origin.url("/hook")))
    first, second = origin.requests_for("/hook")
    assert (first.method, first.body, first.headers["If-None-Match"]) == ("POST", b"body", '"x"')
    assert first.headers.getall("User-Agent") == ["Other/2"]
    assert second.headers["User-Agent"] == "Saket-test/1"
    assert second.headers["Accept-Encoding"] == "gzip, deflate, br, zstd"


async def test_headers_of_the_framing_belong_to_the_client(origin: Origin) -> None:
    async with client() as guarded:
        with pytest.raises(ValueError, match="Host"):
            await guarded.fetch(FetchRequest(origin.url(), headers=Headers.of([("Host", "elsewhere.example")])))


async def test_cookies_are_not_kept(origin: Origin) -> None:
    origin.on("/a", Reply(302, headers={"Location": "/b", "Set-Cookie": "session=1; Path=/"}))
    origin.on("/b", Reply())
    await get(origin, "/a")
    assert "Cookie" not in origin.requests_for("/b")[0].headers


async def test_header_values_of_any_charset_are_text(origin: Origin) -> None:
    async def thai(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xa1"\r\nContent-Length: 0\r\n\r\n')
        await writer.drain()

    async with tcp_origin(thai) as server, client() as guarded:
        fetched = await guarded.fetch(FetchRequest(f"http://127.0.0.1:{server.port}/"))
    assert fetched.headers.get("ETag") == '"¡"'


# Redirects


async def test_redirects_are_followed_and_told(origin: Origin) -> None:
    origin.on("/a", Reply(301, headers={"Location": "/b"}))
    origin.on("/b", Reply(302, headers={"Location": origin.url("/c")}))
    origin.on("/c", Reply(body=b"here"))
    fetched = await get(origin, "/a")
    assert (fetched.body, fetched.url) == (b"here", origin.url("/c"))
    assert fetched.redirects == (Redirect(301, origin.url("/b")), Redirect(302, origin.url("/c")))


async def test_a_loop_ends_after_five_redirects(origin: Origin) -> None:
    origin.on("/loop", Reply(302, headers={"Location": "/loop"}))
    with pytest.raises(TooManyRedirects):
        await get(origin, "/loop")
    assert len(origin.received) == 6


async def test_credentials_do_not_leave_their_origin(origin: Origin) -> None:
    async with Origin() as other, client() as guarded:
        origin.on("/a", Reply(302, headers={"Location": "/b"}))
        origin.on("/b", Reply(302, headers={"Location": other.url("/c")}))
        other.on("/c", Reply())
        headers = Headers.of([("Authorization", "Bearer secret")])
        await guarded.fetch(FetchRequest(origin.url("/a"), headers=headers))
        assert origin.requests_for("/b")[0].headers["Authorization"] == "Bearer secret"
        assert "Authorization" not in other.requests_for("/c")[0].headers


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://[/"])
async def test_a_redirect_must_lead_to_a_url_that_may_be_fetched(origin: Origin, location: str) -> None:
    origin.on("/a", Reply(302, headers={"Location": location}))
    with pytest.raises(BadUrl):
        await get(origin, "/a")


# Bodies


@pytest.mark.parametrize(
    ("coding", "encode"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.compress), ("identity", bytes)],
)
async def test_bodies_are_decoded(origin: Origin, coding: str, encode: Callable[[bytes], bytes]) -> None:
    body = "สาเกต".encode() * 50_000
    origin.on("/feed", Reply(body=encode(body), headers={"Content-Encoding": coding}))
    assert (await get(origin, "/feed")).body == body


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip, br", "lzma"])
async def test_other_codings_are_refused(origin: Origin, coding: str) -> None:
    origin.on("/feed", Reply(body=b"x", headers={"Content-Encoding": coding}))
    with pytest.raises(BadEncoding):
        await get(origin, "/feed")


async def test_answers_without_a_body_need_no_coding(origin: Origin) -> None:
    origin.on("/feed", Reply(304, headers={"Content-Encoding": "gzip"}))
    assert (await get(origin, "/feed")).body == b""


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
async def test_a_body_beyond_the_limit(origin: Origin, headers: dict[str, str]) -> None:
    body = gzip.compress(bytes(100_001)) if headers else bytes(100_001)
    origin.on("/feed", Reply(body=body, headers=headers))
    with pytest.raises(BodyTooLarge):
        await get(origin, "/feed", body=100_000)


async def test_an_endless_body_is_cut(origin: Origin) -> None:
    async def endless(request: web.Request) -> NoReturn:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(65536))

    origin.on("/feed", endless)
    with pytest.raises(BodyTooLarge):
        await get(origin, "/feed")


async def test_slow_large_bodies_keep_no_other_waiting(origin: Origin) -> None:
    """Twenty sites begin to send a large body and pause; a quick one is read meanwhile."""
    go, begun = asyncio.Event(), 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal begun
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(bytes(300_000))
        begun += 1
        await go.wait()
        await response.write(bytes(700_000))
        return response

    origin.on("/slow", slow)
    origin.on("/quick", Reply(body=bytes(1_000_000)))
    async with client(f"127.0.0.1:{origin.port}") as guarded:
        fetches = [asyncio.create_task(guarded.fetch(FetchRequest(origin.url("/slow")))) for _ in range(20)]

        async def all_begun() -> bool:
            return begun == 20

        await eventually(all_begun)
        async with asyncio.timeout(5):
            assert len((await guarded.fetch(FetchRequest(origin.url("/quick")))).body) == 1_000_000
        assert not any(fetch.done() for fetch in fetches)
        go.set()
        assert {len((await fetch).body) for fetch in fetches} == {1_000_000}


# Those who do not speak properly


def talking(*pieces: bytes, and_then_wait: bool = True) -> Talk:
    """A conversation that answers with ``pieces`` and then falls silent."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if and_then_wait:
            await reader.read()  # until the client has had enough

    return talk


def dripping(opening: bytes, drop: bytes) -> Talk:
    """A conversation that sends ``drop`` for ever, a few times within every deadline."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(opening)
        while True:
            writer.write(drop)
            await writer.drain()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.read()

    return talk


async def failure(talk: Talk, **limits: Any) -> FetchFailed:
    async with tcp_origin(talk) as server, client(**limits) as guarded:
        with pytest.raises(FetchFailed) as caught:
            await guarded.fetch(FetchRequest(f"http://127.0.0.1:{server.port}/"))
    return caught.value


@pytest.mark.parametrize(
    ("talk", "stage"),
    [
        (talking(), "headers"),
        (talking(b"HTTP/1.1 200 OK\r\nX-Unfinished: "), "headers"),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "headers"),
        (dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), "headers"),
        (talking(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"), "read"),
        (talking(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"), "read"),
        (dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"), "total"),
        (dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "total"),
    ],
)
async def test_slowness_meets_a_deadline(talk: Talk, stage: str) -> None:
    error = await failure(talk, headers=0.3, read=0.3, total=0.8)
    assert isinstance(error, DeadlineExceeded)
    assert error.stage == stage


async def test_redirects_do_not_renew_the_total_deadline() -> None:
    step = talking(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n", and_then_wait=False)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await step(reader, writer)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await reader.read()
        writer.write(b"\r\n")

    error = await failure(talk, headers=5, total=0.5)
    assert isinstance(error, DeadlineExceeded)
    assert error.stage == "total"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 101 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n",
    ],
)
async def test_what_is_not_http_or_has_too_many_headers(answer: bytes) -> None:
    assert isinstance(await failure(talking(answer)), BadResponse)


async def test_a_body_cut_short() -> None:
    error = await failure(talking(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", and_then_wait=False))
    assert isinstance(error, BadResponse)


async def test_hanging_up() -> None:
    error = await failure(talking(and_then_wait=False))
    assert isinstance(error, ConnectFailed)
    assert error.reason == "disconnected"


async def test_nobody_listens() -> None:
    async with tcp_origin() as server:
        port = server.port
    async with client() as guarded:
        with pytest.raises(ConnectFailed) as caught:
            await guarded.fetch(FetchRequest(f"http://127.0.0.1:{port}/"))
    assert caught.value.reason == "connect"


async def test_an_unverified_certificate_is_no_connection(origin: Origin) -> None:
    async with client() as guarded:
        with pytest.raises(ConnectFailed) as caught:
            await guarded.fetch(FetchRequest(f"https://127.0.0.1:{origin.port}/"))
    assert caught.value.reason == "tls"


async def test_own_authorities_are_used(origin: Origin) -> None:
    async with client(tls=ssl.create_default_context()) as guarded:
        with pytest.raises(ConnectFailed):
            await guarded.fetch(FetchRequest(f"https://127.0.0.1:{origin.port}/"))


# DNS


async def test_an_unknown_name() -> None:
    async with client(resolver=FixedResolver([])) as guarded:
        with pytest.raises(ConnectFailed) as caught:
            await guarded.fetch(FetchRequest("http://nowhere.example/"))
    assert caught.value.reason == "dns"


async def test_a_name_with_thousands_of_addresses_takes_no_time() -> None:
    many = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(4000)]
    async with client("", FixedResolver(many), total=5) as guarded:
        begun = time.process_time()
        with pytest.raises(AddressRefused):
            await guarded.fetch(FetchRequest("http://many.example/"))
        assert time.process_time() - begun < 0.5


async def test_a_public_name_for_a_private_address() -> None:
    async with tcp_origin() as sentinel:
        async with client("", FixedResolver(["127.0.0.1"])) as guarded:
            with pytest.raises(AddressRefused) as caught:
                await guarded.fetch(FetchRequest(f"http://feeds.example:{sentinel.port}/"))
        assert (caught.value.host, caught.value.address) == ("feeds.example", "127.0.0.1")
        assert sentinel.connections == 0


async def test_rebinding_between_two_hops(origin: Origin) -> None:
    """The first answer is allowed, the second, for the same name, is not: what counts is each connection."""
    origin.on("/a", Reply(302, headers={"Location": "/b", "Connection": "close"}))
    resolver = FixedResolver(["127.0.0.1"], ["127.0.0.2"])
    async with client("127.0.0.1", resolver) as guarded:
        with pytest.raises(AddressRefused) as caught:
            await guarded.fetch(FetchRequest(origin.url("/a", "rebinding.example")))
    assert caught.value.address == "127.0.0.2"
    assert resolver.asked == ["rebinding.example"] * 2
    assert not origin.requests_for("/b")


async def test_of_several_addresses_only_the_allowed_one_is_visited(origin: Origin) -> None:
    origin.on("/feed", Reply(body=b"here"))
    async with client("127.0.0.1", FixedResolver(["10.0.0.1", "::1", "127.0.0.1"])) as guarded:
        assert (await guarded.fetch(FetchRequest(origin.url("/feed", "mixed.example")))).body == b"here"


async def test_a_name_in_the_allow_list_may_be_anywhere(origin: Origin) -> None:
    origin.on("/feed", Reply(body=b"here"))
    resolver = FixedResolver(["127.0.0.1"])
    async with client(f"intranet.example:{origin.port}", resolver) as guarded:
        assert (await guarded.fetch(FetchRequest(origin.url("/feed", "intranet.example")))).body == b"here"
        with pytest.raises(AddressRefused):
            await guarded.fetch(FetchRequest(origin.url("/feed", "other.example")))


async def test_a_resolver_that_answers_with_a_name_is_not_believed(origin: Origin) -> None:
    async with client("", FixedResolver(["localhost"])) as guarded:
        with pytest.raises(AddressRefused):
            await guarded.fetch(FetchRequest(origin.url("/", "feeds.example")))
    assert not origin.received


async def test_ports_other_than_80_and_443_must_be_allowed() -> None:
    async with client("", FixedResolver(["8.8.8.8"])) as guarded:
        with pytest.raises(PortRefused) as caught:
            await guarded.fetch(FetchRequest("http://feeds.example:6379/"))
    assert (caught.value.host, caught.value.port) == ("feeds.example", 6379)


async def test_an_allowed_port_allows_no_other(origin: Origin) -> None:
    origin.on("/feed", Reply(body=b"here"))
    async with tcp_origin() as sentinel, client(f"127.0.0.1:{origin.port}") as guarded:
        assert (await guarded.fetch(FetchRequest(origin.url("/feed")))).body == b"here"
        with pytest.raises(AddressRefused):
            await guarded.fetch(FetchRequest(f"http://127.0.0.1:{sentinel.port}/"))
        assert sentinel.connections == 0


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"])
async def test_proxies_of_the_environment_are_ignored(
    origin: Origin, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    origin.on("/feed", Reply(body=b"here"))
    async with tcp_origin() as sentinel:
        monkeypatch.setenv(name, f"http://127.0.0.1:{sentinel.port}")
        assert (await get(origin, "/feed")).body == b"here"
        assert sentinel.connections == 0


async def test_outside_of_its_context_the_client_does_nothing() -> None:
    with pytest.raises(RuntimeError):
        await GuardedClient(AllowList(), user_agent="x").fetch(FetchRequest("http://example.com/"))


async def test_of_a_host_with_named_pages_nothing_else_is_fetched(origin: Origin) -> None:
    origin.on("/page", Reply())
    origin.on("/secret", Reply())
    origin.on("/away", Reply(302, headers={"Location": origin.url("/secret")}))
    resolver = FixedResolver(["127.0.0.1"])
    page = HttpUrl.parse(origin.url("/page"))
    async with GuardedClient(AllowList(), user_agent="x", resolver=resolver, pages=[page]) as guarded:
        assert (await guarded.fetch(FetchRequest(str(page)))).status == 200
        for path in ("/secret", "/page?x", "/page/../secret", "/away"):
            with pytest.raises(PageRefused):
                await guarded.fetch(FetchRequest(origin.url(path)))
        with pytest.raises(AddressRefused):
            await guarded.fetch(FetchRequest(f"http://alias.example:{origin.port}/page"))
    async with GuardedClient(
        AllowList.parse(f"127.0.0.1:{origin.port}"), user_agent="x", resolver=resolver,
        pages=[HttpUrl.parse(origin.url("/away"))],
    ) as guarded:  # fmt: skip
        assert (await guarded.fetch(FetchRequest(origin.url("/secret")))).status == 200, "the operator named the host"
    assert [received.path for received in origin.received] == ["/page", "/secret"]
