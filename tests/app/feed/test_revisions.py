"""Looking back at what a post said, and two officers who change it at once."""

from typing import Any

from shared.store.client import Store
from tests.app.feed.harness import Hands, Site, problem, running

FIRST = {"title": "ข่าวเกษตร", "content": "<p>ข้าวหอมมะลิ</p><p>ราคา 10 บาท</p>", "labels": ["เกษตร"]}
SECOND = {"title": "ข่าวเกษตร", "content": "<p>ข้าวหอมมะลิ</p><p>ราคา 12 บาท</p>", "labels": ["เกษตร", "ราคา"]}


async def written(site: Site, *bodies: dict[str, Any]) -> str:
    """A post that was edited; the address of its API."""
    first, *others = bodies
    made = await (await site.send("POST", "/api/posts", first)).json()
    path = f"/api/posts/{made['id']}"
    for body in others:
        assert (await site.send("PUT", path, body)).status == 200
    return path


async def document(site: Site, path: str) -> Any:
    response = await site.send("GET", path)
    assert response.status == 200, await response.text()
    return await response.json()


async def test_every_write_is_kept_with_who_did_it(site: Site) -> None:
    path = await written(site, FIRST, SECOND)
    site.clock.forward(hours=1)
    await site.send("DELETE", path)
    history = await document(site, f"{path}/revisions")

    assert [(r["version"], r["by"], r["status"]) for r in history["items"]] == [
        (3, "officer", "withdrawn"),
        (2, "officer", "published"),
        (1, "officer", "published"),
    ]
    then = await document(site, f"{path}/revisions/1")
    assert then["post"]["content"] == FIRST["content"]
    assert then["at"] < history["items"][0]["at"]


async def test_the_history_comes_in_pages(site: Site) -> None:
    path = await written(site, *[{**FIRST, "title": f"ข่าวที่ {number}"} for number in range(5)])
    first = await document(site, f"{path}/revisions?limit=3")
    rest = await document(site, f"{path}/revisions?limit=3&cursor={first['next']}")

    assert [item["version"] for item in (*first["items"], *rest["items"])] == [5, 4, 3, 2, 1]
    assert rest["next"] is None


async def test_two_versions_are_compared_block_by_block(site: Site) -> None:
    path = await written(site, FIRST, SECOND)
    differences = {each["field"]: each["diff"] for each in await document(site, f"{path}/revisions/1/compare?to=2")}

    assert differences["labels"] == ["@@ -1 +1,2 @@", " เกษตร", "+ราคา"]
    assert differences["content"][1:] == [" <p>ข้าวหอมมะลิ</p>", "-<p>ราคา 10 บาท</p>", "+<p>ราคา 12 บาท</p>"]
    assert set(differences) == {"labels", "content"}
    plain = f"{path}/revisions/1/compare"
    assert await document(site, plain) == await document(site, f"{plain}?to=2")


async def test_a_revision_is_restored_as_an_edit(site: Site) -> None:
    path = await written(site, FIRST, {**SECOND, "slug": "khao", "content": "*ใหม่*", "content_type": "markdown"})
    markdown = (await document(site, path))["markdown"]
    restored = await (await site.send("POST", f"{path}/revisions/1/restore")).json()
    now = await document(site, path)

    assert markdown == "*ใหม่*"
    assert (now["content"], now["labels"], now["markdown"]) == (FIRST["content"], FIRST["labels"], "")
    assert restored["slug"] == "khao"
    assert now["version"] == 3
    await site.send("POST", f"{path}/revisions/2/restore")
    assert (await document(site, path))["markdown"] == "*ใหม่*"


async def test_what_is_not_there(site: Site) -> None:
    path = await written(site, FIRST)

    for missing in ("/api/posts/none/revisions", f"{path}/revisions/2", f"{path}/revisions/1/compare?to=9"):
        assert await problem(await site.send("GET", missing)) == (404, "not-found", set())
    assert (await site.send("GET", f"{path}/revisions/x")).status == 422
    assert (await site.get(f"{path}/revisions")).status == 401


