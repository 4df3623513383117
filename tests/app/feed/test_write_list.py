"""The officers' list, what is kept between savings, and the history of a post, through HTTP."""

import io
from typing import Any

import msgspec
import pytest

from tests.app.feed.desk import Officer, log_in
from tests.app.feed.harness import Hands, Site, problem


@pytest.fixture
async def officer(site: Site) -> Officer:
    return await log_in(site)


async def keep(officer: Officer, csrf: str, /, **fields: str) -> Any:
    headers = {"X-CSRF-Token": csrf, "Content-Type": "application/json"}
    body = io.BytesIO(msgspec.json.encode({"fields": fields}))
    return await officer.site.client.put("/write/autosave", data=body, headers=headers)


async def test_the_list_shows_every_state(officer: Officer, site: Site) -> None:
    await site.post("เผยแพร่")
    await site.post("ร่าง", status="draft")
    await site.post("ภายหน้า", publish_at="2026-03-05T02:00:00Z")
    gone = await site.post("ถอน")
    await site.send("DELETE", f"/api/posts/{gone['id']}")
    page = await officer.get("/write")
    assert page.texts("//li[@data-post]//h2") == ["ถอน", "ภายหน้า", "ร่าง", "เผยแพร่"]
    states = page.texts("//li[@data-post]//span[contains(@class, 'state')]")
    assert states == ["ถอนแล้ว", "ตั้งเวลาไว้", "ฉบับร่าง", "เผยแพร่แล้ว"]
    assert page.texts("//strong[@data-count]") == ["4", "1", "1", "1", "1"]
    assert "กำหนดเผยแพร่ 5 มีนาคม 2569 09.00 น." in page.texts("//li[@data-post][2]//p")[0]
    assert "ความคิดเห็น" in page.texts("//li[@data-post][4]//p")[0]
    assert len(page.texts("//a[starts-with(@href, '/posts/')]")) == 1
    drafts = await officer.get("/write?status=draft&lang=en")
    assert drafts.texts("//li[@data-post]//h2") == ["ร่าง"]
    assert "Draft" in drafts.text
    assert (await officer.get("/write?status=nonsense")).status == 200
    assert (await officer.get("/write?cursor=%21")).status == 422


async def test_the_search_looks_into_every_state_and_pages_on(officer: Officer, site: Site) -> None:
    for number in range(30):
        await site.post(f"Water {number}", status="draft" if number % 2 else "published")
        await site.post(f"อื่น {number}")
    first = await officer.get("/write?q=WATER")
    (following,) = first.texts("//a[@rel='next']/@href")
    await site.post("water ใหม่กว่า")
    second = await officer.get(following)
    found = [*first.texts("//li[@data-post]//h2"), *second.texts("//li[@data-post]//h2")]
    assert found == [f"Water {number}" for number in reversed(range(30))]
    nothing = await officer.get("/write?q=ไม่มีแน่นอน&status=draft")
    assert "ไม่พบข่าว" in nothing.text


async def test_a_search_ends_its_page_after_so_many_posts(officer: Officer, site: Site) -> None:
    await site.post("เข็มในมหาสมุทร")
    store, kept = site.kit.store, await site.post("ข่าว")
    raw = await store.execute("GET", f"{{posts}}:post:{kept['id']}")
    ids = [f"z{number:05}" for number in range(520)]
    await store.batch([("SET", f"{{posts}}:post:{i}", raw.replace(kept["id"].encode(), i.encode())) for i in ids])
    await store.execute("ZADD", "{posts}:all", *(part for each in ids for part in (0, each)))
    page = await officer.get("/write?q=เข็ม")
    assert page.texts("//li[@data-post]") == []
    (following,) = page.texts("//a[@rel='next']/@href")
    assert (await officer.get(following)).texts("//li[@data-post]//h2") == ["เข็มในมหาสมุทร"]


async def test_what_is_typed_is_kept_offered_and_forgotten_on_saving(officer: Officer) -> None:
    page = await officer.get("/write/new")
    fields = page.fields()
    typed = {**fields, "title": "ยังไม่บันทึก", "content": "ข้อความ"}
    kept = await keep(officer, page.csrf, **typed)
    assert (kept.status, await kept.json()) == (200, {"saved": "2026-03-02T09:00:00+07:00"})
    offered = await officer.get("/write/new")
    (link,) = offered.texts("//a[contains(@href, 'draft=')]/@href")
    assert "ยังไม่บันทึก" in (await officer.get("/write")).texts("//section[contains(@class, 'notice')]")[0]
    restored = await officer.get(link)
    assert restored.fields()["content"] == "ข้อความ"
    done = await officer.send("/write/new", {**restored.fields(), "action": "draft"})
    assert done.status == 303
    assert (await officer.get("/write/new")).texts("//a[contains(@href, 'draft=')]") == []


