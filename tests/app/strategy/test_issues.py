"""What stands on the page of an issue: posts, questions and answers, neighbours; rendered once for every change."""

import re

from services.strategy.app import strategy_of
from shared.staff.model import Role
from tests.app.strategy.conftest import Entry, Site
from tests.unit.strategy.builders import PLAN


async def test_issues_that_only_posts_name_are_listed_too(site: Site) -> None:
    await site.post(title="ข่าวน้ำ", strategy="น้ำเพื่อชีวิต")
    text = await site.text("/strategy/")
    assert "1 ข่าว" in text
    assert "น้ำเพื่อชีวิต" in text
    assert "ข่าวน้ำ" in text
    assert "/feeds/strategy/%E0%B8%99" in text
    await site.bring(PLAN)
    text = await site.text("/strategy/")
    assert text.index("ข้าวหอมมะลิ") < text.index("น้ำเพื่อชีวิต")


async def test_a_site_without_posts_and_plan_says_so(site: Site) -> None:
    assert "No news names a strategic issue yet." in await site.text("/strategy/?lang=en")
    assert (await site.get("/strategy/rice")).status == 404
    assert (await site.get("/strategy/network.opml")).status == 404
    assert (await site.get("/strategy/network")).status == 200


async def test_an_issue_shows_its_posts_and_questions(site: Site) -> None:
    await site.bring(PLAN)
    thread = await site.post(title="โครงการข้าวหอม", strategy="ข้าวหอมมะลิ", agency="สำนักงานเกษตร")
    await site.comment(thread, "ลงทะเบียนได้ที่ไหนครับ")
    await site.comment(thread, "ขอบคุณมากครับ โครงการดี")
    text = await site.text("/strategy/rice")
    assert "โครงการข้าวหอม" in text
    assert "ลงทะเบียนได้ที่ไหนครับ" in text
    assert "ขอบคุณมากครับ" not in text
    assert "โครงการข้าวหอม" not in await site.text("/strategy/health")
    assert (await site.get("/strategy/none")).status == 404


async def test_a_page_is_made_once_for_every_change(site: Site) -> None:
    await site.bring(PLAN)
    first = await site.get("/strategy/rice")
    tag = first.headers["ETag"]
    assert (await site.get("/strategy/rice", **{"If-None-Match": tag})).status == 304
    await site.post(title="ใหม่", strategy="ข้าวหอมมะลิ")
    changed = await site.get("/strategy/rice", **{"If-None-Match": tag})
    assert changed.status == 200
    assert "ใหม่" in await changed.text()
    assert "default-src 'none'" in changed.headers["Content-Security-Policy"]


async def test_the_two_languages_are_two_pages(site: Site) -> None:
    await site.bring(PLAN)
    assert "Goals and indicators" in await site.text("/strategy/rice?lang=en")
    assert "เป้าหมายและตัวชี้วัด" in await site.text("/strategy/rice")


async def test_a_moderator_sorts_what_neighbours_say(site: Site, neighbour: Entry) -> None:
    await site.bring(PLAN)
    assert neighbour.title in await site.text("/strategy/rice")
    csrf = await site.log_in(Role.MODERATOR)
    form = {"csrf": csrf, "entry": neighbour.id, "issue-health": "1"}
    assert (await site.client.post("/strategy/neighbours", data=form, allow_redirects=False)).status == 303
    assert neighbour.title in await site.text("/strategy/health")
    assert neighbour.title not in await site.text("/strategy/rice")


async def test_programs_sort_too(site: Site, neighbour: Entry) -> None:
    await site.bring(PLAN)

    async def place(entry: str, *issues: str) -> int:
        body = {"entry": entry, "issues": list(issues)}
        return (await site.client.post("/strategy/api/placings", json=body, headers=site.token)).status

    assert await place(neighbour.id, "health") == 204
    assert await place(neighbour.id, "nothing") == 422
    assert await place("no/entry", "health") == 404
    assert await place("", "health") == 404


async def test_what_the_plan_names_can_be_followed_before_there_is_news(site: Site) -> None:
    """A reader that is given an address which does not exist yet gives up on it."""
    paths = [f"/feeds/strategy/สุขภาพดี.{form}" for form in ("atom", "rss", "json")]
    paths += ["/feeds/agencies/สำนักงานเกษตร.atom", "/agencies/สำนักงานเกษตร"]
    assert {(await site.get(path)).status for path in paths} == {404}
    await site.bring(PLAN)
    assert {(await site.get(path)).status for path in paths} == {200}
    assert (await site.get("/feeds/strategy/ไม่มี.atom")).status == 404
    assert (await site.get("/agencies/ไม่มี")).status == 404
    for path in re.findall(r'xmlUrl="http://roiet.example([^"]+)"', await site.text("/strategy/network.opml")):
        assert (await site.get(path)).status == 200
    empty = (await site.get(paths[0])).headers["ETag"]
    await site.post(title="ใหม่", strategy="สุขภาพดี")
    filled = await site.get(paths[0])
    assert "ใหม่" in await filled.text()
    assert filled.headers["ETag"] != empty


async def test_agencies_of_the_settings_can_be_followed_too(site: Site) -> None:
    await site.client.patch("/api/site", json={"agencies": ["เทศบาล"]}, headers=site.token)
    assert (await site.get("/feeds/agencies/เทศบาล.atom")).status == 200


async def test_a_moderator_takes_a_correction_back(site: Site, neighbour: Entry) -> None:
    """Its source is understood again, not just this one entry."""
    await site.bring(PLAN)

    async def place(*issues: str) -> None:
        body = {"entry": neighbour.id, "issues": list(issues)}
        placed = await site.client.post("/strategy/api/placings", json=body, headers=site.token)
        assert placed.status == 204

    await place()
    lessons = await strategy_of(site.kit).lessons()
    assert [lesson.term for lesson in lessons.strangers] == ["ชาวนา"]
    await place("rice")
    assert not (await strategy_of(site.kit).lessons()).strangers
    assert neighbour.title in await site.text("/strategy/rice")
