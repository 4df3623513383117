"""The writing desk through plain forms: what an officer does, and what happens when something is in the way."""

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from shared.store.client import Store
from tests.app.feed.desk import Officer, log_in
from tests.app.feed.harness import Hands, SilentThreads, Site, running
from tests.support.pictures import photo, with_archive

EVIL = "<script>alert(1)</script>\"'"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture
async def site(store: Store, clock: Hands, tmp_path: Path) -> AsyncIterator[Site]:
    async with running(store, clock, SilentThreads(), SAKET_DATA=str(tmp_path)) as site:
        yield site


@pytest.fixture
async def officer(site: Site) -> Officer:
    return await log_in(site)


async def test_strangers_are_sent_to_the_login_and_back(site: Site) -> None:
    for path in ("/write", "/write?status=draft&q=a%26b", "/write/new", "/write/abc", "/write/abc/revisions"):
        response = await site.get(path, Accept="text/html")
        assert response.status == 303
        assert URL(response.headers["Location"]).query["next"] == path


async def test_a_moderator_may_not_write(site: Site) -> None:
    moderator = await log_in(site, "moderator")
    post = (await site.post())["id"]
    for path in ("/write", "/write/new", f"/write/{post}", f"/write/{post}/revisions", f"/write/{post}/withdraw"):
        assert (await moderator.get(path)).status == 403, path
    assert (await moderator.send("/write/new", {"title": "x", "content": "x", "action": "publish"})).status == 403
    assert await site.titles() == ["ข่าว"]


async def test_a_post_is_written_and_published(officer: Officer, site: Site) -> None:
    post = await officer.write(
        title="น้ำท่วม <ร้อยเอ็ด>",
        content="**ด่วน** ระวังน้ำ\n\n- หนึ่ง\n- สอง",
        labels="น้ำ, เกษตร , น้ำ",
        summary="สรุป",
        agency="สำนักงานจังหวัด",
        strategy_other="น้ำเพื่อชีวิต",
        author="มาลี",
        event_start="2026-04-01T09:00",
        event_end="2569-04-01T12:00",
        event_place="ศาลากลาง",
        slug="flood",
    )
    item = await (await site.get(f"/api/posts/{post}")).json()
    assert item["status"] == "published"
    assert "<strong>ด่วน</strong>" in item["content"]
    assert item["labels"] == ["น้ำ", "เกษตร"]
    assert (item["strategy"], item["author"], item["slug"]) == ("น้ำเพื่อชีวิต", "มาลี", "flood")
    assert item["event"] == {
        "start": "2026-04-01T09:00:00+07:00",
        "end": "2026-04-01T12:00:00+07:00",
        "place": "ศาลากลาง",
    }
    done = await officer.get(f"/write/{post}?done=published")
    assert "ทุกคนอ่านได้แล้ว" in "".join(done.texts("//*[@role='status']"))
    page = await (await site.get("/posts/flood")).text()
    assert "ศาลากลาง" in page
    assert "1 เมษายน 2569" in page


async def test_a_draft_is_scheduled_and_published_now(officer: Officer, site: Site) -> None:
    post = await officer.write("draft")
    assert await site.titles() == []
    assert (await officer.edit(post, "schedule", publish_at="2026-03-05T09:00")).status == 303
    page = await officer.get(f"/write/{post}")
    assert page.fields()["publish_at"] == "2026-03-05T09:00"
    assert "5 มีนาคม 2569 09.00 น." in page.text
    assert (await officer.edit(post, "schedule", title="แก้แล้ว")).location.endswith("?done=scheduled#main")
    assert (await officer.edit(post, "publish")).location.endswith("?done=published#main")
    assert await site.titles() == ["แก้แล้ว"]


async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(officer: Officer) -> None:
    page = await officer.get("/write/new")
    typed = {
        "title": "",
        "content": "ข้อความยาว",
        "labels": "a/b",
        "event_place": "ที่ไหน",
        "slug": "ไม่ ได้",
        "publish_at": "พรุ่งนี้",
    }
    back = await officer.send("/write/new", {**page.fields(), **typed, "action": "publish"})
    assert back.status == 422
    fields = back.fields()
    assert {name: fields[name] for name in typed} == typed
    for control in ("publish_at", "event_start"):
        (described,) = back.texts(f"//*[@id='{control}'][@aria-invalid='true']/@aria-describedby")
        assert f"{control}-problem" in described
        assert back.texts(f"//*[@id='{control}-problem']")
        assert back.texts(f"//*[@role='alert']//a[@href='#{control}']")
    again = await officer.send("/write/new", {**fields, "publish_at": "", "event_place": "", "action": "publish"})
    assert again.status == 422
    invalid = set(again.texts("//*[@aria-invalid='true']/@id"))
    assert invalid == {"title", "labels", "slug"}