async def test_changes_of_a_post_are_kept_for_their_officer_only(officer: Officer, site: Site) -> None:
    post = await officer.write()
    page = await officer.get(f"/write/{post}")
    assert (await keep(officer, page.csrf, **page.fields())).status == 200
    assert (await officer.get(f"/write/{post}")).texts("//a[contains(@href, 'draft=')]") == [], "it says the same"
    await keep(officer, page.csrf, **{**page.fields(), "title": "แก้"})
    (link,) = (await officer.get(f"/write/{post}")).texts("//a[contains(@href, 'draft=')]/@href")
    assert (await officer.get(link)).fields()["title"] == "แก้"
    discard = {"csrf": page.csrf, "slot": post, "post": post}
    await officer.log_out()
    other = await log_in(site, name="somchai")
    assert (await other.get(f"/write/{post}")).texts("//a[contains(@href, 'draft=')]") == []
    assert (await other.get(link)).fields()["title"] == "ข่าว"
    assert (await other.plain("/write/discard", discard)).status == 403
    csrf = (await other.get("/write")).csrf
    assert (await other.plain("/write/discard", {**discard, "csrf": csrf})).location == f"/write/{post}#main"


async def test_a_kept_form_of_an_older_version_meets_the_newer_one(officer: Officer) -> None:
    post = await officer.write()
    page = await officer.get(f"/write/{post}")
    await keep(officer, page.csrf, **{**page.fields(), "title": "ของฉัน"})
    await officer.send(f"/write/{post}", {**page.fields(), "title": "ของเขา", "action": "publish"})
    await keep(officer, page.csrf, **{**page.fields(), "title": "ของฉัน"})
    restored = await officer.get(f"/write/{post}?draft={post}")
    assert (await officer.send(f"/write/{post}", {**restored.fields(), "action": "publish"})).status == 412


async def test_keeping_is_bounded_and_guarded(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    assert (await keep(officer, "wrong", **page.fields())).status == 403
    assert (await problem(await keep(officer, page.csrf, title="x")))[0] == 422
    long = {**page.fields(), "content": "ก" * 600_000}
    assert (await problem(await keep(officer, page.csrf, **long)))[:2] == (413, "too-large")
    for number in range(55):
        await keep(officer, page.csrf, key=f"k{number:02}", title=f"ร่าง {number}")
        site.clock.forward(seconds=1)
    listed = (await officer.get("/write")).texts("//section[contains(@class, 'notice')]//li/a")
    assert listed == [f"ร่าง {number}" for number in reversed(range(5, 55))]
    keys = [key async for key in site.kit.store.scan("*autosave:*")]
    assert len(keys) == 50
    assert 0 < await site.kit.store.execute("TTL", keys[0]) <= 30 * 86_400


async def test_the_history_is_told_compared_and_brought_back(officer: Officer, site: Site, clock: Hands) -> None:
    post = await officer.write(content="ย่อหน้าแรก\n\nน้ำเพื่อชีวิต")
    clock.forward(hours=1)
    await officer.edit(post, content="ย่อหน้าแรก\n\nน้ำเพื่อทุกชีวิต", labels="น้ำ")
    history = await officer.get(f"/write/{post}/revisions")
    assert history.texts("//li[@class='card']/h2") == ["ฉบับที่ 2", "ฉบับที่ 1"]
    assert "malee" in history.texts("//li[@class='card']/p")[0]
    changes = await officer.get(f"/write/{post}/compare?from=1&to=2")
    assert changes.texts("//section[@class='diff']/h3") == ["เนื้อหา", "ป้ายกำกับ"]
    assert changes.texts("//ins") == ["[เพิ่ม: ทุก]", "[เพิ่ม: น้ำ]"]
    assert changes.texts("//del") == []
    assert "เหมือนกัน" in (await officer.get(f"/write/{post}/compare?from=2&to=2")).text
    old = await officer.get(f"/write/{post}/revisions/1")
    assert "น้ำเพื่อชีวิต" in old.texts("//article")[0]
    form = {"csrf": old.csrf, "opened": "2"}
    stale = await officer.plain(f"/write/{post}/revisions/1/restore", {**form, "opened": "1"})
    assert stale.status == 412
    assert (await officer.plain(f"/write/{post}/revisions/1/restore", {**form, "csrf": ""})).status == 403
    done = await officer.plain(f"/write/{post}/revisions/1/restore", form)
    assert done.location == f"/write/{post}?done=restored#main"
    assert (await officer.get(f"/write/{post}")).fields()["content"] == "ย่อหน้าแรก\n\nน้ำเพื่อชีวิต"
    for path in ("revisions/9", "revisions/0", "compare?from=1&to=9", "compare?from=x"):
        assert (await officer.get(f"/write/{post}/{path}")).status in {404, 422}, path
    assert (await officer.get(f"/write/{post}/compare?from=1")).status == 200


async def test_the_history_of_a_draft_can_be_seen(officer: Officer) -> None:
    post = await officer.write("draft")
    assert (await officer.get(f"/write/{post}/revisions/1")).status == 200
    assert (await officer.get("/write/unknown/revisions")).status == 404
