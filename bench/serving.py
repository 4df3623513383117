"""A cached feed, and a comment from socket to disk, against a bare aiohttp hello world."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench.load import Measured, measure
from bench.table import Row
from tests.support.province import Province, eventually, free_port, province

_POSTS = 50
_READS = 12_000
_WRITES = 2_000
_CLIENTS = 16
_PARAGRAPH = "<p>" + "จังหวัดขอเชิญทุกภาคส่วนร่วมแสดงความคิดเห็นต่อแผนพัฒนาจังหวัด " * 12 + "</p>"


async def serving() -> list[Row]:
    """Rows of the table; about a minute."""
    async with _hello() as (hello_port, hello_pid):
        await _hello_figures(hello_port, hello_pid, requests=2_000)  # warm
        hello = await _hello_figures(hello_port, hello_pid, requests=_READS)
    with tempfile.TemporaryDirectory() as folder:
        async with province(Path(folder), SAKET_LIMITS="off") as site:
            assert site.process is not None
            thread = await _fill(site)
            rows = [_row("aiohttp hello world", hello, hello)]
            for name, headers, status in await _feed_requests(site):
                read = _get("/feeds/posts.atom", headers)
                await measure(site.port, site.process.pid, read, expected=status, requests=1_000, clients=_CLIENTS)
                got = await measure(
                    site.port, site.process.pid, read, expected=status, requests=_READS, clients=_CLIENTS
                )
                rows.append(_row(name, got, hello))
            for clients in (1, _CLIENTS):
                posted = await measure(
                    site.port,
                    site.process.pid,
                    _comment(thread, clients),
                    expected=201,
                    requests=_WRITES // (1 if clients > 1 else 4),
                    clients=clients,
                )
                rows.append(_row(f"POST comment, {clients} client(s), decided and fsynced", posted, hello))
    return rows


def _row(name: str, got: Measured, hello: Measured) -> Row:
    figures = (
        f"{got.per_second:7.0f}/s  {got.cpu_microseconds:6.0f} µs CPU  "
        f"p50 {got.percentile(0.5):.2f} ms  p99 {got.percentile(0.99):.2f} ms"
    )
    wall, cpu = got.per_second / hello.per_second, hello.cpu_microseconds / got.cpu_microseconds
    return Row(name, figures, f"{wall:.2f} x req/s, {cpu:.2f} x per CPU second")


async def _hello_figures(port: int, pid: int, *, requests: int) -> Measured:
    return await measure(port, pid, _get("/", {}), expected=200, requests=requests, clients=_CLIENTS)


def _get(path: str, headers: dict[str, str]) -> Any:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    raw = "\r\n".join([*lines, "", ""]).encode()
    return lambda _number: raw


def _comment(thread: str, clients: int) -> Any:
    def request(number: int) -> bytes:
        text = f"ขอบคุณสำหรับข่าวครับ อยากทราบว่าโครงการนี้จะเริ่มเมื่อไร ({clients}/{number})"
        body = json.dumps({"thread": thread, "author": "ประชาชน", "text": text}).encode()
        head = "POST /comments/api/comments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return request


async def _feed_requests(site: Province) -> list[tuple[str, dict[str, str], int]]:
    gzip = {"Accept-Encoding": "gzip"}
    async with site.http.get("/feeds/posts.atom", headers=gzip) as response:
        etag = response.headers["ETag"]
    return [
        (f"GET feed of {_POSTS}, 200 gzip", gzip, 200),
        (f"GET feed of {_POSTS}, 304", {**gzip, "If-None-Match": etag}, 304),
    ]


async def _fill(site: Province) -> str:
    headers = await site.token("posts")
    url = ""
    for number in range(_POSTS):
        body = {"title": f"ข่าวที่ {number}", "content": _PARAGRAPH * 4, "labels": ["ข่าว"]}
        async with site.http.post("/api/posts", json=body, headers=headers) as response:
            url = (await response.json())["url"]
    return str(url)


@asynccontextmanager
async def _hello() -> AsyncIterator[tuple[int, int]]:
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
        yield port, process.pid
    finally:
        process.terminate()
        await process.wait()
