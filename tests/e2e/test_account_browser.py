"""One's account in Chromium: the whole of it without JavaScript, by keyboard and on a telephone; axe finds nothing."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from shared.staff import totp
from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.province import Province, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NEW = "น้ำใสไหลเย็นเห็นตัวปลา"
_BESIDE = """() => [...document.querySelectorAll('main *')].filter(each =>
    !each.closest('.scroll, .visually-hidden') && each.getBoundingClientRect().right > window.innerWidth + 1
    ).map(each => each.outerHTML.slice(0, 120)).concat(
    document.documentElement.scrollWidth > window.innerWidth ? ['the page scrolls'] : [])"""
PAGES = ("/account", "/account/second-factor", "/account/staff", "/account/staff/malee", "/account/log")


@dataclass(frozen=True, slots=True)
class Scene:
    site: Province
    browser: Browser
    password: str


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    async with province(tmp_path / "var") as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        status, password, err = await site.saket("staff", "add", "malee", "--role", "admin")
        assert status == 0, err
        yield Scene(site, browser, password.strip())
        await browser.close()


def code_of(secret: str, steps: int = 0) -> str:
    return totp.code_at(base64.b32decode(secret.replace(" ", "")), totp.step_of(datetime.now(UTC)) + steps)


async def type_into(page: Page, *texts: str) -> None:
    """From the field that has the focus on, by keyboard alone, and send."""
    for number, text in enumerate(texts):
        if number:
            await page.keyboard.press("Tab")
        await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def log_in(page: Page, password: str) -> None:
    await page.get_by_label("ชื่อผู้ใช้").focus()
    await type_into(page, "malee", password)


async def fits(page: Page) -> None:
    """Nothing of a page stands beside the screen."""
    assert await page.evaluate(_BESIDE) == []


async def test_all_of_an_account_without_javascript_by_keyboard_on_a_telephone(scene: Scene) -> None:
    context = await scene.browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="th-TH", base_url=scene.site.origin
    )
    page = await context.new_page()
    await page.goto("/account/second-factor")
    await log_in(page, scene.password)
    await expect(page).to_have_url(f"{scene.site.origin}/account/second-factor")
    assert (await page.locator("svg.qr").bounding_box() or {"width": 0})["width"] > 150
    secret = await page.locator("code.secret").inner_text()
    await page.get_by_label("รหัสจากแอปยืนยันตัวตน").focus()
    await type_into(page, code_of(secret), scene.password)
    await expect(page.locator("ol.codes code")).to_have_count(10)
    codes = await page.locator("ol.codes code").all_inner_texts()

    await page.get_by_role("button", name="ออกจากระบบ").press("Enter")
    await expect(page).to_have_url(f"{scene.site.origin}/")
    await page.goto("/login?next=/account")
    await log_in(page, scene.password)
    await expect(page.get_by_label("รหัสจากแอปยืนยันตัวตน")).to_be_focused()
    await type_into(page, codes[0])
    await expect(page).to_have_url(f"{scene.site.origin}/account")

    await page.get_by_label("รหัสผ่านของท่าน").first.focus()
    await type_into(page, scene.password, NEW, NEW)
    await expect(page.get_by_role("status")).to_contain_text("เปลี่ยนรหัสผ่านแล้ว")

    await page.get_by_label("ชื่อ", exact=True).fill("cms")
    await page.get_by_label("ข่าว", exact=True).press("Space")
    await page.locator("#token-current").focus()
    await type_into(page, NEW)
    token = await page.locator("code.secret").inner_text()
    async with scene.site.http.get("/api/media", headers={"Authorization": f"Bearer {token}"}) as response:
        assert response.status == 200
    await page.get_by_role("button", name="เพิกถอน").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("เพิกถอนโทเค็นแล้ว")
    async with scene.site.http.get("/api/media", headers={"Authorization": f"Bearer {token}"}) as response:
        assert response.status == 401

    await page.goto("/account/staff")
    await page.get_by_label("ชื่อผู้ใช้").fill("สุรชัย")
    await page.locator("#add-current").focus()
    await type_into(page, NEW)
    assert "/login?once=" in await page.locator("code.secret").inner_text()
    await context.close()


@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_and_everything_fits(scene: Scene, width: int) -> None:
    context = await scene.browser.new_context(
        viewport={"width": width, "height": 800}, locale="th-TH", base_url=scene.site.origin
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.goto("/login?next=/account")
    await log_in(page, scene.password)
    await expect(page).to_have_url(f"{scene.site.origin}/account")
    await page.get_by_label("ชื่อ", exact=True).fill("cms")
    await page.get_by_label("ข่าว", exact=True).check()
    await page.locator("#token-current").fill(scene.password)
    await page.get_by_role("button", name="สร้างโทเค็น").click()
    await expect(page.locator("code.secret")).to_be_visible()
    await fits(page)
    for path in (*PAGES, "/login", "/account?lang=en"):
        await page.goto(path)
        await fits(page)
        found = await Axe().run(page, options=RULES)
        assert found.response["passes"]
        assert [each["id"] for each in found.response["violations"]] == [], path
    assert complaints == []
    await context.close()
