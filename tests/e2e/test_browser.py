"""A citizen and a moderator in Chromium, over a whole province: with and without JavaScript."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.province import Province, province
from tests.support.xml import parse, select

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
TITLE = "เปิดโครงการสื่อสารยุทธศาสตร์การพัฒนาจังหวัดสู่ทุกภาคส่วน"
GOOD = "ขอบคุณสำหรับข่าวครับ"
BORDERLINE = "รับสมัครพนักงานขายหลายตำแหน่ง รายได้ดี สนใจสอบถามได้ค่ะ"
WIDTHS = (360, 768, 1280)


@dataclass
class Scene:
    """A province with one post, and a browser to look at it."""

    site: Province
    browser: Browser
    post: dict[str, Any]

    @asynccontextmanager
    async def page(
        self, *, javascript: bool = True, width: int = 1280, expected: tuple[str, ...] = ()
    ) -> AsyncIterator[Page]:
        """A page in a fresh profile; what the browser complains about fails the test, but for ``expected`` words."""
        context = await self.browser.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, locale="th-TH"
        )
        page = await context.new_page()
        complaints: list[str] = []

        def hear(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not any(word in message.text for word in expected):
                complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            yield page
        finally:
            await context.close()
        assert complaints == []

    async def feed_texts(self) -> list[str]:
        """What the thread's Atom feed says."""
        async with self.site.http.get("/comments/feeds/thread.atom", params={"url": self.post["url"]}) as response:
            assert response.status == 200
            return ["".join(entry.itertext()) for entry in select(parse(await response.read()), "//atom:entry")]


