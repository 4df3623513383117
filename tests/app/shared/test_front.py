"""What is answered in front of the routes: the same bytes as behind them, for as long as nothing has changed."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from shared.http.view import View, make_view
from shared.web.front import put_in_front
from shared.web.problems import problem_middleware
from shared.web.server import listening
from shared.web.views import view_answer
from tests.support.province import free_port

BODY = ("<feed>" + "ข่าวจังหวัดร้อยเอ็ด " * 100 + "</feed>").encode()
EXTRA = {"Access-Control-Allow-Origin": "*"}
GZIP = "Accept-Encoding: gzip"


@dataclass
class Known:
    is_current: bool = True


@dataclass
class Newsroom:
    """An application with one address; it counts who comes all the way to its handler."""

    port: int = field(default_factory=free_port)
    version: Known | None = field(default_factory=Known)
    public: str = "public, max-age=5"
    vary: tuple[str, ...] = ()
    body: bytes = BODY
    asked: int = 0
    change: Callable[[web.Response], object] = lambda _response: None
    _view: View | None = None

    @property
    def view(self) -> View:
        """Kept, as a cache would."""
        if self._view is None:
            made = make_view(self.body, content_type="text/xml", cache_control=self.public, vary=self.vary)
            self._view = replace(made, version=self.version)
        return self._view

    def renew(self, body: bytes) -> None:
        if self.version is not None:
            self.version.is_current = False
        self.version, self.body, self._view = Known(), body, None

    async def handler(self, request: web.Request) -> web.Response:
        self.asked += 1
        answer = view_answer(self.view, request, EXTRA)
        self.change(answer)
        return answer

    async def ask(self, *fields: str, method: str = "GET", target: str = "/feed", http: str = "1.1") -> bytes:
        """The bytes of one answer over a connection of its own."""
        return await self.send(request_of(*fields, method=method, target=target, http=http))

    async def send(self, *requests: bytes, answers: int = 1) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"".join(requests))
        got = b"".join([await answer_of(reader, is_head=requests[0].startswith(b"HEAD")) for _ in range(answers)])
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return got


def request_of(*fields: str, method: str = "GET", target: str = "/feed", http: str = "1.1") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/{http}", "Host: localhost", *fields, "", ""]).encode()


async def answer_of(reader: asyncio.StreamReader, *, is_head: bool = False) -> bytes:
    async with asyncio.timeout(5):
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        return head + (await reader.readexactly(int(length[1])) if length and not is_head else b"")


def site_of(newsroom: Newsroom) -> web.Application:
    app = web.Application(middlewares=[problem_middleware()])
    app.router.add_get("/feed", newsroom.handler)
    return app


@asynccontextmanager
async def open_newsroom(newsroom: Newsroom) -> AsyncIterator[Newsroom]:
    async with listening(site_of(newsroom), "127.0.0.1", newsroom.port):
        yield newsroom


@pytest.fixture
async def newsroom() -> AsyncIterator[Newsroom]:
    async with open_newsroom(Newsroom()) as newsroom:
        yield newsroom


def undated(answer: bytes) -> bytes:
    assert len(re.findall(rb"\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n", answer)) == 1
    return re.sub(rb"Date: [^\r]+", b"Date: now", answer)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
@pytest.mark.parametrize("known", [False, True])
async def test_the_front_repeats_the_very_bytes(newsroom: Newsroom, method: str, coding: str, known: bool) -> None:
    """Fails where aiohttp begins to write answers in another way, or to ask for them in another place."""
    fields = [f"Accept-Encoding: {coding}", *([f"If-None-Match: {newsroom.view.etag}"] if known else [])]
    routed = await newsroom.ask(*fields, method=method)
    assert newsroom.asked == 1
    repeated = [await newsroom.ask(*fields, method=method) for _ in range(2)]

    assert newsroom.asked == 1
    assert [undated(answer) for answer in repeated] == [undated(routed)] * 2
    assert routed.startswith(b"HTTP/1.1 304 Not Modified" if known else b"HTTP/1.1 200 OK")
    assert routed.endswith(b"\r\n\r\n") == (known or method == "HEAD")


async def test_conditions_and_codings_are_weighed_for_each_request(newsroom: Newsroom) -> None:
    await newsroom.ask()
    assert (await newsroom.ask()).endswith(BODY)
    assert gzip.decompress((await newsroom.ask(GZIP)).partition(b"\r\n\r\n")[2]) == BODY
    assert (await newsroom.ask(f'If-None-Match: "other", W/{newsroom.view.etag}')).startswith(b"HTTP/1.1 304")
    two_lines = ['If-None-Match: "other"', f"If-None-Match: {newsroom.view.etag}"]
    assert (await newsroom.ask(*two_lines)).startswith(b"HTTP/1.1 304")
    assert (await newsroom.ask('If-None-Match: "other"')).startswith(b"HTTP/1.1 200")
    assert newsroom.asked == 1


async def test_a_change_is_seen_at_once(newsroom: Newsroom) -> None:
    await newsroom.ask()
    newsroom.renew(BODY[::-1])
    assert (await newsroom.ask()).endswith(BODY[::-1])
    assert (await newsroom.ask()).endswith(BODY[::-1])
    assert newsroom.asked == 2


async def test_a_view_that_nobody_keeps_is_made_again(newsroom: Newsroom) -> None:
    await newsroom.ask()
    newsroom._view = None
    assert (await newsroom.ask()).endswith(BODY)
    assert newsroom.asked == 2


async def test_errors_are_told_by_the_application(newsroom: Newsroom) -> None:
    await newsroom.ask()
    answer = await newsroom.ask('If-Match: "other"')
    assert answer.startswith(b"HTTP/1.1 412")
    assert b'"code":"precondition-failed"' in answer


@pytest.mark.parametrize(
    ("field", "answers"), [("Connection: close", 1), ("A-IM: feed", 1), ("Expect: 100-continue", 2)]
)
async def test_particular_requests_go_to_the_application(newsroom: Newsroom, field: str, answers: int) -> None:
    await newsroom.ask()
    assert (await newsroom.send(request_of(field), answers=answers)).endswith(BODY)
    assert newsroom.asked == 2


async def test_other_methods_and_targets_are_none_of_its_business(newsroom: Newsroom) -> None:
    await newsroom.ask()
    assert (await newsroom.ask(method="POST")).startswith(b"HTTP/1.1 405")
    assert (await newsroom.ask(target="/other")).startswith(b"HTTP/1.1 404")
    await newsroom.ask(target="/feed?page=2")
    await newsroom.ask(method="HEAD")
    assert newsroom.asked == 3


async def test_old_clients_and_those_that_close(newsroom: Newsroom) -> None:
    await newsroom.ask()
    for fields, http in (([], "1.0"), (["Connection: close"], "1.1")):
        reader, writer = await asyncio.open_connection("127.0.0.1", newsroom.port)
        writer.write(request_of(*fields, http=http))
        async with asyncio.timeout(5):
            answer = await reader.read()  # until the server closes
        writer.close()
        await writer.wait_closed()
        assert answer.startswith(f"HTTP/{http} 200".encode())
        assert answer.endswith(BODY)
    assert b"Connection: keep-alive" in await newsroom.ask("Connection: keep-alive", http="1.0")


async def test_pipelined_requests_are_answered_in_order(newsroom: Newsroom) -> None:
    known = request_of(f"If-None-Match: {newsroom.view.etag}")
    answers = await newsroom.send(request_of(), known, request_of(), known, request_of(GZIP), answers=5)
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"304", b"200", b"304", b"200"]
    assert newsroom.asked == 1


async def test_clients_that_have_gone_harm_nobody(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    newsroom.renew(BODY * 2000)  # more than the buffers of a connection hold
    await newsroom.ask()
    for _ in range(3):
        _, writer = await asyncio.open_connection("127.0.0.1", newsroom.port)
        writer.write(request_of() * 3)
        await writer.drain()
        writer.transport.abort()
    assert (await newsroom.ask()).endswith(BODY)
    assert caplog.records == []


@pytest.mark.parametrize(
    "unfit",
    [
        Newsroom(version=None),
        Newsroom(public="private, max-age=5"),
        Newsroom(public="no-cache"),
        Newsroom(vary=("Cookie",)),
        Newsroom(change=lambda response: response.headers.update({"X-Who": "you"})),
        Newsroom(change=lambda response: response.set_cookie("who", "you")),
        Newsroom(change=lambda response: response.set_status(203)),
    ],
)
async def test_what_is_not_for_everyone_is_not_remembered(unfit: Newsroom) -> None:
    unfit.port = free_port()
    async with open_newsroom(unfit):
        await unfit.ask()
        await unfit.ask()
    assert unfit.asked == 2


@pytest.mark.parametrize("name", ["Accept", "Sec-Fetch-Dest"])
async def test_a_representation_that_a_field_chooses_is_remembered_for_that_alone(name: str) -> None:
    async with open_newsroom(Newsroom(vary=(name,))) as newsroom:
        for value in ("text/html", "text/html", "document", "text/html", "document"):
            await newsroom.ask(f"{name}: {value}")
        assert newsroom.asked == 2


async def test_whoever_listens_to_answers_hears_them_all() -> None:
    heard: list[int] = []

    async def hear(_request: web.Request, response: web.StreamResponse) -> None:
        heard.append(response.status)

    newsroom = Newsroom()
    app = site_of(newsroom)
    app.on_response_prepare.append(hear)
    async with listening(app, "127.0.0.1", newsroom.port):
        await newsroom.ask()
        await newsroom.ask()
    assert heard == [200, 200]


async def test_ever_new_addresses_take_little_room() -> None:
    newsroom = Newsroom()
    runner = web.AppRunner(site_of(newsroom))
    await runner.setup()
    put_in_front(runner, most=4)
    await web.TCPSite(runner, "127.0.0.1", newsroom.port).start()
    try:
        for number in range(9):
            await newsroom.ask(target=f"/feed?n={number}")
        await newsroom.ask(target="/feed?n=8")
        assert newsroom.asked == 9
        await newsroom.ask(target="/feed?n=0")
        assert newsroom.asked == 10
    finally:
        await runner.cleanup()
