"""The plan over HTTP: brought in, read, refused with places, changed by two at once, kept in editions."""

import asyncio

import pytest
from lxml import etree

from shared.staff.model import Role
from tests.app.strategy.conftest import YAML, Site
from tests.unit.strategy.builders import PLAN

CHANGED = PLAN.replace("มหานครข้าวหอมมะลิ", "เมืองน่าอยู่")


async def test_a_plan_comes_in_and_everybody_reads_it(site: Site) -> None:
    assert (await site.get("/strategy/api/plan")).status == 404
    brought = await site.bring(PLAN)
    assert brought.status == 200, await brought.text()
    plan = await (await site.get("/strategy/api/plan")).json()
    assert (plan["edition"], plan["years"]) == (1, [2561, 2565])
    rice = plan["issues"][0]
    assert rice["url"] == "http://roiet.example/strategy/rice"
    assert rice["goals"][0]["indicators"][0]["level"] == "reached"
    for path in ("/strategy/", "/strategy/rice", "/strategy/network"):
        assert "แผนพัฒนาจังหวัด" in await site.text(path) or "สำนักงานเกษตร" in await site.text(path)


async def test_the_same_plan_again_is_no_new_edition(site: Site) -> None:
    for number in (1, 1):
        assert (await (await site.bring(PLAN)).json())["edition"] == number
    assert (await (await site.bring(CHANGED)).json())["edition"] == 2
    assert "เมืองน่าอยู่" in await site.text("/strategy/")
    earlier = await (await site.get("/strategy/api/plan?edition=1")).json()
    assert earlier["vision"] == "มหานครข้าวหอมมะลิ"
    assert "มหานครข้าวหอมมะลิ" in await (await site.get("/strategy/api/plan.yaml?edition=1")).text()
    for wrong in ("0", "3", "x", "-1", "1e3", "99999999999999999999"):
        assert (await site.get(f"/strategy/api/plan?edition={wrong}")).status == 404, wrong


async def test_a_bad_plan_is_refused_whole_with_places(site: Site) -> None:
    await site.bring(PLAN)
    answer = await site.bring(PLAN.replace("key: rice", "key: Rice").replace("unit: กก.", "unit: ''"))
    problem = await answer.json()
    assert (answer.status, problem["code"]) == (422, "invalid-input")
    assert {error["field"] for error in problem["errors"]} == {"issues[0].key", "issues[0].goals[0].indicators[0].unit"}
    assert all("line " in error["detail"] for error in problem["errors"])
    assert (await (await site.get("/strategy/api/plan")).json())["edition"] == 1


async def test_strangers_and_other_scopes_bring_nothing(site: Site) -> None:
    refused = await site.client.put("/strategy/api/plan", data=PLAN.encode(), headers=YAML)
    assert refused.status == 401
    other = {"Authorization": f"Bearer {await site.kit.staff.add_token('press', ['posts'])}"}
    assert (await site.client.put("/strategy/api/plan", data=PLAN.encode(), headers=other | YAML)).status == 403
    image = await site.client.put("/strategy/api/plan", data=b"x", headers=site.token | {"Content-Type": "image/png"})
    assert image.status == 415
    thai = await site.client.put("/strategy/api/plan", data="แผนพัฒนา".encode("tis-620"), headers=site.token | YAML)
    assert (thai.status, (await thai.json())["errors"][0]["code"]) == (400, "not-utf-8")


async def test_of_two_who_change_it_at_once_nobody_loses_anything(site: Site) -> None:
    await site.bring(PLAN)
    answers = await asyncio.gather(*(site.bring(PLAN.replace("มหานคร", f"เมือง {n}")) for n in range(6)))
    won = [answer for answer in answers if answer.status == 200]
    assert {answer.status for answer in answers} <= {200, 409}
    assert (await (await site.get("/strategy/api/plan")).json())["edition"] == 1 + len(won)


async def test_measured_values_come_one_by_one(site: Site) -> None:
    await site.bring(PLAN)

    async def measure(**body: object) -> tuple[int, int]:
        sent = {"indicator": "yield", "year": 2563, "value": 371.5, **body}
        answer = await site.client.post("/strategy/api/measurements", json=sent, headers=site.token)
        return answer.status, (await answer.json()).get("edition", 0)

    assert await measure() == (200, 2)
    assert await measure() == (200, 2)
    assert "371.5" in await site.text("/strategy/rice")
    assert await measure(value=None) == (200, 3)
    assert (await measure(year=2599))[0] == 422
    assert (await measure(indicator="none"))[0] == 404
    assert (await measure(value="x"))[0] == 400


