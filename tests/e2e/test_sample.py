"""What a newcomer sees after `make run` on an empty store."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.slow, pytest.mark.store]


async def items(site: Province, path: str, **headers: str) -> list[dict[str, Any]]:
    async with site.http.get(path, headers=headers) as response:
        assert response.status == 200, await response.text()
        found: list[dict[str, Any]] = (await response.json())["items"]
        return found


async def test_the_sample_shows_the_whole_path_and_lets_one_in_once(tmp_path: Path) -> None:
    async with province(tmp_path / "var", SAKET_SAMPLE="1") as site:

        async def told() -> bool:
            return "comments/moderation" in "".join(site.output)

        await eventually(told)
        said = "".join(site.output)
        posts = await items(site, "/api/posts")
        assert len(posts) == 3
        thread = next(post["url"] for post in posts if "ยุทธศาสตร์" in post["title"])
        async with site.http.get(thread) as response:
            page = await response.text()
        assert "ครูบ้านนอก" in page
        assert "สล็อต" not in page, "gambling spam is not shown"
        pictures = re.findall(r'<img[^>]* src="([^"]+)"[^>]* alt="([^"]+)"', page) or re.findall(
            r'<img[^>]* alt="([^"]+)"[^>]* src="([^"]+)"', page
        )
        assert pictures
        queue = "/comments/api/moderation/queue?status="
        token = await site.token("moderation")
        assert [c["author"] for c in await items(site, queue + "held", **token)] == ["น้องมายด์"]
        assert [c["author"] for c in await items(site, queue + "rejected", **token)] == ["แอดมินเว็บตรง"]

        async def neighbours() -> bool:
            return len(await items(site, "/planet/api/entries")) == 3

        await eventually(neighbours)

        once = re.search(r"/login\?once=(\S+)", said)
        assert once is not None
        for status in (303, 401):
            async with site.http.post("/login", data={"once": once[1]}, allow_redirects=False) as response:
                assert response.status == status
        assert await site.stop() == 0
        site.output.clear()
        await site.start()
        assert len(await items(site, "/api/posts")) == 3
        assert "once=" not in "".join(site.output)


async def test_a_store_with_posts_gets_no_sample(tmp_path: Path) -> None:
    async with province(tmp_path / "var") as site:
        headers = await site.token("posts")
        async with site.http.post("/api/posts", json={"title": "ก", "content": "ข"}, headers=headers) as response:
            assert response.status == 201
        await site.stop()
        site.variables = {"SAKET_SAMPLE": "1"}
        await site.start()
        assert [post["title"] for post in await items(site, "/api/posts")] == ["ก"]
        async with site.http.get("/sample/khonkaen/feed.atom") as response:
            assert response.status == 404
