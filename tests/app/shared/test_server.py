"""Stopping: requests that were taken are answered, new ones are not taken."""

import asyncio
import gc
from urllib.parse import quote, unquote

import aiohttp
import pytest
from aiohttp import web

from shared.web.server import listening
from tests.support.province import free_port


async def test_a_request_under_way_is_answered_before_the_end() -> None:
    begun, port = asyncio.Event(), free_port()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await asyncio.sleep(0.05)  # what it does takes a moment longer than the stop
        return web.Response(text="done")

    app = web.Application()
    app.router.add_get("/", slow)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        async with listening(app, "127.0.0.1", port):
            answer = asyncio.create_task(session.get("/"))
            await begun.wait()
        async with await answer as response:
            assert await response.text() == "done"
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get("/")


async def test_an_address_may_name_many_others() -> None:
    """The counts of 70 threads: a Thai address is 500 bytes encoded, and nearly 1,000 within another one."""

    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=str(len(request.query.getall("thread"))))

    app, port, slug = web.Application(), free_port(), quote("ยุทธศาสตร์การพัฒนาจังหวัดร้อยเอ็ดสู่ทุกภาคส่วน")
    app.router.add_get("/counts", echo)
    query = "&".join(f"thread={quote(f'https://roiet.example/posts/{slug}-{number}', safe='')}" for number in range(50))
    raw = "&".join(f"thread=https://roiet.example/posts/{unquote(slug)}-{number}" for number in range(70))
    async with listening(app, "127.0.0.1", port):
        for target, count in ((query, "50"), (raw, "70")):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
            writer.write(f"GET /counts?{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = (await reader.read()).decode()
            writer.close()
            assert answer.endswith(f"\r\n\r\n{count}"), answer[:200]


async def test_what_is_there_at_the_start_is_not_collected_again_and_again() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    async with listening(web.Application(), "127.0.0.1", free_port()):
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() > before[0]
    assert (gc.get_threshold(), gc.get_freeze_count()) == before