@asynccontextmanager
async def set_up(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    """A province with one post."""
    # Without the time trap: a borderline text that a machine types is more than borderline.
    async with province(tmp_path / "var", SAKET_LIMITS="off") as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        body = {
            "title": TITLE,
            "content": "<p>จังหวัดเชิญทุกภาคส่วนร่วมรับฟังแผนพัฒนาจังหวัด</p>",
            "labels": ["ยุทธศาสตร์จังหวัด"],
        }
        async with site.http.post("/api/posts", json=body, headers=await site.token("posts")) as response:
            post = await response.json()
        yield Scene(site, browser, post)
        await browser.close()


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    async with set_up(tmp_path, chromium) as made:
        yield made


async def write_comment(page: Page, text: str) -> None:
    await page.get_by_label("ชื่อของท่าน", exact=True).fill("ประชาชนคนหนึ่ง")
    await page.get_by_label("ความคิดเห็น", exact=True).fill(text)
    await page.get_by_role("button", name="ส่งความคิดเห็น").click()


async def test_a_reader_reads_a_post(scene: Scene) -> None:
    async with scene.page() as page:
        await page.goto(scene.site.origin)
        await page.get_by_role("link", name=TITLE).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        await expect(page.locator("html")).to_have_attribute("lang", "th")
        await expect(page.locator("article header time")).to_contain_text("พ.ศ. 25")
        feeds = page.locator('head link[rel=alternate][type="application/atom+xml"]')
        assert await feeds.count() >= 2
        subscribe = page.get_by_role("link", name="สมัครสมาชิก: ส่งความคิดเห็น (Atom)")
        address = await subscribe.get_attribute("href")
        assert address is not None
        async with scene.site.http.get(address) as response:
            assert response.content_type == "application/atom+xml"
        await page.get_by_role("link", name="English").click()
        await expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("javascript", [False, True])
async def test_a_citizen_comments(scene: Scene, javascript: bool) -> None:
    async with scene.page(javascript=javascript) as page:
        await page.goto(scene.post["url"])
        await write_comment(page, GOOD)
        await expect(page.locator(".comment__body").filter(has_text=GOOD)).to_be_visible()
        if javascript:
            assert page.url.split("#")[0].rstrip("/") == scene.post["url"], "the page stayed"
            await expect(page.get_by_role("status")).to_contain_text("ขอบคุณ")
        await page.goto(scene.post["url"])
        await expect(page.locator(".comment__body").filter(has_text=GOOD)).to_have_count(1)
    assert any(GOOD in text for text in await scene.feed_texts())


@pytest.mark.parametrize("javascript", [False, True])
async def test_a_moderator_lets_a_held_comment_through(scene: Scene, javascript: bool) -> None:
    status, password, err = await scene.site.saket("staff", "add", "somsri", "--role", "moderator")
    assert status == 0, err
    async with scene.page(javascript=False) as citizen:  # a script would work the doubt away
        await citizen.goto(scene.post["url"])
        await write_comment(citizen, BORDERLINE)
        await expect(citizen.get_by_text("เจ้าหน้าที่").first).to_be_visible()
        await citizen.goto(scene.post["url"])
        await expect(citizen.locator(".comment__body")).to_have_count(0)
    async with scene.page(javascript=javascript) as moderator:
        await moderator.goto(f"{scene.site.origin}/comments/moderation")
        await moderator.get_by_label("ชื่อผู้ใช้").fill("somsri")
        await moderator.get_by_label("รหัสผ่าน").fill(password.strip())
        await moderator.get_by_role("button", name="เข้าสู่ระบบ").click()
        card = moderator.locator("li.card").filter(has_text=BORDERLINE)
        await expect(card.locator("meter")).to_be_visible()
        await card.locator(".score summary").click()
        assert await card.locator(".sum tbody tr").count() >= 1
        await card.locator("button[value=approve]").click()
        await expect(moderator.get_by_role("status")).to_be_visible()
        await expect(moderator.locator("li.card").filter(has_text=BORDERLINE)).to_have_count(0)
    async with scene.page(javascript=javascript) as reader:
        await reader.goto(scene.post["url"])
        await expect(reader.locator(".comment__body").filter(has_text=BORDERLINE)).to_be_visible()
    assert any(BORDERLINE in text for text in await scene.feed_texts())


@pytest.mark.parametrize("javascript", [False, True])
async def test_an_author_changes_and_withdraws_a_comment(scene: Scene, javascript: bool) -> None:
    changed = "ขอบคุณสำหรับข่าวครับ แก้คำผิดแล้ว"
    async with scene.page(javascript=javascript) as page:
        await page.goto(scene.post["url"])
        await write_comment(page, GOOD)
        await page.locator('a[href*="/receipts/"]').click()
        receipt = page.url
        await page.get_by_label("ความคิดเห็น", exact=True).fill(changed)
        await page.get_by_role("button", name="บันทึก").click()
        await expect(page.locator(".comment__text")).to_have_text(changed)
        await page.goto(scene.post["url"])
        await expect(page.locator(".comment__body")).to_have_text([changed])
        await page.goto(receipt)
        await page.get_by_role("button", name="ถอนความคิดเห็น").click()
        await expect(page.get_by_role("status")).to_contain_text("ถอนความคิดเห็นนี้แล้ว")
        await page.goto(scene.post["url"])
        await expect(page.locator(".comment__body")).to_have_count(0)


async def test_an_author_appeals(scene: Scene) -> None:
    async with scene.page(javascript=False) as page:
        await page.goto(scene.post["url"])
        await write_comment(page, BORDERLINE)
        await page.locator("#reason").fill("ไม่ใช่โฆษณา")
        await page.get_by_role("button", name="ขอให้ตรวจอีกครั้ง").click()
        await expect(page).to_have_url(re.compile(r"/receipts/[^/]+#main$"))
        await expect(page.locator("#reason")).to_have_count(0)


async def test_an_undone_decision_takes_the_comment_back(scene: Scene) -> None:
    status, password, err = await scene.site.saket("staff", "add", "somsri", "--role", "moderator")
    assert status == 0, err
    async with scene.page(javascript=False) as citizen:  # a script would work the doubt away
        await citizen.goto(scene.post["url"])
        await write_comment(citizen, BORDERLINE)
        await expect(citizen.get_by_role("status")).to_be_visible()
    async with scene.page() as page:
        await page.goto(f"{scene.site.origin}/comments/moderation")
        await page.get_by_label("ชื่อผู้ใช้").fill("somsri")
        await page.get_by_label("รหัสผ่าน").fill(password.strip())
        await page.get_by_role("button", name="เข้าสู่ระบบ").click()
        await page.locator(".desk__actions button[value=spam]").click()
        await expect(page.locator("li.card")).to_have_count(0)
        await page.get_by_role("button", name="ยกเลิกผลการพิจารณา").click()
        await expect(page.locator("li.card").filter(has_text=BORDERLINE)).to_be_visible()


async def test_the_form_keeps_what_was_typed_when_something_is_wrong(scene: Scene) -> None:
    async with scene.page(javascript=False, expected=("422",)) as page:
        await page.goto(scene.post["url"])
        await page.get_by_label("ความคิดเห็น", exact=True).fill(GOOD)
        await page.get_by_role("button", name="ส่งความคิดเห็น").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_label("ความคิดเห็น", exact=True)).to_have_value(GOOD)


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_is_wider_than_the_screen(scene: Scene, width: int) -> None:
    async with scene.page(width=width) as page:
        for path in ("/", scene.post["url"], "/planet/", "/planet/sources", "/strategy/", "/login", "/hub"):
            await page.goto(path if path.startswith("http") else scene.site.origin + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


async def test_a_long_name_of_the_province_breaks_rather_than_widening_the_page(scene: Scene) -> None:
    async with scene.page(width=360) as page:
        await page.goto(scene.site.origin)
        await page.evaluate("document.querySelector('.brand strong').textContent = 'W'.repeat(80)")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
