"""A thread on a page of another origin, whose Content-Security-Policy allows it no more than it needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.province import Province, free_port, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
BORDERLINE = "รับสมัครพนักงานขายหลายตำแหน่ง รายได้ดี สนใจสอบถามได้ค่ะ"
MOST_BYTES = 6 * 1024
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>ข่าว</title></head>
<body><main><h1>ข่าว</h1>
<div data-saket-thread="{url}" data-saket-theme="auto"><a href="{saket}/comments/threads?url={url}">ความคิดเห็น</a></div>
</main><script src="{saket}/comments/embed.js" async></script></body></html>"""


@dataclass
class Scene:
    """A province, and a page of another origin that shows one of its threads."""

    site: Province
    browser: Browser
    other: str

    @property
    def thread(self) -> str:
        return f"{self.other}/news"

    @asynccontextmanager
    async def page(self, path: str = "/news", *, javascript: bool = True) -> AsyncIterator[Page]:
        """What the browser complains about fails the test."""
        context = await self.browser.new_context(java_script_enabled=javascript, locale="th-TH")
        page, complaints = await context.new_page(), list[str]()
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            await page.goto(self.other + path)
            yield page
        finally:
            await context.close()
        assert [each for each in complaints if "409" not in each] == []


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    port = free_port()
    other = f"http://127.0.0.1:{port}"
    async with (
        province(tmp_path / "var", SAKET_SITES=other, SAKET_LIMITS="off") as site,
        _serving(port, site.origin),
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        yield Scene(site, browser, other)
        await browser.close()


@asynccontextmanager
async def _serving(port: int, saket: str) -> AsyncIterator[None]:
    """The other site, as strict as a site can be."""
    policy = (
        f"default-src 'none'; script-src {saket}; connect-src {saket}; require-trusted-types-for 'script'; "
        "trusted-types 'none'; base-uri 'none'; form-action 'none'"
    )

    async def show(request: web.Request) -> web.Response:
        lang = request.query.get("lang", "th")
        text = PAGE.format(saket=saket, url=f"http://127.0.0.1:{port}/news", lang=lang)
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def icon(_request: web.Request) -> web.Response:
        return web.Response(status=204)

    app = web.Application()
    app.add_routes([web.get("/news", show), web.get("/favicon.ico", icon)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def write(page: Page, text: str, author: str = "ประชาชนคนหนึ่ง") -> None:
    await page.get_by_label("ชื่อของท่าน").fill(author)
    await page.get_by_label("ความคิดเห็น", exact=True).last.fill(text)
    await page.get_by_role("button", name="ส่งความคิดเห็น").click()


async def test_a_citizen_comments_and_answers_on_another_site(scene: Scene) -> None:
    async with scene.page() as page:
        await expect(page.get_by_text("ยังไม่มีความคิดเห็น")).to_be_visible()
        await write(page, "*สวัสดี* ครับ <img src=x onerror=alert(1)>", author="<b>สมชาย</b>")
        first = page.locator("li").filter(has_text="สวัสดี")
        await expect(first.locator("em")).to_have_text("สวัสดี")
        await expect(first.locator("strong").first).to_have_text("<b>สมชาย</b>")
        await expect(page.get_by_role("status")).to_contain_text("ขอบคุณ")
        await first.get_by_role("button", name="ตอบกลับ").click()
        await write(page, "คำตอบหนึ่ง")
        await expect(page.locator("ol ol li")).to_contain_text("คำตอบหนึ่ง")
        keep = await page.get_by_role("status").get_by_role("link").get_attribute("href")
        assert keep is not None
        await page.goto(keep)
        await expect(page.locator(".comment__text")).to_have_text("คำตอบหนึ่ง")


async def test_doubt_is_worked_away_where_a_script_can(scene: Scene) -> None:
    async with scene.page() as page:
        await write(page, BORDERLINE)
        await expect(page.get_by_role("status").get_by_role("link")).to_be_visible(timeout=60_000)
        await expect(page.locator("li").filter(has_text="รับสมัครพนักงานขาย")).to_be_visible()


async def test_what_gets_lost_on_the_way_stops_nobody(scene: Scene) -> None:
    """The token of the form does not come, then the answer to a comment: the citizen can go on, and nothing doubles."""
    sent: list[Any] = []
    context = await scene.browser.new_context(locale="th-TH")
    page = await context.new_page()

    async def lose_the_token(route: Route) -> None:
        await route.abort()

    async def lose_the_answer(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.goto(f"{scene.other}/news")
    await page.route("**/api/form?*", lose_the_token, times=1)
    await page.route(
        "**/api/comments?*",
        lambda route: lose_the_answer(route) if route.request.method == "POST" else route.continue_(),
    )
    await write(page, "ข้อความแรก")
    await expect(page.get_by_role("status")).to_contain_text("ไม่ได้")
    await write(page, "ข้อความที่แก้แล้ว")
    await expect(page.get_by_role("status")).to_contain_text("ส่งอีกครั้ง")
    await page.get_by_role("button", name="ส่งความคิดเห็น").click()
    await expect(page.locator("li").filter(has_text="ข้อความที่แก้แล้ว")).to_have_count(1)
    await write(page, "อีกข้อความหนึ่ง")
    await expect(page.locator("li")).to_have_count(3)
    assert all(each.get("form") for each in sent), "what was asked for again came"
    await context.close()


async def test_a_closed_thread_says_so_in_english_too(scene: Scene) -> None:
    staff = await scene.site.token("moderation")
    body = {"thread": scene.thread, "closed": True}
    async with scene.site.http.put("/comments/api/moderation/threads", json=body, headers=staff) as response:
        assert response.status == 200
    async with scene.page("/news?lang=en") as page:
        await expect(page.get_by_text("This thread is closed")).to_be_visible()
        await expect(page.get_by_role("textbox")).to_have_count(0)


async def test_without_a_script_there_is_a_link(scene: Scene) -> None:
    async with scene.page(javascript=False) as page:
        await page.get_by_role("link", name="ความคิดเห็น").click()
        await page.get_by_label("ชื่อของท่าน", exact=True).fill("สมหญิง")
        await page.get_by_label("ความคิดเห็น", exact=True).fill("ไม่มีสคริปต์")
        await page.get_by_role("button", name="ส่งความคิดเห็น").click()
        await expect(page.locator(".comment__body").filter(has_text="ไม่มีสคริปต์")).to_be_visible()
    async with scene.page() as page:
        await expect(page.locator("li").filter(has_text="ไม่มีสคริปต์")).to_be_visible()


async def test_the_script_is_small_and_what_it_shows_is_accessible(scene: Scene) -> None:
    async with scene.site.http.get("/comments/embed.js", headers={"Accept-Encoding": "gzip"}) as response:
        assert int(response.headers["Content-Length"]) <= MOST_BYTES
        assert len(brotli.compress(await response.read())) <= MOST_BYTES
    context = await scene.browser.new_context(locale="th-TH", bypass_csp=True)
    page = await context.new_page()
    await page.goto(scene.thread)
    await write(page, "ดีมาก")
    await expect(page.locator("li").filter(has_text="ดีมาก")).to_be_visible()
    found = (await Axe().run(page)).response
    assert found["passes"]
    assert [each["id"] for each in found["violations"] if each["impact"] in {"serious", "critical"}] == []
    await context.close()