async def test_who_comes_second_is_shown_both_versions(site: Site) -> None:
    path = await written(site, FIRST)
    tag = (await site.get(path)).headers["ETag"]
    await site.send("PUT", path, SECOND, **{"If-Match": tag})
    refused = await site.send("PUT", path, {**FIRST, "title": "ของฉัน"}, **{"If-Match": tag})
    both = (await refused.json())["versions"]

    assert refused.status == 412
    assert (both["current"]["content"], both["current"]["version"]) == (SECOND["content"], 2)
    assert both["submitted"]["title"] == "ของฉัน"
    assert (await site.send("POST", f"{path}/revisions/1/restore", **{"If-Match": tag})).status == 412


async def test_a_minor_correction_is_no_news(site: Site) -> None:
    path = await written(site, FIRST)
    before = await document(site, path)
    await site.send("PUT", path, {**SECOND, "minor": True})
    after = await document(site, path)

    assert after["content"] == SECOND["content"]
    assert after["updated"] == before["updated"]


async def test_pictures_need_words_before_they_are_published(site: Site) -> None:
    bare = {**FIRST, "content": '<p><img src="/a.jpg" alt=" "></p>', "media": [{"url": "/b.jpg"}]}

    refused = await site.send("POST", "/api/posts", bare)
    assert await problem(refused) == (422, "invalid-input", {("media[0].alt", "alt-required")})
    refused = await site.send("POST", "/api/posts", {**bare, "media": []})
    assert await problem(refused) == (422, "invalid-input", {("content", "alt-required")})
    markdown = {**FIRST, "content": "![](/a.jpg)", "content_type": "markdown"}
    assert (await site.send("POST", "/api/posts", markdown)).status == 422
    draft = await site.send("POST", "/api/posts", {**bare, "status": "draft"})
    assert draft.status == 201
    path = f"/api/posts/{(await draft.json())['id']}"
    assert (await site.send("PUT", path, {**bare, "status": "published"})).status == 422
    told = {**bare, "content": '<p><img src="/a.jpg" alt="นาข้าว"></p>', "media": [{"url": "/b.jpg", "alt": "ตลาด"}]}
    assert (await site.send("PUT", path, {**told, "status": "published"})).status == 200


async def test_author_event_and_figures_of_pictures_come_back(site: Site) -> None:
    event = {"start": "2026-04-13T09:00:00+07:00", "end": "2026-04-13T16:00:00+07:00", "place": "หอประชุมอำเภอ"}
    picture = {"url": "/a.jpg", "alt": "นา", "width": 1200, "height": 800}
    path = await written(site, {**FIRST, "author": "นายสมชาย", "event": event, "media": [picture]})
    item = await document(site, path)

    assert (item["author"], item["event"], item["kind"]) == ("นายสมชาย", event, "post")
    assert (item["media"][0]["width"], item["media"][0]["height"]) == (1200, 800)
    backwards = {**event, "end": "2026-04-12T09:00:00+07:00"}
    refused = await site.send("POST", "/api/posts", {**FIRST, "event": backwards})
    assert await problem(refused) == (422, "invalid-input", {("event.end", "before-start")})


async def test_a_page_stands_by_itself(site: Site) -> None:
    made = await (await site.send("POST", "/api/posts", {**FIRST, "title": "เกี่ยวกับเรา", "kind": "page"})).json()

    assert (await site.get(f"/posts/{made['slug']}")).status in {200, 301}
    assert await site.titles() == []
    assert "เกี่ยวกับเรา" not in await (await site.get("/")).text()


async def test_staff_ask_for_posts_in_one_state(site: Site) -> None:
    await written(site, FIRST)
    draft = await (await site.send("POST", "/api/posts", {**FIRST, "status": "draft"})).json()

    drafts = await document(site, "/api/posts?status=draft")
    assert [item["id"] for item in drafts["items"]] == [draft["id"]]
    assert (await site.send("GET", "/api/posts?status=lost")).status == 422


async def test_a_post_withdrawn_leaves_tombstones_also_where_it_once_stood(store: Store, clock: Hands) -> None:
    async with running(store, clock) as site:
        path = await written(site, FIRST, {**FIRST, "labels": ["ข่าวด่วน"]})
        before = await (await site.get("/feeds/labels/เกษตร.atom")).text()
        await site.send("DELETE", path)
        for label in ("เกษตร", "ข่าวด่วน"):
            feed = await (await site.get(f"/feeds/labels/{label}.atom")).text()
            assert "at:deleted-entry" in feed, label
        assert "at:deleted-entry" not in before
