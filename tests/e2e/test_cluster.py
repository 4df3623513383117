"""The whole path on a cluster of three primaries: nothing in Saket works only on one node."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_two_provinces import follow, shows
from tests.support.province import Province, province
from tests.support.xml import parse, select

pytestmark = [pytest.mark.slow, pytest.mark.store]
SPAM = "สล็อตเว็บตรง แตกง่าย สมัครวันนี้รับเครดิตฟรี 100% https://slot.example แอดไลน์ @slot.example"


async def post_json(site: Province, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    async with site.http.post(path, json=body, headers=headers) as response:
        assert response.status in {200, 201}, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer


async def test_the_whole_path(tmp_path: Path, cluster_url: str) -> None:
    async with province(tmp_path / "roiet") as roiet:
        await post_json(roiet, "/api/posts", {"title": "ข่าวร้อยเอ็ด", "content": "<p>ก</p>"}, await roiet.token("posts"))
        variables = {
            "SAKET_REDIS_URL": cluster_url,
            "SAKET_ALLOW_HOSTS": f"127.0.0.1:{roiet.port}",
            "SAKET_MIN_POLL": "1",
        }
        async with province(tmp_path / "khonkaen", **variables) as khonkaen:
            await walk_the_path(khonkaen, roiet)


async def walk_the_path(khonkaen: Province, roiet: Province) -> None:
    staff = await khonkaen.token()
    post = await post_json(
        khonkaen, "/api/posts", {"title": "ข่าวขอนแก่น", "content": "<p>ข</p>", "labels": ["น้ำ"]}, staff
    )
    async with khonkaen.http.get(post["url"]) as response:
        assert response.status == 200
    for feed in ("/feeds/posts.atom", "/feeds/posts.rss", "/feeds/posts.json", "/feeds/labels/น้ำ.atom"):
        async with khonkaen.http.get(feed) as response:
            assert response.status == 200
            assert "ข่าวขอนแก่น" in await response.text()

    await follow(khonkaen, f"{roiet.origin}/feeds/posts.atom")
    await shows(khonkaen, "ข่าวร้อยเอ็ด")

    held = await comment(khonkaen, post["url"], SPAM)
    assert held["status"] in {"held", "rejected"}
    good = await comment(khonkaen, post["url"], "ขอบคุณสำหรับข่าวครับ")
    decision = {"ids": [held["id"]], "action": "approve", "reason": "ทดสอบ"}
    decided = await post_json(khonkaen, "/comments/api/moderation/decisions", decision, staff)
    assert len(decided["applied"]) == 1
    async with khonkaen.http.get("/comments/api/comments", params={"thread": post["url"]}) as response:
        shown = {item["id"] for item in (await response.json())["items"]}
    assert held["id"] in shown
    assert (good["id"] in shown) == (good["status"] == "published")
    async with khonkaen.http.get("/comments/feeds/thread.atom", params={"url": post["url"]}) as response:
        document = parse(await response.read())
    assert len(select(document, "//atom:entry")) == len(shown)
    undo = f"/comments/api/moderation/decisions/{decided['decision']}/undo"
    await post_json(khonkaen, undo, {}, staff)
    async with khonkaen.http.get("/comments/api/comments", params={"thread": post["url"]}) as response:
        assert held["id"] not in {item["id"] for item in (await response.json())["items"]}
    async with khonkaen.http.delete(f"/api/posts/{post['id']}", headers=staff) as response:
        assert response.status == 204
    status, out, err = await khonkaen.saket("reindex")
    assert status == 0, out + err


async def comment(site: Province, thread: str, text: str) -> dict[str, Any]:
    body = {"thread": thread, "author": "ประชาชน", "text": text}
    return await post_json(site, "/comments/api/comments", body, {})
