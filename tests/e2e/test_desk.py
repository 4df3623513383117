"""Moderators at their desk in Chromium: with and without a script, by keys alone, and what axe-core finds."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SERIOUS = frozenset({"serious", "critical"})
DESK = "/comments/moderation"
CAMPAIGN = "สมัครสมาชิกวันนี้รับเครดิตฟรีทันที เว็บตรงไม่ผ่านเอเย่นต์ แจกหนักแจกจริงทุกยูสเซอร์ ฝากถอนไม่มีขั้นต่ำ"
PLACES = ("ถนนหน้าวัด", "คลองส่งน้ำ", "ไฟส่องทาง", "สวนสาธารณะ", "ตลาดสด", "โรงเรียน")
WISHES = ("ชำรุดมานาน", "ขอให้ซ่อม", "ดีขึ้นมากครับ", "ไม่มีใครดูแล", "ควรขยาย", "อันตรายตอนกลางคืน")
WIDTHS = (360, 768, 1280)
PERHAPS = (
    "ขายของหน้าตลาด ราคาถูก",
    "แจกฟรีหน้าศาลากลางวันนี้",
    "รายได้เสริมจากการเกษตร",
    "เว็บนี้ดีจริง แนะนำเลย",
    "สินเชื่อเกษตรกรสมัครได้ที่ไหน",
    "โปรโมชั่นวันเด็กที่ตลาด",
    "ลงทุนน้อย กำไรดี ปลูกผักขาย",
    "click here for more information about the road",
    "best price for rice seed in town",
    "call me for a free quote on the roof",
    "earn extra income growing mushrooms at home",
)
"""Honest words that sound like adverts."""


@dataclass
class Scene:
    """A province, and somebody at its desk."""

    site: Province
    browser: Browser
    posts: list[str]
    staff: dict[str, str]
    password: str
    becomes: str = "held"

    async def send(self, text: str, author: str, post: int = 0) -> str:
        """A comment that waits; its identifier."""
        body = {"thread": self.posts[post], "author": author, "text": text}
        async with self.site.http.post("/comments/api/comments", json=body) as response:
            answer: dict[str, Any] = await response.json()
            assert (response.status, answer["status"]) == (201, self.becomes), answer
            return str(answer["id"])

    async def held(self) -> int:
        async with self.site.http.get("/comments/api/moderation/counts", headers=self.staff) as response:
            return int((await response.json())["states"]["held"])

    @asynccontextmanager
    async def desk(self, *, javascript: bool = True, width: int = 1280) -> AsyncIterator[Page]:
        """Logged in, before the queue; what the browser complains about fails the test."""
        context = await self.browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, locale="th-TH"
        )
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(self.site.origin + DESK)
        await page.get_by_label("ชื่อผู้ใช้").fill("somsri")
        await page.get_by_label("รหัสผ่าน").fill(self.password)
        await page.get_by_role("button", name="เข้าสู่ระบบ").click()
        await expect(page.locator("#cases")).to_be_visible()
        try:
            yield page
        finally:
            await context.close()
        assert complaints == []


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    """The filter is out of order, so that every comment waits for a person."""
    (tmp_path / "no-model").mkdir()
    async with opened(tmp_path, chromium, SAKET_SPAM_MODEL=str(tmp_path / "no-model")) as scene:
        yield scene


@asynccontextmanager
async def opened(tmp_path: Path, chromium: str, **variables: str) -> AsyncIterator[Scene]:
    variables = {"SAKET_COMMENT_BURST": "1000", "SAKET_THREAD_BURST": "1000", **variables}
    async with province(tmp_path / "var", **variables) as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        headers = await site.token()
        posts = []
        for title in ("ข่าวโครงการพัฒนาจังหวัด", "ประกาศงานประเพณี"):
            async with site.http.post(
                "/api/posts", json={"title": title, "content": "<p>ข่าว</p>"}, headers=headers
            ) as made:
                posts.append((await made.json())["url"])
        status, password, err = await site.saket("staff", "add", "somsri", "--role", "lead")
        assert status == 0, err
        yield Scene(site, browser, posts, headers, password.strip())
        await browser.close()


def honest(number: int) -> str:
    """Comments that have nothing to do with each other."""
    return f"{PLACES[number % 6]} {WISHES[number // 6 % 6]} {'ก' * (number // 36)} หมู่ {number}"


async def mixed_queue(scene: Scene, total: int, of_campaign: int) -> None:
    for number in range(total):
        if number * of_campaign // total != (number + 1) * of_campaign // total:
            await scene.send(CAMPAIGN, f"แอดมิน{number}", number % 2)
        else:
            await scene.send(honest(number), f"ชาวบ้าน{number}", number % 2)


@pytest.mark.timeout(300)
async def test_a_queue_of_a_hundred_takes_at_most_one_action_a_case(scene: Scene) -> None:
    await mixed_queue(scene, 100, 40)
    assert await scene.held() == 100
    cases, actions = 61, 0
    async with scene.desk(javascript=False) as page:
        while await page.locator("[data-case]").count():
            case = page.locator("[data-case]").first
            is_campaign = "case--campaign" in (await case.get_attribute("class") or "")
            if is_campaign:
                await case.locator("button[value=spam]").click()
            else:
                for pick in await page.locator("[data-pick]").all():
                    await pick.check()
                await page.locator("#bulk button[value=approve]").click()
            actions += 1
            assert actions <= cases
            await page.goto(scene.site.origin + DESK)
    assert await scene.held() == 0
    async with scene.site.http.get("/comments/api/moderation/counts", headers=scene.staff) as response:
        states = (await response.json())["states"]
    assert (states["spam"], states["published"]) == (40, 60)
    assert actions < 10, "by selection it takes far fewer"


async def test_by_keys_alone(scene: Scene) -> None:
    texts = [honest(number) for number in (0, 7, 14, 21)]
    for text in texts:
        await scene.send(text, "ชาวบ้าน")
    async with scene.desk() as page:
        case = page.locator("[data-current]")
        await page.keyboard.press("?")
        await expect(page.locator("#keys")).to_be_visible()
        await page.get_by_label("ใช้ปุ่มลัด").uncheck()
        await page.keyboard.press("Escape")
        await page.keyboard.press("j")
        await expect(case).to_have_count(0)
        await page.get_by_role("button", name="ปุ่มลัด").click()
        await page.get_by_label("ใช้ปุ่มลัด").check()
        await page.keyboard.press("Escape")
        await page.keyboard.press("j")
        await expect(case).to_contain_text(texts[0])
        await page.keyboard.press("j")
        await expect(case).to_contain_text(texts[1])
        await page.keyboard.press("k")
        await expect(case).to_contain_text(texts[0])
        await page.keyboard.press("a")
        await expect(page.locator("[data-case]")).to_have_count(3)
        await expect(case).to_contain_text(texts[1])
        await page.keyboard.press("s")
        await expect(page.locator("[data-case]")).to_have_count(2)
        await page.keyboard.press("r")
        await expect(page.locator("[data-case]")).to_have_count(1)
        await page.keyboard.press("z")
        await expect(page.locator("[data-case]")).to_have_count(2)
        await page.keyboard.press("/")
        await page.keyboard.type(texts[2].split()[0])
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-case]")).to_have_count(1)
        await page.keyboard.press("Tab")
        await page.locator("h1").click()
        await page.keyboard.press("u")
        await expect(page.locator("[data-case]")).to_have_count(2)
        await page.keyboard.press("j")
        await page.keyboard.press("x")
        await expect(page.locator("[data-picked]")).to_have_text("(1)")
        await case.focus()
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/comments/moderation/comments/"))
        await page.keyboard.press("u")
        await expect(page.locator("[data-case]")).to_have_count(2)


@pytest.mark.parametrize("javascript", [False, True])
async def test_from_the_queue_to_the_answer(scene: Scene, javascript: bool) -> None:
    await scene.send(honest(3), "ชาวบ้าน")
    async with scene.desk(javascript=javascript) as page:
        card = page.locator("li.card").filter(has_text=honest(3))
        await card.locator(".desk__why summary").click()
        await card.get_by_label("หรือเขียนเอง").fill("ไม่เกี่ยวกับข่าวนี้")
        await card.get_by_label("ฐานกฎหมาย").select_option("house-rules")
        await card.locator("button[value=reject]").click()
        told = page.get_by_role("status").filter(has_text="ไม่เผยแพร่")
        await expect(told).to_be_visible()
        await told.get_by_role("button").click()
        await card.get_by_role("link", name=re.compile("ดูรายละเอียดทั้งหมด")).click()
        await expect(page.locator(".desk__history li")).to_have_count(3)
        await page.locator("#reply-text").fill("จังหวัดรับเรื่องไว้แล้ว")
        await page.get_by_role("button", name="อนุมัติและตอบ").click()
        await expect(page.get_by_role("status").filter(has_text="ตอบ")).to_be_visible()
        await page.goto(f"{scene.site.origin}{DESK}/ledger")
        await expect(page.locator("tbody tr")).to_have_count(3)
        await page.goto(scene.posts[0])
        await expect(page.locator(".comment__body").filter(has_text="จังหวัดรับเรื่องไว้แล้ว")).to_be_visible()


async def test_an_open_desk_hears_of_others(scene: Scene) -> None:
    first = await scene.send(honest(0), "ชาวบ้าน")
    async with scene.desk() as page:
        await page.keyboard.press("j")

        async def claimed() -> bool:
            async with scene.site.http.get("/comments/api/moderation/queue", headers=scene.staff) as response:
                (item,) = (await response.json())["items"]
                return bool(item["claim"] and item["claim"]["person"] == "somsri" and item["id"] == first)

        await eventually(claimed)
        await scene.send(honest(8), "อีกคน")
        await expect(page.locator("[data-count=held]")).to_have_text("2")
        await expect(page.locator("[data-news]")).to_be_visible()
        await page.locator("[data-news] a").click()
        await expect(page.locator("[data-case]")).to_have_count(2)


async def doubted(scene: Scene, number: int) -> list[str]:
    """So many of `PERHAPS`, sent and public; the filter is in doubt about them, whichever version it is."""
    asked = {"texts": list(PERHAPS)}
    async with scene.site.http.post("/comments/api/decide", json=asked, headers=scene.staff) as response:
        found = zip(PERHAPS, await response.json(), strict=True)
    chosen = [text for text, one in found if one["outcome"] == "publish" and 0.1 < one["probability"] < 0.85]
    for text in chosen[:number]:
        await scene.send(text, "ชาวบ้าน")
    assert len(chosen) >= number
    return chosen[:number]


@pytest.mark.timeout(300)
async def test_the_filter_is_taught_by_keys_alone(tmp_path: Path, chromium: str) -> None:
    async with opened(tmp_path, chromium) as scene:
        scene.becomes = "published"
        texts = await doubted(scene, 4)
        async with scene.desk() as page:
            cases, told = page.locator("[data-case]"), page.locator(".desk__told")
            await page.get_by_role("link", name="สอนตัวกรอง").focus()
            await page.keyboard.press("Enter")
            await expect(cases).to_have_count(4)
            for width in WIDTHS:
                await page.set_viewport_size({"width": width, "height": 900})
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
                assert await barriers(page) == []
            shown = await cases.all_inner_texts()
            assert all(any(text in case for case in shown) for text in texts)
            await page.keyboard.press("j")
            await page.keyboard.press("a")
            await expect(told).to_contain_text("อนุมัติ")
            await expect(cases).to_have_count(3)
            await expect(page.locator("main")).to_contain_text("ปกติ 1 รายการ สแปม 0 รายการ")
            await page.keyboard.press("r")
            await page.keyboard.press("s")
            await expect(page.locator("main")).to_contain_text("ปกติ 1 รายการ สแปม 1 รายการ")
            await page.keyboard.press("z")
            await expect(page.locator("main")).to_contain_text("ปกติ 1 รายการ สแปม 0 รายการ")
            await expect(cases).to_have_count(3)
        async with scene.desk(javascript=False) as page:
            await page.goto(f"{scene.site.origin}{DESK}/teach")
            for left in (2, 1, 0):
                await page.get_by_role("button", name="ปกติ").first.click()
                await expect(page.locator("[data-case]")).to_have_count(left)
            await expect(page.locator(".desk__empty")).to_be_visible()
        async with scene.site.http.get(f"/comments/api/counts?thread={scene.posts[0]}") as response:
            assert [*(await response.json()).values()] == [4]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_serious_barrier_and_no_page_wider_than_the_screen(scene: Scene, width: int) -> None:
    for number in range(4):
        await scene.send(CAMPAIGN, f"แอดมิน{number}", number % 2)
    identity = await scene.send(honest(1), "ชาวบ้าน")
    await scene.send("บ า ค า ร่ า ออนไลน์", "ชาวบ้าน")
    other = await scene.send(honest(9), "ชาวบ้าน")
    body = {"ids": [other], "action": "reject", "reason": "ไม่สุภาพ", "ground": "defamation"}
    async with scene.site.http.post("/comments/api/moderation/decisions", json=body, headers=scene.staff) as done:
        assert done.status == 200
    async with scene.site.http.get("/comments/api/moderation/campaigns", headers=scene.staff) as response:
        campaign = (await response.json())["items"][0]["id"]
    cases = ("", "?status=rejected&q=x", f"/comments/{identity}", f"/comments/{other}", f"/campaigns/{campaign}")
    found: list[str] = []
    async with scene.desk(width=width) as page:
        for path in (*cases, "/teach", "/campaigns", "/ledger", "/statistics", "/canned", "/pending"):
            await page.goto(f"{scene.site.origin}{DESK}{path}")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += [f"{path}: {finding}" for finding in await barriers(page)]
    assert found == []


async def barriers(page: Page) -> list[str]:
    """What axe-core finds that is serious, each with where it is."""
    results = await Axe().run(page, options=RULES)
    return [
        f"{finding['id']} {node['target']} {node['html'][:120]}"
        for finding in results.response["violations"]
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
    ]
