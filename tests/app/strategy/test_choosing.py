"""The issue of a post: chosen from the plan, suggested from what officers filed before."""

from shared.staff.model import Role
from tests.app.strategy.conftest import Site
from tests.unit.strategy.builders import PLAN
from tests.unit.strategy.test_advice import HEALTH, RICE


async def file_some(site: Site) -> None:
    for issue, texts in (("ข้าวหอมมะลิ", RICE), ("สุขภาพดี", HEALTH)):
        for text in texts:
            await site.post(title=text[:20], content=f"<p>{text}</p>", strategy=issue)


async def test_programs_ask_for_a_suggestion(site: Site) -> None:
    await file_some(site)

    async def suggest(**body: str) -> tuple[int, object]:
        answer = await site.client.post("/strategy/api/suggestions", json=body, headers=site.token)
        return answer.status, (await answer.json()).get("issue")

    assert await suggest(title="", text="ชาวนาขายข้าวหอมมะลิ") == (200, "ข้าวหอมมะลิ")
    assert await suggest(title="xyz", text="quux") == (200, None)
    assert (await suggest(title="x"))[0] == 400
    assert (await site.client.post("/strategy/api/suggestions", json={"title": "", "text": ""})).status == 401


async def test_the_editor_offers_the_plan_and_suggests(site: Site) -> None:
    await site.bring(PLAN)
    await file_some(site)
    draft = {"title": "ข่าวใหม่", "content": "<p>โรงพยาบาลตรวจเบาหวานผู้สูงอายุฟรี</p>", "status": "draft"}
    made = await (await site.client.post("/api/posts", json=draft, headers=site.token)).json()
    await site.log_in(Role.ADMIN)
    text = await site.text(f"/write/{made['id']}")
    options = text.partition('name="strategy"')[2].partition("</select>")[0]
    assert options.index("ข้าวหอมมะลิ") < options.index("สุขภาพดี")
    assert "น่าจะเป็นประเด็น: สุขภาพดี" in text
    assert "น่าจะเป็นประเด็น: สุขภาพดี" not in await site.text("/write/new")