async def test_a_double_click_makes_one_post(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "หนึ่งเดียว", "content": "x", "action": "publish"}
    first, second = await officer.send("/write/new", form), await officer.send("/write/new", form)
    assert first.location == second.location
    assert await site.titles() == ["หนึ่งเดียว"]
    other = await officer.send("/write/new", {**form, "title": "อื่น"})
    assert other.status == 409
    assert other.fields()["title"] == "อื่น"
    assert other.fields()["key"] != form["key"]


async def test_a_double_click_on_an_edit_is_no_conflict(officer: Officer) -> None:
    post = await officer.write()
    form = {**(await officer.get(f"/write/{post}")).fields(), "title": "ใหม่", "action": "publish"}
    assert (await officer.send(f"/write/{post}", form)).status == 303
    assert (await officer.send(f"/write/{post}", form)).status == 303


async def test_two_officers_lose_nothing(officer: Officer, site: Site) -> None:
    post = await officer.write(content="ย่อหน้าแรก\n\nย่อหน้าสอง")
    mine = (await officer.get(f"/write/{post}")).fields()
    assert (await officer.edit(post, content="ย่อหน้าแรกของเขา\n\nย่อหน้าสอง")).status == 303
    clash = await officer.send(f"/write/{post}", {**mine, "content": "ย่อหน้าแรก\n\nย่อหน้าสองของฉัน", "action": "publish"})
    assert clash.status == 412
    assert clash.fields()["content"] == "ย่อหน้าแรก\n\nย่อหน้าสองของฉัน"
    assert "ของเขา" in "".join(clash.texts("//del"))
    assert "ของฉัน" in "".join(clash.texts("//ins"))
    chosen = await officer.send(f"/write/{post}", {**clash.fields(), "action": "publish"})
    assert chosen.status == 303
    assert "ของฉัน" in (await (await site.get(f"/api/posts/{post}")).json())["content"]


async def test_a_form_needs_its_token_and_our_origin(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "ปลอม", "content": "x", "action": "publish"}
    foreign = await officer.send("/write/new", form, Origin="https://evil.example")
    assert foreign.status == 403
    stale = await officer.send("/write/new", {**form, "csrf": "stale"})
    assert stale.status == 403
    assert stale.fields()["title"] == "ปลอม"
    assert await site.titles() == []
    assert (await officer.send("/write/new", {**stale.fields(), "action": "publish"})).status == 303


async def test_an_ended_session_loses_nothing(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "ยังอยู่", "content": "ข้อความ\nสองบรรทัด", "action": "publish"}
    await officer.log_out()
    ended = await officer.send("/write/new", form)
    assert ended.status == 401
    held = {field.get("name"): field.get("value") for field in ended.tree.xpath("//main//input[@type='hidden']")}
    assert (held["title"], held["content"]) == ("ยังอยู่", "ข้อความ\nสองบรรทัด")
    await log_in(site, name="somchai")
    back = await officer.plain("/write/new", {**held, "action": "look"})
    assert back.fields()["content"] == "ข้อความ\nสองบรรทัด"
    assert (await officer.send("/write/new", {**back.fields(), "action": "publish"})).status == 303


async def test_photos_come_with_the_form(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "ภาพ", "content": "ข่าว"}
    bare = await officer.send("/write/new", {**form, "action": "publish"}, files=(photo(),))
    assert bare.status == 422
    assert bare.texts("//*[@id='media-0-alt-problem']")
    described = {**bare.fields(), "media-0-alt": "แม่น้ำ", "new_alt": "สะพาน", "action": "publish"}
    done = await officer.send("/write/new", described, files=(photo(96, 48),))
    assert done.status == 303, done.texts("//*[@role='alert']")
    post = done.location.split("/")[2].partition("?")[0]
    media = (await (await site.get(f"/api/posts/{post}")).json())["media"]
    assert [(each["alt"], each["width"]) for each in media] == [("แม่น้ำ", 64), ("สะพาน", 96)]
    left = await officer.edit(post, **{"media-0-drop": "1"})
    assert left.status == 303
    assert len((await (await site.get(f"/api/posts/{post}")).json())["media"]) == 1


