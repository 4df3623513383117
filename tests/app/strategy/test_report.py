"""Reports over HTTP and by the console: real posts, comments and decisions, counted."""

import asyncio
import csv
import io

import pytest

from services.strategy.app import reports_of
from services.strategy.period import Period, quarter_of
from shared.clock import system_clock
from shared.errors import NotFound
from tests.app.strategy.conftest import Site
from tests.unit.strategy.builders import PLAN


def current_plan() -> str:
    """The plan of tests with years that hold now."""
    year = quarter_of(system_clock()).year
    return plan_of(year - 1, year + 1)


def plan_of(first: int, last: int) -> str:
    return PLAN.replace("first_year: 2561", f"first_year: {first}").replace("last_year: 2565", f"last_year: {last}")


async def rows(site: Site, path: str) -> list[list[str]]:
    answer = await site.get(path)
    assert answer.status == 200, await answer.text()
    return list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))


async def test_a_quarter_is_told(site: Site) -> None:
    await site.bring(current_plan())
    thread = await site.post(title="ข้าว", strategy="ข้าวหอมมะลิ", agency="สำนักงานเกษตร")
    await site.comment(thread, "ลงทะเบียนได้ที่ไหนครับ")
    quarter = quarter_of(system_clock())
    text = await site.text(f"/strategy/report/{quarter}")
    assert "สุขภาพดี" in text
    issues = await rows(site, f"/strategy/report/{quarter}/issues.csv")
    assert [row[-1] for row in issues[1:]] == ["1", "0"]
    talks = await rows(site, f"/strategy/report/{quarter}/talks.csv?lang=en")
    assert talks[1][:5] == ["ข้าวหอมมะลิ", "1", "1", "0", "1"]
    assert talks[0][0] == "Issue"
    pdf = await site.get(f"/strategy/report/{quarter}.pdf")
    assert (pdf.status, (await pdf.read())[:5]) == (200, b"%PDF-")
    svg = await site.get(f"/strategy/report/{quarter}/issues.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"


async def test_what_there_is_no_report_about(site: Site) -> None:
    assert "form" in await site.text("/strategy/report")
    quarter = quarter_of(system_clock())
    assert (await site.get(f"/strategy/report/{quarter}")).status == 404
    await site.bring(current_plan())
    future = f"{quarter.year + 1}"
    for path in (f"/{future}", "/2561", f"/{quarter}/none.csv", f"/{quarter}/moderation.svg", "/2569-Q9", "/x"):
        assert (await site.get(f"/strategy/report{path}")).status == 404, path
    assert (await site.get("/strategy/report?period=quatsch")).status == 422
    chosen = await site.get(f"/strategy/report?period={quarter.year}q1&lang=en")
    assert (chosen.status, chosen.headers["Location"]) == (303, f"/strategy/report/{quarter.year}-Q1?lang=en")


async def test_years_of_earlier_plans_stay_in_the_list(site: Site) -> None:
    year = quarter_of(system_clock()).year
    await site.bring(plan_of(year - 5, year - 1))
    await site.bring(plan_of(year, year + 4))
    listed = await site.text("/strategy/report")
    for each in (year, year - 1, year - 5):
        assert f'href="/strategy/report/{each}"' in listed
    assert f'href="/strategy/report/{year - 1}"' in await site.text(f"/strategy/report/{year}")


async def test_a_decision_within_the_second_waits_no_negative_time(site: Site) -> None:
    await site.bring(current_plan())
    thread = await site.post(title="ข้าว", strategy="ข้าวหอมมะลิ")
    identity = await site.comment(thread, "ลงทะเบียนได้ที่ไหนครับ")
    await site.client.post(
        "/comments/api/moderation/decisions", json={"ids": [identity], "action": "reject"}, headers=site.token
    )
    told = await rows(site, f"/strategy/report/{quarter_of(system_clock())}/moderation.csv")
    assert float(told[-1][1]) >= 0


async def test_nobody_waited_for_what_was_public_and_is_confirmed(site: Site) -> None:
    await site.bring(current_plan())
    thread = await site.post(title="ข้าว", strategy="ข้าวหอมมะลิ")
    identity = await site.comment(thread, "ลงทะเบียนได้ที่ไหนครับ")
    body = {"ids": [identity], "action": "approve"}
    answer = await site.client.post("/comments/api/moderation/decisions", json=body, headers=site.token)
    assert (await answer.json())["applied"] == [identity]
    told = await rows(site, f"/strategy/report/{quarter_of(system_clock())}/moderation.csv")
    assert [row[1] for row in told[-3:]] == ["1", "0", ""]


async def test_the_console_has_no_report_about_what_is_to_come(site: Site) -> None:
    await site.bring(current_plan())
    now = quarter_of(system_clock())
    ahead = Period(now.year, now.quarter + 1) if now.quarter in {1, 2, 3} else Period(now.year + 1, 1)
    with pytest.raises(NotFound):
        await reports_of(site.kit).of(ahead)


async def test_many_who_ask_at_once_get_one_report(site: Site) -> None:
    await site.bring(current_plan())
    path = f"/strategy/report/{quarter_of(system_clock()).year}"
    answers = await asyncio.gather(*(site.get(path) for _ in range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.headers["ETag"] for answer in answers}) == 1