async def test_the_editor_shows_every_error_and_keeps_what_was_typed(site: Site) -> None:
    csrf = await site.log_in(Role.ADMIN)
    form = {"csrf": csrf, "expected": "0", "plan": PLAN.replace("key: rice", "key: Rice"), "note": ""}
    refused = await site.client.post("/strategy/edit", data=form)
    text = await refused.text()
    assert refused.status == 422
    assert "issues[0].key" in text
    assert "บรรทัด 8 คอลัมน์ 10: " in text
    assert "key: Rice" in text
    saved = await site.client.post("/strategy/edit", data={**form, "plan": PLAN}, allow_redirects=False)
    assert saved.status == 303
    late = await site.client.post("/strategy/edit", data={**form, "plan": CHANGED}, allow_redirects=False)
    assert late.status == 409
    assert "เมืองน่าอยู่" in await late.text()


async def test_who_mends_a_mistake_overwrites_nobody(site: Site) -> None:
    """The form that comes back with errors still is a change of the edition that the person had read."""
    await site.bring(PLAN)
    csrf = await site.log_in(Role.ADMIN)
    form = {"csrf": csrf, "expected": "1", "plan": PLAN.replace("key: rice", "key: Rice")}
    await site.bring(CHANGED)
    refused = await (await site.client.post("/strategy/edit", data=form)).text()
    assert 'name="expected" value="1"' in refused
    late = await site.client.post("/strategy/edit", data={**form, "plan": PLAN + " "}, allow_redirects=False)
    assert late.status == 409
    assert 'name="expected" value="2"' in await late.text()
    assert "เมืองน่าอยู่" in await site.text("/strategy/")


async def test_programs_say_which_edition_they_change(site: Site) -> None:
    await site.bring(PLAN)
    tag = (await site.get("/strategy/api/plan")).headers["ETag"]

    async def put(plan: str, condition: str) -> int:
        headers = site.token | YAML | {"If-Match": condition}
        return (await site.client.put("/strategy/api/plan", data=plan.encode(), headers=headers)).status

    assert await put(CHANGED, '"7"') == 412
    assert await put(CHANGED, tag) == 200
    assert await put(PLAN, tag) == 412
    assert await put(PLAN, f'W/{tag}, "2"') == 200


async def test_a_number_without_end_is_an_error_as_any_other(site: Site) -> None:
    assert (await site.bring(PLAN.replace("[2, 5]", f"[{'1' * 5000}]"))).status == 422


async def test_a_form_without_its_token_is_refused(site: Site) -> None:
    await site.log_in(Role.ADMIN)
    assert (await site.client.post("/strategy/edit", data={"plan": PLAN})).status == 403
    assert (await site.get("/strategy/api/plan")).status == 404


async def test_values_are_entered_in_a_form(site: Site) -> None:
    await site.bring(PLAN)
    csrf = await site.log_in(Role.ADMIN)
    form = {"csrf": csrf, "indicator": "yield", "year": "2562", "value": "1,234.5"}
    assert (await site.client.post("/strategy/measure", data=form, allow_redirects=False)).status == 303
    assert 'value="1234.5"' in await site.text("/strategy/measure?year=2562")
    wrong = await site.client.post("/strategy/measure", data={**form, "value": "มาก"})
    assert wrong.status == 422
    for value in ("nan", "inf", "-inf", "1e999", "1e16", "1,5", "1_0", "-"):
        assert (await site.client.post("/strategy/measure", data={**form, "value": value})).status == 422, value


async def test_pages_need_the_right_role(site: Site) -> None:
    await site.bring(PLAN)
    assert (await site.get("/strategy/edit")).status == 303
    await site.log_in(Role.MODERATOR)
    assert (await site.get("/strategy/edit")).status == 403
    assert (await site.get("/strategy/neighbours")).status == 200


async def test_everybody_in_the_network_can_be_followed(site: Site) -> None:
    await site.bring(PLAN)
    answer = await site.get("/strategy/network.opml")
    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    outlines = etree.fromstring(await answer.read()).iterfind(".//outline[@xmlUrl]")
    assert [outline.get("text") for outline in outlines] == ["จังหวัดขอนแก่น", "สำนักงานเกษตร"]


@pytest.mark.parametrize("path", ["/strategy", "/strategy?lang=en"])
async def test_the_address_without_a_slash(site: Site, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status, answer.headers["Location"]) == (308, path.replace("/strategy", "/strategy/"))
