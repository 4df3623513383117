"""Stopping: requests that were taken are answered, new ones are not taken."""

import asyncio

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
