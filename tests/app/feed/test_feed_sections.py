"""Feeds of labels, of what labels have in common, of agencies: addresses, validators, tombstones."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest
from yarl import URL

from services.feed.model import Figures
from services.feed.store.writes import RedisPosts
from tests.app.feed.harness import ORIGIN, Site, problem, until
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems, json_problems, rss_problems

CHECKS = {"atom": atom_problems, "rss": rss_problems, "json": json_problems}
RICE, WATER = quote("ข้าว"), quote("น้ำ")


@pytest.mark.parametrize("form", CHECKS)
async def test_every_kind_of_feed_is_valid_in_every_format(site: Site, form: str) -> None:
    media = [{"url": "/static/a.webp", "alt": "นา"}]
    event = {"start": "2026-04-13T09:00:00+07:00", "end": "2026-04-13T12:00:00+07:00", "place": "บึงพลาญชัย"}
    fields: dict[str, Any] = {
        "labels": ["ข้าว", "น้ำ"],
        "agency": "อำเภอ",
        "strategy": "เกษตร",
        "author": "ก",
        "event": event,
    }
    made = await site.post(**fields, media=media)
    await site.post("สอง", **fields)
    await site.send("DELETE", f"/api/posts/{made['id']}")
    paths = [
        f"/feeds/posts.{form}",
        f"/feeds/labels/{RICE}.{form}",
        f"/feeds/labels/{RICE}/{WATER}.{form}",
        f"/feeds/agencies/{quote('อำเภอ')}.{form}",
        f"/feeds/strategy/{quote('เกษตร')}.{form}",
        f"/feeds/search.{form}?q={quote('สอง')}",
        f"/feeds/archive/1.{form}",
        f"/feeds/labels/{RICE}/archive/1.{form}",
    ]
    for path in paths:
        for address in (path, f"{path}{'&' if '?' in path else '?'}content=summary"):
            response = await site.get(address)
            body = await response.read()
            assert (response.status, CHECKS[form](body)) == (200, []), address
            assert "สอง" in body.decode()


async def test_labels_meet_under_one_address_in_any_order(site: Site) -> None:
    await site.post("ทั้งสอง", labels=["น้ำ", "ข้าว"])
    await site.post("เดียว", labels=["ข้าว"])
    canonical = f"/feeds/labels/{RICE}/{WATER}.atom"
    answers = [await site.get(path) for path in (canonical, f"/feeds/labels/{WATER}/{RICE}/{WATER}.atom")]

    assert await site.titles(canonical) == ["ทั้งสอง"]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert answers[1].headers["Link"] == f'<{ORIGIN}{canonical}>; rel="self"'
    assert await site.titles(f"/feeds/labels/{RICE}/{RICE}.atom") == ["เดียว", "ทั้งสอง"]
    page = await (await site.get(f"/labels/{WATER}/{RICE}")).text()
    assert "ทั้งสอง" in page
    assert "เดียว" not in page
    assert f'<link rel="canonical" href="{ORIGIN}/labels/{RICE}/{WATER}">' in page


async def test_what_labels_have_in_common_changes_only_with_them(site: Site) -> None:
    both = await site.post("ทั้งสอง", labels=["น้ำ", "ข้าว"])
    path = f"/feeds/labels/{RICE}/{WATER}.atom"
    tag = (await site.get(path)).headers["ETag"]
    site.clock.forward(hours=1)
    await site.post("น้ำ", labels=["น้ำ"])
    await site.post("ข้าว", labels=["ข้าว"])
    await site.post("ป่า", labels=["ป่า"])

    assert (await site.get(path, **{"If-None-Match": tag})).status == 304
    await site.send("DELETE", f"/api/posts/{both['id']}")
    root = parse(await (await site.get(path)).read())
    assert select(root, "//atom:entry") == []
    assert len(select(root, "//at:deleted-entry")) == 1


async def test_labels_that_do_not_meet(site: Site) -> None:
    await site.post(labels=["ข้าว"])
    await site.post(labels=["น้ำ"])

    assert await site.titles(f"/feeds/labels/{RICE}/{WATER}.atom") == []
    for path in (f"/feeds/labels/{RICE}/x.atom", f"/labels/{RICE}/{WATER}"):
        assert (await site.get(path)).status == 404
    many = "/".join("abcdef")
    assert (await problem(await site.get(f"/feeds/labels/{many}.atom")))[2] == {("labels", "too-many")}


@pytest.mark.parametrize("name", [RICE, RICE.lower(), "ข้าว", quote("ข้าว", safe="").replace("%E0%B8%82", "ข")])
async def test_addresses_are_iris_however_they_are_escaped(site: Site, name: str) -> None:
    await site.post("หอมมะลิ", labels=["ข้าว"])

    for form in CHECKS:
        answer = await site.client.get(URL(f"/feeds/labels/{name}.{form}", encoded=name.isascii()))
        assert answer.status == 200
        assert answer.headers["Link"].startswith(f"<{ORIGIN}/feeds/labels/{RICE}.{form}>")
    assert "หอมมะลิ" in await (await site.get(f"/labels/{name}")).text()


async def test_an_agency_has_a_page_and_feeds(site: Site) -> None:
    await site.post("ของอำเภอ", agency="อำเภอเสลภูมิ")
    await site.post("ของจังหวัด")
    name = quote("อำเภอเสลภูมิ")

    assert await site.titles(f"/feeds/agencies/{name}.atom") == ["ของอำเภอ"]
    page = await (await site.get(f"/agencies/{name}")).text()
    assert "ของอำเภอ" in page
    assert "ของจังหวัด" not in page
    assert f"/feeds/agencies/{name}.rss" in page
    for path in ("/agencies/x", "/feeds/agencies/x.atom"):
        assert (await site.get(path)).status == 404


async def test_tombstones_stand_wherever_the_post_has_been(site: Site) -> None:
    made = await site.post("ข่าว", labels=["ข้าว"])
    await site.send("PUT", f"/api/posts/{made['id']}", {"title": "ข่าว", "content": "x", "labels": ["น้ำ"]})
    assert await site.titles(f"/feeds/labels/{RICE}.atom") == []
    await site.send("DELETE", f"/api/posts/{made['id']}")
    views = ("", f"labels/{RICE}/", f"labels/{WATER}/")
    feeds = ["/feeds/posts.atom", f"/feeds/labels/{RICE}.atom", f"/feeds/labels/{WATER}.atom"]
    for path in [*feeds, *(f"/feeds/{view}archive/1.atom" for view in views)]:
        root = parse(await (await site.get(path)).read())
        assert select(root, "//atom:entry") == [], path
        assert len(select(root, "//at:deleted-entry")) == 1, path


async def test_last_modified_never_goes_back(site: Site) -> None:
    made = await site.post("ข่าว", labels=["ข้าว"])
    seen = []
    for body in ({"labels": ["ข้าว"], "minor": True}, {"labels": ["น้ำ"]}, {"labels": ["ข้าว"]}):
        site.clock.forward(minutes=1)
        await site.send("PUT", f"/api/posts/{made['id']}", {"title": "ข่าว", "content": str(body), **body})
        seen.append((await site.get(f"/feeds/labels/{RICE}.atom")).headers["Last-Modified"])

    assert seen == sorted(set(seen))


async def test_the_summary_has_its_own_address_and_no_hub(site: Site) -> None:
    await site.post(content="<p>ยาว</p>", summary="สั้น")
    response = await site.get("/feeds/posts.atom?content=summary")
    root = parse(await response.read())

    assert select(root, "//atom:content") == []
    assert select(root, "//atom:summary/text()") == ["สั้น"]
    assert response.headers["Link"] == f'<{ORIGIN}/feeds/posts.atom?content=summary>; rel="self"'
    whole = await site.get("/feeds/posts.atom?content=full&utm_source=x")
    assert whole.headers["ETag"] == (await site.get("/feeds/posts.atom")).headers["ETag"]
    refused = await site.get("/feeds/posts.atom?content=most")
    assert await problem(refused) == (422, "invalid-input", {("content", "unknown")})


@pytest.mark.parametrize("path", [f"/feeds/labels/{RICE}/{WATER}.rss", "/feeds/posts/default?alt=json", "/feed/atom/"])
async def test_whoever_asks_at_once_waits_for_one_rendering(site: Site, path: str) -> None:
    await site.post(labels=["ข้าว", "น้ำ"])
    before = await site.renders()
    answers = await asyncio.gather(*(site.get(path) for _ in range(10)))

    assert len({await answer.read() for answer in answers}) == 1
    assert await site.renders() == before + 1


async def test_figures_of_discussions_reach_the_feeds(site: Site) -> None:
    made = await site.post()
    posts, path = RedisPosts(site.kit.store), "/feeds/posts.atom"
    before = await site.get(path)
    post = await posts.get(made["id"])
    assert post
    site.clock.forward(minutes=5)
    await posts.note(post, Figures(2, site.clock()), site.clock())

    async def counted() -> bool:
        return select(parse(await (await site.get(path)).read()), "//thr:total/text()") == ["2"]

    await until(counted, what="the figures")
    after = await site.get(path)
    said = "/atom:feed/atom:updated/text()"
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]
    assert select(parse(await after.read()), said) == select(parse(await before.read()), said)
    assert atom_problems(await after.read()) == []
    assert rss_problems(await (await site.get("/feeds/posts.rss")).read()) == []
