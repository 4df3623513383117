"""Each service in a process of its own, over one store: `python -m services.feed` and the others."""

import io
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.support.province import Province, eventually, free_port

pytestmark = [pytest.mark.slow, pytest.mark.store]
SERVICES = {"feed": "", "aggregator": "/planet", "comments": "/comments", "hub": "/hub", "strategy": "/strategy"}


@asynccontextmanager
async def service(name: str, data: Path, variables: dict[str, str], port: int) -> AsyncIterator[Province]:
    command = (sys.executable, "-m", f"services.{name}")
    running = Province(data, port, variables=variables, command=command, ready=f"{SERVICES[name]}/readyz")
    try:
        yield await running.start()
    finally:
        await running.close()


async def test_five_processes_are_one_site(tmp_path: Path, store_url: str) -> None:
    ports = {name: free_port() for name in SERVICES}
    public = f"http://127.0.0.1:{ports['feed']}"
    variables = {
        "SAKET_REDIS_URL": store_url,
        "SAKET_BASE_URL": public,
        "SAKET_ORIGIN": public,
        "SAKET_ALLOW_HOSTS": "127.0.0.0/8",
        "SAKET_MIN_POLL": "1",
    }
    async with AsyncExitStack() as stack:
        site = {
            name: await stack.enter_async_context(service(name, tmp_path / name, variables, ports[name]))
            for name in SERVICES
        }
        staff = await site["feed"].token()
        body = {"title": "ข่าวจากห้าโพรเซส", "content": "<p>เนื้อข่าว</p>", "strategy": "ข้าว"}
        async with site["feed"].http.post("/api/posts", json=body, headers=staff) as response:
            assert response.status == 201
            post = await response.json()
        async with site["feed"].http.get(post["url"]) as response:
            assert "/comments/threads?url=" in await response.text()
        comment = {"thread": post["url"], "author": "ประชาชน", "text": "ขอบคุณสำหรับข่าวครับ"}
        async with site["comments"].http.post("/comments/api/comments", json=comment) as response:
            assert response.status == 201
        async with site["feed"].http.get("/api/export", headers=staff) as response:
            with zipfile.ZipFile(io.BytesIO(await response.read())) as archive:
                assert archive.namelist() == ["posts.atom", "comments.missing.txt"]
        status, _, err = await site["feed"].saket("export", str(tmp_path / "out"))
        assert (status, "ขอบคุณ" in (tmp_path / "out" / "comments.jsonl").read_text("utf-8")) == (0, True), err
        source = {"url": f"{public}/feeds/posts.atom"}
        async with site["aggregator"].http.post("/planet/api/sources", json=source, headers=staff) as response:
            assert response.status == 201

        async def gathered() -> bool:
            async with site["aggregator"].http.get("/planet/api/entries") as response:
                return [item["title"] for item in (await response.json())["items"]] == [body["title"]]

        await eventually(gathered)
        async with site["hub"].http.get("/hub") as response:
            assert response.status == 200
        async with site["strategy"].http.get("/strategy/") as response:
            assert body["title"] in await response.text()
        for running in site.values():
            assert await running.stop() == 0, "".join(running.output)


async def test_services_share_an_embedded_store_while_its_owner_runs(tmp_path: Path) -> None:
    async with service("feed", tmp_path / "var", {}, free_port()) as feed:
        staff = await feed.token()
        async with (
            service("comments", tmp_path / "var", {}, free_port()) as comments,
            comments.http.get("/comments/api/moderation/queue", headers=staff) as response,
        ):
            assert response.status == 200
