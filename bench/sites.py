"""What is measured: the reference, a bare aiohttp hello world, and a province with some posts."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bench.content import news
from bench.load import Request, measure
from tests.support.province import Province, eventually, free_port, province

_WRITERS = 8


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send requests, and whose processor time to count; ``helpers`` are processes beside the first."""

    port: int
    pid: int
    helpers: tuple[int, ...] = ()


@asynccontextmanager
async def hello() -> AsyncIterator[Server]:
    """The reference, on the default event loop."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.hello", str(port))

    async def answers() -> bool:
        try:
            async with aiohttp.request("GET", f"http://127.0.0.1:{port}/") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    try:
        await eventually(answers)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def empty_site(processes: int = 1) -> AsyncIterator[Province]:
    """Saket as `saket up` starts it, without limits for one client."""
    with tempfile.TemporaryDirectory() as folder:
        async with province(Path(folder), SAKET_LIMITS="off", SAKET_PROCESSES=str(processes)) as site:
            await site.helpers_listen(processes - 1)
            yield site


def server_of(site: Province) -> Server:
    """The processes of a running province."""
    assert site.process is not None
    return Server(site.port, site.process.pid, tuple(site.helpers()))


def fill(site: Province, numbers: range, authorization: dict[str, str]) -> None:
    """Publish the news of these numbers."""
    server = server_of(site)

    def request(number: int) -> bytes:
        return post("/api/posts", news(numbers[number]), authorization)

    measure(server.port, server.pid, request, expected=201, requests=len(numbers), clients=_WRITERS)


def get(path: str, headers: dict[str, str]) -> Request:
    """The same GET for every number."""
    raw = _head(f"GET {path}", headers)
    return lambda _number: raw


def post(path: str, body: object, headers: dict[str, str]) -> bytes:
    """A POST of JSON."""
    raw = json.dumps(body).encode()
    return _head(f"POST {path}", {"Content-Type": "application/json", "Content-Length": str(len(raw)), **headers}) + raw


def post_form(path: str, fields: dict[str, str], headers: dict[str, str]) -> bytes:
    """A POST of a plain form."""
    raw, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
    return _head(f"POST {path}", {"Content-Type": kind, "Content-Length": str(len(raw)), **headers}) + raw


def _head(start: str, headers: dict[str, str]) -> bytes:
    fields = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"{start} HTTP/1.1", "Host: localhost", *fields, "", ""]).encode()
