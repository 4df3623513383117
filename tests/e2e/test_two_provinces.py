"""Khon Kaen's planet shows what Roi Et publishes: by push within seconds, by polling where there is no hub."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.province import Province, eventually, free_port, province
from tests.support.xml import parse, select

pytestmark = [pytest.mark.slow, pytest.mark.store]
TITLE = "จังหวัดร้อยเอ็ดเปิดโครงการสื่อสารยุทธศาสตร์"
LONG_POLL = "3600"
SHORT_POLL = "1"


async def publish(roiet: Province, title: str) -> dict[str, Any]:
    body = {"title": title, "content": "<p>สู่ทุกภาคส่วน</p>", "labels": ["ยุทธศาสตร์"]}
    async with roiet.http.post("/api/posts", json=body, headers=await roiet.token("posts")) as response:
        assert response.status == 201, await response.text()
        post: dict[str, Any] = await response.json()
        return post


async def follow(khonkaen: Province, feed: str) -> dict[str, Any]:
    headers = await khonkaen.token("sources")
    async with khonkaen.http.post("/planet/api/sources", json={"url": feed}, headers=headers) as response:
        assert response.status == 201, await response.text()
        source: dict[str, Any] = await response.json()

    async def fetched() -> Any:
        async with khonkaen.http.get(f"/planet/api/sources/{source['id']}") as response:
            found = await response.json()
            return found if found["last_success"] else None

    found: dict[str, Any] = await eventually(fetched)
    return found


async def titles(khonkaen: Province) -> list[str]:
    async with khonkaen.http.get("/planet/api/entries") as response:
        assert response.status == 200
        return [item["title"] for item in (await response.json())["items"]]


async def shows(khonkaen: Province, title: str) -> None:
    async def there() -> bool:
        return title in await titles(khonkaen)

    await eventually(there)


async def assert_merged(khonkaen: Province, roiet: Province, post: dict[str, Any]) -> None:
    async with khonkaen.http.get("/planet/feeds/all.atom") as response:
        assert response.content_type == "application/atom+xml"
        document = parse(await response.read())
    entry = select(document, f"//atom:entry[atom:link/@href='{post['url']}']")[0]
    source = select(entry, "atom:source")[0]
    for child in ("id", "title", "updated", "link"):
        assert select(source, f"atom:{child}")
    assert select(source, "atom:link[@rel='self']/@href") == [f"{roiet.origin}/feeds/posts.atom"]
    async with khonkaen.http.get("/planet/") as response:
        assert TITLE in await response.text()


async def test_pushed_through_the_hub(tmp_path: Path) -> None:
    roiet_port, khonkaen_port = free_port(), free_port()
    allowed = f"127.0.0.1:{roiet_port},127.0.0.1:{khonkaen_port}"
    common = {"SAKET_ALLOW_HOSTS": allowed, "SAKET_MIN_POLL": LONG_POLL}
    roiet = Province(tmp_path / "roiet", roiet_port, common)
    khonkaen = Province(tmp_path / "khonkaen", khonkaen_port, common)
    try:
        await roiet.start()
        await khonkaen.start()
        await follow(khonkaen, f"{roiet.origin}/feeds/posts.atom")

        async def subscribed() -> bool:
            async with roiet.http.get("/hub/metrics") as response:
                text = await response.text()
            return 'saket_hub_verification_total{outcome="subscribed"} 1.0' in text

        await eventually(subscribed)
        post = await publish(roiet, TITLE)
        await shows(khonkaen, TITLE)
        await assert_merged(khonkaen, roiet, post)
    finally:
        await roiet.close()
        await khonkaen.close()


async def test_polled_where_the_hub_is_off(tmp_path: Path) -> None:
    async with province(tmp_path / "roiet", SAKET_HUB="0") as roiet:
        async with roiet.http.get("/feeds/posts.atom") as response:
            assert "hub" not in response.headers.get("Link", "")
            assert b'rel="hub"' not in await response.read()
        allowed = f"127.0.0.1:{roiet.port}"
        async with province(tmp_path / "khonkaen", SAKET_ALLOW_HOSTS=allowed, SAKET_MIN_POLL=SHORT_POLL) as khonkaen:
            await follow(khonkaen, f"{roiet.origin}/feeds/posts.atom")
            post = await publish(roiet, TITLE)
            await shows(khonkaen, TITLE)
            await assert_merged(khonkaen, roiet, post)
