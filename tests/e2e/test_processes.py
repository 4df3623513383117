"""A site that several processes answer for: one site all the same."""

import asyncio
import os
import signal
from pathlib import Path

import aiohttp
import pytest

from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.slow, pytest.mark.store]
HELPERS = 2
SEVERAL = {"SAKET_PROCESSES": str(HELPERS + 1), "SAKET_LIMITS": "off"}
KEYS, TIMES = 8, 50
FRESH = 24  # connections, so that each process gets some


async def test_the_same_request_to_all_of_them_makes_one_comment(tmp_path: Path) -> None:
    async with province(tmp_path / "var", **SEVERAL) as site:
        await site.helpers_listen(HELPERS)
        thread = await published(site)
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        async with aiohttp.ClientSession(site.origin, connector=connector) as http:
            sent = [send(http, thread, f"key-{key}") for _ in range(TIMES) for key in range(KEYS)]
            answers = await asyncio.gather(*sent)
        assert {status for status, _, _ in answers} == {201}
        ids = {key: {identity for _, sent_key, identity in answers if sent_key == key} for _, key, _ in answers}
        assert len(ids) == KEYS
        assert all(len(made) == 1 for made in ids.values())
        expected = set().union(*ids.values())

        async def everywhere() -> bool:
            return all(
                shown == expected for shown in await asyncio.gather(*(listed(site, thread) for _ in range(FRESH)))
            )

        await eventually(everywhere)


async def test_a_helper_that_dies_is_started_again(tmp_path: Path) -> None:
    async with province(tmp_path / "var", **SEVERAL) as site:
        await site.helpers_listen(HELPERS)
        victim = site.helpers()[0]
        os.kill(victim, signal.SIGKILL)

        async def reaped() -> bool:  # only then are its sockets gone
            return any("again in" in line for line in site.output)

        await eventually(reaped)
        assert set(await asyncio.gather(*(fresh(site, "/readyz") for _ in range(FRESH)))) == {200}
        await site.helpers_listen(HELPERS + 1)


async def test_helpers_end_with_the_first_process(tmp_path: Path) -> None:
    async with province(tmp_path / "var", **SEVERAL) as site:
        await site.helpers_listen(HELPERS)
        pids = site.helpers()
        assert len(pids) == HELPERS
        await site.kill(store=False)
        await site.helpers_ended(pids)
        site.output.clear()
        await site.start()  # the address is free again
        await site.helpers_listen(HELPERS)
        pids = site.helpers()
        assert await site.stop() == 0, "".join(site.output)
        await site.helpers_ended(pids)
        assert "again in" not in "".join(site.output)


async def test_another_site_at_the_same_address_is_refused(tmp_path: Path) -> None:
    async with province(tmp_path / "var", **SEVERAL) as site:
        other = Province(tmp_path / "other", port=site.port, variables=SEVERAL)
        status, _out, err = await other.saket("up")
        assert status != 0
        assert "SAKET_PORT" in err


async def published(site: Province) -> str:
    headers = await site.token("posts")
    body = {"title": "กระทู้", "content": "<p>แสดงความคิดเห็น</p>"}
    async with site.http.post("/api/posts", json=body, headers=headers) as response:
        return str((await response.json())["url"])


async def send(http: aiohttp.ClientSession, thread: str, key: str) -> tuple[int, str, str]:
    """Status, key and the comment's id."""
    body = {"thread": thread, "author": "ประชาชน", "text": f"ขอบคุณสำหรับข่าวครับ {key}"}
    async with http.post("/comments/api/comments", json=body, headers={"Idempotency-Key": key}) as response:
        return response.status, key, str((await response.json()).get("id"))


async def listed(site: Province, thread: str) -> set[str]:
    """What one of the processes, whichever, shows of the thread."""
    async with (
        aiohttp.ClientSession(site.origin) as http,
        http.get("/comments/api/comments", params={"thread": thread}) as response,
    ):
        return {item["id"] for item in (await response.json())["items"]}


async def fresh(site: Province, path: str) -> int:
    async with aiohttp.ClientSession(site.origin) as http, http.get(path) as response:
        return response.status
