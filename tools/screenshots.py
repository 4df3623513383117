"""The pictures of the README, taken from the sample site: ``make screenshots`` (needs Chromium).

The plan of the sample ends before its posts begin. For the picture of a report the same plan is brought in once more
with its years moved to the present one and "(สาธิต)", a demonstration, in its title; an official answer is given as
well.
"""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, async_playwright

from services.sample.content import sample_plan
from services.strategy.period import quarter_of
from shared.clock import system_clock
from tests.support.province import Province, eventually, province

PICTURES: Final = Path(__file__).parent.parent / "docs"
_OPTIONS: Final = ("--no-sandbox", "--disable-quic", "--disable-background-networking")
_PLANNED: Final = re.compile(r"25[56]\d")
_LAST: Final = 2565
_ANSWER: Final = "ถนนสายนี้อยู่ในแผนของเทศบาลตำบลปีงบประมาณนี้ครับ จะเริ่มงานหลังฤดูฝน ติดตามลำดับโครงการได้ที่สำนักงานจังหวัด"


async def take() -> None:
    """Write docs/*.png."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not on PATH")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with province(Path(folder), SAKET_SAMPLE="1") as site, async_playwright() as playwright:
            link = await _login_link(site)
            browser = await playwright.chromium.launch(executable_path=chromium, args=list(_OPTIONS))
            page = await browser.new_page(viewport={"width": 1100, "height": 1000}, locale="th-TH")
            await _answer(site)
            await _public(site, page)
            await _report(site, page)
            await page.goto(link)
            await page.locator("main button").click()
            await page.goto(f"{site.origin}/comments/moderation?status=rejected")  # the filter is sure of its sample
            await page.locator("li.card .score summary").first.click()
            await page.screenshot(path=PICTURES / "moderation.png")
            await browser.close()


async def _public(site: Province, page: Page) -> None:
    await page.goto(site.origin, wait_until="networkidle")
    await page.screenshot(path=PICTURES / "home.png")
    await page.locator("article h2 a").first.click()
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=PICTURES / "post.png", full_page=True)
    await page.goto(f"{site.origin}/planet/", wait_until="networkidle")
    await page.screenshot(path=PICTURES / "planet.png")
    await page.goto(f"{site.origin}/strategy/rice")
    await page.screenshot(path=PICTURES / "strategy.png")


async def _answer(site: Province) -> None:
    """To the question under the first post, in the name of the province."""
    post = next(
        post for post in await _items(site, "/api/posts") if post["labels"] == ["ยุทธศาสตร์จังหวัด", "แผนพัฒนาจังหวัด"]
    )
    comments = await _items(site, f"/comments/api/comments?thread={post['url']}")
    question = next(comment for comment in comments if comment["author"] == "ชาวบ้านทุ่งเขาหลวง")
    body = {
        "thread": post["url"],
        "parent": question["id"],
        "author": "สำนักงานจังหวัด",
        "text": _ANSWER,
        "official": True,
    }
    async with site.http.post("/comments/api/comments", json=body, headers=await site.token("moderation")) as response:
        response.raise_for_status()


async def _report(site: Province, page: Page) -> None:
    year = quarter_of(system_clock()).year
    moved = _PLANNED.sub(lambda match: str(int(match[0]) + year - _LAST), sample_plan())
    plan = re.sub(r"(?m)^  title: (.*)$", r"  title: \1 (สาธิต)", moved)
    headers = {**await site.token("site"), "Content-Type": "application/yaml"}
    async with site.http.put("/strategy/api/plan", data=plan.encode(), headers=headers) as response:
        response.raise_for_status()
    await page.set_viewport_size({"width": 1100, "height": 1700})
    await page.goto(f"{site.origin}/strategy/report/{year}", wait_until="networkidle")
    await page.screenshot(path=PICTURES / "report.png")
    await page.set_viewport_size({"width": 1100, "height": 1000})


async def _items(site: Province, path: str) -> list[dict[str, Any]]:
    async with site.http.get(path) as response:
        response.raise_for_status()
        items: list[dict[str, Any]] = (await response.json())["items"]
        return items


async def _login_link(site: Province) -> str:
    async def told() -> str:
        found = re.search(r"\S+/login\?once=\S+", "".join(site.output))
        return found[0] if found else ""

    return str(await eventually(told))


if __name__ == "__main__":
    asyncio.run(take())