async def test_a_bad_photo_costs_nothing_that_was_typed(officer: Officer) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "ภาพ", "action": "publish"}
    bad = (b"GIF89a not really", b"just text", with_archive(photo()), photo())
    back = await officer.send("/write/new", {**form, "content": "หลังไฟล์"}, files=bad)
    assert back.status == 422
    assert back.texts("//*[@id='files-problem']")
    assert back.fields()["content"] == "หลังไฟล์"
    assert "media-0" in back.fields()
    assert "media-1" not in back.fields()


async def test_the_preview_is_what_readers_see(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    form = {**page.fields(), "title": "ดู", "content": "# หัว\n\n<script>x</script>\n\n[l](javascript:x) **หนา**"}
    seen = await officer.send("/write/preview", {**form, "action": "preview"})
    assert seen.status == 200
    assert "<strong>หนา</strong>" in seen.text
    assert "javascript:" not in "".join(seen.texts("//article//@href"))
    assert seen.tree.xpath("//article//script") == []
    assert await site.titles() == []
    back = {field.get("name"): field.get("value") for field in seen.tree.xpath("//main/form//input")}
    assert (await officer.plain("/write/new", {**back, "action": "look"})).fields()["content"] == form["content"]
    post = await officer.write(title="ดู", content=form["content"])
    item = await (await site.get(f"/api/posts/{post}")).json()
    published = await officer.get(f"/posts/{item['slug']}")
    body = "string(//div[@itemprop='articleBody'])"
    assert seen.tree.xpath(body) == published.tree.xpath(body)


async def test_withdrawal_asks_first(officer: Officer, site: Site) -> None:
    post = await officer.write()
    page = await officer.get(f"/write/{post}/withdraw")
    version = page.texts("//main//input[@name='version']/@value")[0]
    form = {"csrf": page.csrf, "version": version}
    assert (await officer.plain(f"/write/{post}/withdraw", {**form, "csrf": "x"})).status == 403
    await officer.edit(post, title="อื่น")
    assert (await officer.plain(f"/write/{post}/withdraw", form)).status == 412
    form["version"] = "2"
    assert (await officer.plain(f"/write/{post}/withdraw", form)).location.endswith("?done=gone#main")
    assert await site.titles() == []
    buttons = (await officer.get(f"/write/{post}")).texts("//div[@class='actions']//button/@value")
    assert buttons == ["publish", "schedule", "keep", "preview"]
    assert (await officer.edit(post, "keep", title="เงียบ")).location.endswith("?done=withdrawn#main")
    assert (await officer.edit(post, "publish")).status == 303
    assert await site.titles() == ["เงียบ"]


async def test_a_small_correction_leaves_the_date(officer: Officer, site: Site, clock: Hands) -> None:
    post = await officer.write()
    before = (await (await site.get(f"/api/posts/{post}")).json())["updated"]
    clock.forward(hours=1)
    await officer.edit(post, content="เนื้อหา แก้คำผิด", minor="1")
    assert (await (await site.get(f"/api/posts/{post}")).json())["updated"] == before
    await officer.edit(post, content="เนื้อหา ใหม่")
    assert (await (await site.get(f"/api/posts/{post}")).json())["updated"] != before


async def test_nothing_that_is_typed_becomes_markup(officer: Officer) -> None:
    page = await officer.get("/write/new")
    texts = {name: EVIL for name, value in page.fields().items() if name not in {"csrf", "key", "version", "post"}}
    evil = {**page.fields(), **texts, "media-0": f"image/png 1 1 1 /{EVIL}", "media-0-alt": EVIL}
    for path, action in (("/write/new", "look"), ("/write/new", "publish"), ("/write/preview", "preview")):
        back = await officer.send(path, {**evil, "action": action})
        assert SHOWN in back.text, (path, action)
        assert "<script>alert" not in back.text, (path, action)
    texts = {"title": EVIL, "summary": EVIL, "author": EVIL, "agency": "x" + EVIL.replace("/", "")}
    post = await officer.write(**texts, content=EVIL + "x")
    await officer.edit(post, title=f"{EVIL} 2", content=f"{EVIL} 2")
    await officer.edit(post, "publish", title=f"{EVIL} 3")
    for path in (
        "/write",
        f"/write/{post}",
        f"/write/{post}/revisions",
        f"/write/{post}/revisions/1",
        f"/write/{post}/compare?from=1&to=2",
        f"/write/{post}/withdraw",
        "/write?q=%3Cscript%3Ealert",
    ):
        page = await officer.get(path)
        assert page.status == 200, path
        assert SHOWN.partition("alert")[0] in page.text, path
        assert "<script>alert" not in page.text, path


async def test_the_form_speaks_english(officer: Officer) -> None:
    page = await officer.get("/write/new?lang=en")
    assert "New post" in page.texts("//h1")
    form = {**page.fields(), "title": "News", "content": "x", "action": "publish"}
    done = await officer.send("/write/new?lang=en", form)
    assert re.fullmatch(r"/write/\w+\?done=published&lang=en#main", done.location)


async def test_hostile_forms_are_refused_in_a_sentence(officer: Officer, site: Site) -> None:
    page = await officer.get("/write/new")
    many = {**page.fields(), **{f"x{number}": "" for number in range(130)}}
    assert (await officer.send("/write/new", many)).status == 400
    assert (await officer.send("/write/unknown", {**page.fields(), "action": "publish"})).status == 404
    long = {**page.fields(), "title": "x", "content": io.BytesIO(("ก" * 1_000_000).encode()), "action": "publish"}
    assert (await officer.send("/write/new", long)).status == 413
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Accept": "text/html"}
    response = await site.client.post("/write/new", data=b"--x\r\nbroken", headers=headers)
    assert response.status == 400
    for version in ("-1", "9" * 30, "x", ""):
        post = await officer.write(title=f"ข่าว {version}")
        form = {**(await officer.get(f"/write/{post}")).fields(), "version": version, "title": "y", "action": "publish"}
        assert (await officer.send(f"/write/{post}", form)).status == 412, version


async def test_a_text_is_rewritten_without_javascript(officer: Officer) -> None:
    page = await officer.get("/write/new")
    typed = {
        **page.fields(),
        "title": "ข่าว",
        "content": "**ด่วน** ระวัง\n\n- น้ำ <script>x</script>",
        "content_type": "html",
    }
    html = await officer.send("/write/new", {**typed, "action": "rewrite"})
    assert html.status == 200
    shown = html.fields()
    assert (shown["content_type"], shown["written"]) == ("html", "html")
    assert shown["content"] == "<p><strong>ด่วน</strong> ระวัง</p>\n<ul>\n<li>น้ำ </li>\n</ul>"
    again = (await officer.send("/write/new", {**shown, "action": "rewrite"})).fields()
    assert again["content"] == shown["content"]
    back = (await officer.send("/write/new", {**again, "content_type": "markdown", "action": "rewrite"})).fields()
    assert (back["content"], back["title"]) == ("**ด่วน** ระวัง\n\n- น้ำ", "ข่าว")


async def test_what_was_chosen_and_not_rewritten_stays_so_until_it_is(officer: Officer) -> None:
    """Also when the form comes back for another reason: the text on it is still the old one."""
    page = await officer.get("/write/new")
    chosen = {**page.fields(), "title": "", "content": "*ก*", "content_type": "html", "action": "publish"}
    refused = await officer.send("/write/new", chosen)
    assert refused.status == 422
    assert refused.fields()["written"] == "markdown"
    done = (await officer.send("/write/new", {**refused.fields(), "action": "rewrite"})).fields()
    assert done["content"] == "<p><em>ก</em></p>"


async def test_a_text_is_rewritten_beside_the_form(officer: Officer) -> None:
    page = await officer.get("/write/new")

    async def ask(**body: str) -> tuple[int, Any]:
        headers = {"X-CSRF-Token": page.csrf}
        async with officer.site.client.post("/write/rewrite", json=body, headers=headers) as response:
            return response.status, await response.json()

    assert await ask(content="# ก", written="markdown", wanted="html") == (200, {"content": "<h1>ก</h1>"})
    assert await ask(content="<h2>ก</h2>", written="html", wanted="markdown") == (200, {"content": "## ก"})
    assert (await ask(content="ก", written="html", wanted="pdf"))[0] == 400
    assert (await ask(content="a" * 1_000_001, written="html", wanted="markdown"))[0] == 422
