"""An officer at the writing desk in Chromium: with and without JavaScript, by keyboard, on a telephone."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, FilePayload, Page, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.pictures import photo
from tests.support.province import Province, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
WIDTHS = (360, 768, 1280)
TITLE = "จังหวัดร้อยเอ็ดเปิดศูนย์เรียนรู้การจัดการน้ำ"
TEXT = "**ผู้ว่าราชการจังหวัด** เปิดศูนย์เรียนรู้\n\n- น้ำเพื่อการเกษตร\n- น้ำเพื่อชีวิต"


@dataclass
class Scene:
    """A province with a publisher, and a browser."""

    site: Province
    browser: Browser
    password: str

    @asynccontextmanager
    async def desk(
        self, path: str = "/write", *, javascript: bool = True, width: int = 1280, expected: tuple[str, ...] = ()
    ) -> AsyncIterator[Page]:
        """A page after the login; what the browser complains about fails the test, but for ``expected`` words."""
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
            await page.goto(self.site.origin + path)
            await page.get_by_label("ชื่อผู้ใช้").fill("malee")
            await page.get_by_label("รหัสผ่าน").fill(self.password)
            await page.get_by_role("button", name="เข้าสู่ระบบ").click()
            await expect(page).to_have_url(re.compile("/write"))
            yield page
        finally:
            await context.close()
        assert complaints == []


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    async with province(tmp_path / "var") as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        status, password, err = await site.saket("staff", "add", "malee", "--role", "publisher")
        assert status == 0, err
        yield Scene(site, browser, password.strip())
        await browser.close()


async def fill(page: Page, title: str = TITLE, text: str = TEXT) -> None:
    await page.locator("#title").fill(title)
    await page.locator("#content").fill(text)


async def press(page: Page, action: str) -> None:
    await page.locator(f".actions button[value={action}]").click()


@pytest.mark.parametrize("javascript", [False, True])
async def test_from_a_draft_to_the_readers(scene: Scene, javascript: bool) -> None:
    async with scene.desk(javascript=javascript) as page:
        await page.get_by_role("link", name="เขียนข่าวใหม่").click()
        await fill(page)
        await page.locator("#labels").fill("น้ำ")
        await press(page, "preview")
        seen = page.locator("article.article")
        await expect(seen.locator("strong")).to_have_text("ผู้ว่าราชการจังหวัด")
        if not javascript:
            await page.get_by_role("button", name="กลับไปเขียนต่อ").click()
        await press(page, "draft")
        await expect(page.locator(".notice--good")).to_contain_text("ฉบับร่าง")
        await page.locator("#publish_at").fill("2037-03-02T09:00")
        if javascript:
            await expect(page.locator("[data-write-era]")).to_contain_text("วันจันทร์ที่ 2 มีนาคม พ.ศ. 2580")
        await press(page, "schedule")
        await expect(page.locator(".state--scheduled")).to_be_visible()
        await expect(page.locator("main")).to_contain_text("2 มีนาคม 2580 09.00 น.")
        await press(page, "publish")
        await page.get_by_role("link", name="ดูหน้าข่าว").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        await expect(page.locator("article li").first).to_have_text("น้ำเพื่อการเกษตร")


async def test_who_chooses_the_other_way_of_writing_has_the_text_in_it(scene: Scene) -> None:
    async with scene.desk("/write/new", expected=("Failed to load resource",)) as page:
        text, html = page.locator("#content"), page.get_by_label("HTML")
        marks, said = page.get_by_label("Markdown"), page.locator("[data-write-said]")
        await expect(page.locator("button[value=rewrite]")).to_be_hidden()
        await fill(page)
        await html.check()
        await expect(text).to_have_value(re.compile("^<p><strong>ผู้ว่าราชการจังหวัด</strong> เปิดศูนย์เรียนรู้</p>\n<ul>"))
        await expect(said).to_contain_text("เลือกแบบเดิมอีกครั้ง")
        await marks.check()
        await expect(text).to_have_value(TEXT)  # to the letter: nobody has changed it meanwhile
        await html.check()
        await text.fill("<h2>น้ำ</h2><table><tr><td>1</td></tr></table>")
        await marks.check()
        await expect(text).to_have_value("## น้ำ\n\n<table><tbody><tr><td>1</td></tr></tbody></table>")
        await expect(page.locator("[data-write-page] h2")).to_have_text("น้ำ")
        await text.fill("## ใหม่")
        await page.route("**/write/rewrite", lambda route: route.fulfill(status=503))
        await html.click()  # not check(): the choice may be back before anybody looks
        await expect(marks).to_be_checked()
        await expect(said).to_contain_text("ไม่ได้")
        await expect(text).to_have_value("## ใหม่")


async def test_without_javascript_a_button_rewrites_the_text(scene: Scene) -> None:
    async with scene.desk("/write/new", javascript=False) as page:
        await fill(page)
        await page.get_by_label("HTML").check()
        await page.locator("button[value=rewrite]").click()
        await expect(page.locator("#content")).to_have_value(re.compile("^<p><strong>ผู้ว่าราชการจังหวัด</strong>"))
        await expect(page.get_by_label("HTML")).to_be_checked()


_HAND_OVER = """async ([way, body]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0));
  data.items.add(new File([bytes], "photo.jpg", { type: "image/jpeg" }));
  const options = { bubbles: true, cancelable: true };
  const event = way === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data });
  document.querySelector("#content").dispatchEvent(event);
}"""


async def hand_over(page: Page, way: str) -> None:
    """A photo gets to the page by the hand of an officer."""
    body = photo(640, 320)
    if way == "choose":
        await page.locator("#files").set_input_files(FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=body))
    else:
        await page.evaluate(_HAND_OVER, [way, base64.b64encode(body).decode()])


@pytest.mark.parametrize("way", ["choose", "drop", "paste"])
async def test_a_photo_is_sent_described_and_put_into_the_text(scene: Scene, way: str) -> None:
    async with scene.desk("/write/new") as page:
        await fill(page, text="ก่อนภาพ")
        await hand_over(page, way)
        alt = page.locator("[name=media-0-alt]")
        await expect(alt).to_be_focused()
        await page.get_by_role("button", name="แทรกในเนื้อหา").click()
        await expect(page.locator("[data-write-uploads]")).to_contain_text("อธิบายก่อน")
        await alt.fill("สะพาน [ข้าม] แม่น้ำ")
        await page.get_by_role("button", name="แทรกในเนื้อหา").click()
        await expect(page.locator("#content")).to_have_value(re.compile(r"!\[สะพาน \\\[ข้าม\\\] แม่น้ำ\]\(/media/"))
        await expect(page.locator("[data-write-page] img")).to_be_visible()
        await press(page, "publish")
        await page.get_by_role("link", name="ดูหน้าข่าว").click()
        picture = page.get_by_role("img", name="สะพาน [ข้าม] แม่น้ำ")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0


async def test_what_was_typed_survives_a_crash(scene: Scene) -> None:
    async with scene.desk("/write/new") as page:
        await fill(page)
        await expect(page.locator("[data-write-status]")).to_contain_text("เก็บไว้ชั่วคราวแล้ว")
        crashed = await page.context.new_page()
        await crashed.goto(f"{scene.site.origin}/write/new")
        await expect(crashed.locator(".notice--warn")).to_contain_text(TITLE)
        await crashed.get_by_role("link", name="ทำต่อ").click()
        await expect(crashed.locator("#content")).to_have_value(TEXT)
        await press(crashed, "draft")
        await crashed.goto(f"{scene.site.origin}/write/new")
        await expect(crashed.locator(".notice--warn")).to_have_count(0)


async def test_an_ended_session_is_taken_up_again(scene: Scene) -> None:
    async with scene.desk("/write/new", expected=("401", "403", "422")) as page:
        cookies = await page.context.cookies()
        await page.context.clear_cookies()
        await fill(page)
        ended = page.locator("[data-write-status] a")
        await expect(ended).to_contain_text("การเข้าสู่ระบบสิ้นสุดแล้ว")
        async with page.context.expect_page() as opened:
            await ended.click()
        login = await opened.value
        await login.get_by_label("ชื่อผู้ใช้").fill("malee")
        await login.get_by_label("รหัสผ่าน").fill(scene.password)
        await login.get_by_role("button", name="เข้าสู่ระบบ").click()
        await expect(login.locator("h1")).to_have_text("โต๊ะเขียนข่าว")
        assert await page.context.cookies() != cookies
        await page.locator("#summary").press_sequentially("สรุป")
        await expect(page.locator("[data-write-status]")).to_contain_text("เก็บไว้ชั่วคราวแล้ว")
        await press(page, "publish")
        await expect(page.locator(".state--published")).to_be_visible()


async def test_leaving_with_something_unsaved_is_asked_about(scene: Scene) -> None:
    async with scene.desk("/write/new") as page:
        asked: list[str] = []

        async def stay(dialog: object) -> None:
            asked.append(dialog.type)  # type: ignore[attr-defined]  # playwright's Dialog
            await dialog.accept()  # type: ignore[attr-defined]  # as above

        page.on("dialog", stay)
        await page.get_by_role("link", name="← ข่าวทั้งหมด", exact=True).click()
        await expect(page).to_have_url(re.compile("/write$"))
        assert asked == []
        await page.goto(f"{scene.site.origin}/write/new")
        await page.locator("#title").press_sequentially("ข่าว")
        await page.get_by_role("link", name="← ข่าวทั้งหมด", exact=True).click()
        await expect(page).to_have_url(re.compile("/write$"))
        assert asked == ["beforeunload"]


@pytest.mark.parametrize("javascript", [False, True])
async def test_an_earlier_version_comes_back(scene: Scene, javascript: bool) -> None:
    async with scene.desk("/write/new", javascript=javascript) as page:
        await fill(page, text="ข้อความแรก")
        await press(page, "publish")
        await page.locator("#content").fill("ข้อความที่สอง")
        await press(page, "publish")
        await page.get_by_role("link", name="ฉบับก่อนหน้า").click()
        await page.get_by_role("button", name="เปรียบเทียบ").click()
        await expect(page.locator("del")).to_contain_text("แรก")
        await expect(page.locator("ins")).to_contain_text("ที่สอง")
        await page.get_by_role("link", name="ฉบับก่อนหน้า").click()
        await page.get_by_role("link", name="ดูฉบับที่ 1", exact=True).click()
        await page.get_by_role("button", name="นำฉบับนี้กลับมาใช้").click()
        await expect(page.locator("#content")).to_have_value(re.compile("ข้อความแรก"))


async def test_labels_are_completed_by_keyboard_alone(scene: Scene) -> None:
    body = {"title": "ข่าว", "content": "x", "labels": ["เกษตร", "เกษตรอินทรีย์", "น้ำ"]}
    async with scene.site.http.post("/api/posts", json=body, headers=await scene.site.token("posts")) as response:
        assert response.status == 201
    async with scene.desk("/write/new") as page:
        await page.locator("#title").focus()
        await page.keyboard.type(TITLE)
        await page.locator("#labels").focus()
        await page.keyboard.type("เกษ")
        await expect(page.locator("#labels-list [role=option]")).to_have_count(2)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator("#labels")).to_have_value("เกษตรอินทรีย์, ")
        await page.locator("#content").focus()
        await page.keyboard.press("Shift+Tab")
        await expect(page.locator("[data-mark=link]")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.type("ข้อความ")
        for _ in range(40):
            if await page.evaluate("document.activeElement.value === 'publish'"):
                break
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator(".state--published")).to_be_visible()


async def test_mistakes_are_shown_where_they_are(scene: Scene) -> None:
    async with scene.desk("/write/new", expected=("422",)) as page:
        await page.locator("#content").fill("มีแต่เนื้อหา")
        await press(page, "publish")
        summary = page.get_by_role("alert")
        await expect(summary).to_be_focused()
        await summary.get_by_role("link", name="ชื่อเรื่อง").click()
        await expect(page.locator("#title")).to_be_focused()
        await expect(page.locator("#content")).to_have_value("มีแต่เนื้อหา")


@pytest.mark.parametrize("width", WIDTHS)
async def test_no_page_of_the_desk_is_wider_than_the_screen(scene: Scene, width: int) -> None:
    async with scene.desk("/write/new", width=width) as page:
        await fill(page, text=f"{TEXT}\n\n{'น้ำ' * 200}")
        await press(page, "publish")
        await expect(page.locator(".state--published")).to_be_visible()
        post = page.url.partition("?")[0].partition("#")[0]
        for path in ("/write", f"{post}", f"{post}/revisions", f"{post}/revisions/1", f"{post}/withdraw", "/write/new"):
            await page.goto(path if path.startswith("http") else scene.site.origin + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            small = await page.evaluate(
                "[...document.querySelectorAll('main button, main input, main select, main .labels a')]"
                ".filter(e => e.offsetParent && e.type !== 'hidden' && (e.offsetHeight < 22 || e.offsetWidth < 22))"
                ".map(e => e.outerHTML)"
            )
            assert small == [], path
