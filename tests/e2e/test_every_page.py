"""Every page as a person sees it, at three widths, light and dark, with and without JavaScript."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store, pytest.mark.timeout(600)]

RULES: Final = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SERIOUS: Final = frozenset({"serious", "critical"})
MOST_BYTES: Final = 100 * 1024
LOOKS: Final = (Path(__file__).parent.parent / "support" / "looks.js").read_text("utf-8")
TELL_VIOLATIONS: Final = """
  addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective));
"""
LABEL: Final = quote("ข้าวหอมมะลิ")
AGENCY: Final = quote("สำนักงานจังหวัด")
PUBLIC: Final = (
    "/",
    f"/labels/{LABEL}",
    f"/agencies/{AGENCY}",
    "/search",
    f"/search?q={quote('ข้าว')}",
    "/archive",
    "/follow",
    "/strategy/",
    "/strategy/network",
    "/strategy/report",
    "/strategy/report/2565",
    "/planet/",
    "/planet/sources",
    "/archive/2569",
    "/archive/2569/11",
    f"/labels/{LABEL}/{quote('เกษตร')}",
    "/feeds/posts.html",
    "/hub",
    "/nowhere",
    "/login",
    "/?lang=en",
    "/follow?lang=en",
)
STAFF: Final = (
    "/settings",
    "/account",
    "/account/second-factor",
    "/account/staff",
    "/account/staff/admin",
    "/account/log",
    "/write",
    "/write/new",
    "/comments/moderation",
    "/comments/moderation?status=rejected",
    "/comments/moderation?status=published&order=least-certain",
    "/comments/moderation/teach",
    "/comments/moderation/campaigns",
    "/comments/moderation/pending",
    "/comments/moderation/ledger",
    "/comments/moderation/statistics",
    "/comments/moderation/canned",
    "/comments/privacy",
    "/strategy/edit",
    "/strategy/measure",
    "/strategy/neighbours",
)


DESCRIBED: Final = ("", "/comments", "/planet", "/hub", "/strategy", "/settings", "/account")
"""Where the descriptions of routes are."""
SPAM: Final = "สล็อตเว็บตรง แตกง่าย ไม่ผ่านเอเย่นต์ สมัครวันนี้รับเครดิตฟรี 100% ฝากถอนออโต้ คลิกเลย https://slot.example"


class Eye:
    """Looks at pages in one window and remembers what was wrong."""

    def __init__(self, site: Province, page: Page) -> None:
        self.site = site
        self.page = page
        self.found: list[str] = []
        self._bytes = 0
        page.on("console", self._heard)
        page.on("response", self._received)

    async def look(self, path: str) -> None:
        self._bytes, before = 0, len(self.found)
        response = await self.page.goto(self.site.origin + path, wait_until="networkidle")
        if response is None or response.status != (404 if path == "/nowhere" else 200):
            self.found.append(f"answered {response and response.status}")
        self.found += await self.page.evaluate(LOOKS)
        results = await Axe().run(self.page, options=RULES)
        assert results.response["passes"], "it has looked at nothing"
        self.found += [
            f"{finding['id']} {node['target']} {node['html'][:120]}"
            for finding in results.response["violations"]
            if finding["impact"] in SERIOUS
            for node in finding["nodes"]
        ]
        if self._bytes > MOST_BYTES:
            self.found.append(f"{self._bytes} bytes before photos")
        self.found[before:] = [f"{path}: {each}" for each in self.found[before:]]

    def _heard(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if "CSP" in text or "Content Security Policy" in text:
            self.found.append(text)

    def _received(self, response: Response) -> None:
        """As it came over the wire; pictures that people sent are photos."""
        if "/media/" not in response.url and response.request.resource_type != "image":
            self._bytes += int(response.headers.get("content-length", "0"))


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        yield opened
        await opened.close()


@asynccontextmanager
async def sample(folder: Path) -> AsyncIterator[tuple[Province, str]]:
    """The sample province, all of it there, and the address that logs its administrator in once."""
    async with province(folder / "var", SAKET_SAMPLE="1", SAKET_LIMITS="off") as site:

        async def told() -> str:
            found = re.search(r"/login\?once=\S+", "".join(site.output))
            return found[0] if found else ""

        async def gathered() -> bool:
            async with site.http.get("/planet/api/entries") as response:
                return len((await response.json())["items"]) == 3

        once = str(await eventually(told))
        await eventually(gathered)
        yield site, once


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "dark"), (1280, "light")])
async def test_nothing_is_wrong_to_the_eye(tmp_path: Path, browser: Browser, width: int, scheme: str) -> None:
    async with sample(tmp_path) as (site, once):
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            locale="th-TH",
            color_scheme="dark" if scheme == "dark" else "light",
        )
        await context.add_init_script(TELL_VIOLATIONS)
        eye = Eye(site, await context.new_page())
        public, staff = await deeper(site)
        for path in (*PUBLIC, *public):
            await eye.look(path)
        await eye.page.goto(site.origin + once)
        await eye.page.locator("main button").click()
        await eye.page.wait_for_url("**/comments/moderation")
        await eye.page.wait_for_load_state("networkidle")  # its bytes are not those of the page after it
        for path in (*STAFF, *staff):
            await eye.look(path)
        await context.close()
        assert await unseen(site, [*PUBLIC, *public, *STAFF, *staff]) == set()
        assert eye.found == []


WRONG: Final = """
  <style>p { font-size: 20px; line-height: 20px; width: 3000px } a { position: absolute; top: 9px; left: 9px }
  h1 { height: 20px; overflow: hidden; font-size: 40px; line-height: 60px }</style>
  <p>ที่นี่</p><a href="/1">หนึ่งสอง</a><a href="/2">สองสาม</a><h1>ผู้ว่าราชการ</h1>
"""


async def test_the_eye_sees_what_is_wrong(tmp_path: Path, browser: Browser) -> None:
    async with province(tmp_path / "var") as site:
        page = await browser.new_page()
        await page.set_content(WRONG)
        found = [each.partition(":")[0].partition("(")[0].strip() for each in await page.evaluate(LOOKS)]
        assert set(found) == {"wider than the screen", "overlap", "lines too tight for Thai", "cut off"}
        await page.add_init_script(TELL_VIOLATIONS)
        eye = Eye(site, page)
        await page.goto(f"{site.origin}/login")
        await page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
        await page.wait_for_function("document.scripts.length > 0")
        await eye.look("/login")
        assert any("CSP" in each or "Content Security Policy" in each for each in eye.found)


async def deeper(site: Province) -> tuple[list[str], list[str]]:
    """Pages about something: for everybody (a post, its thread, its issue, a receipt), and for staff."""
    token = await site.token("posts", "moderation")
    post = next(post for post in (await answer(site, "/api/posts"))["items"] if post["strategy"])
    issue = (await answer(site, "/strategy/api/plan"))["issues"][0]["key"]
    for number in range(3):
        body = {"thread": post["url"], "author": f"แอดมิน {number}", "text": SPAM}
        async with site.http.post("/comments/api/comments", json=body) as response:
            assert response.status == 201, await response.text()
            comment = await response.json()
    campaign = (await answer(site, "/comments/api/moderation/campaigns", token))["items"][0]["id"]
    thread, written = quote(post["thread"], safe=""), f"/write/{post['id']}"
    public = [f"/posts/{quote(post['slug'])}", f"/comments/threads?url={thread}", f"/strategy/{issue}"]
    staff = [
        written,
        f"{written}/revisions",
        f"{written}/revisions/1",
        f"{written}/compare?from=1&to=1",
        f"{written}/withdraw",
        f"/comments/moderation/comments/{comment['id']}",
        f"/comments/moderation/campaigns/{campaign}",
    ]
    return [*public, f"/comments/receipts/{comment['receipt']}"], staff


async def answer(site: Province, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    async with site.http.get(path, headers=headers) as response:
        assert response.status == 200, await response.text()
        found: dict[str, Any] = await response.json()
        return found


async def unseen(site: Province, looked_at: list[str]) -> set[str]:
    """The pages that the descriptions of routes tell of and that nobody has looked at."""
    plain = [path.partition("?")[0].rstrip("/") or "/" for path in looked_at]
    missing = set()
    for prefix in DESCRIBED:
        for path, methods in (await answer(site, f"{prefix}/openapi.json"))["paths"].items():
            shape = re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path.rstrip("/") or "/")))
            answers = methods.get("get", {}).get("responses", {}).values()
            is_page = any("text/html" in each.get("content", {}) for each in answers)
            if is_page and not any(map(shape.fullmatch, plain)):
                missing.add(path)
    return missing


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_ways_of_readers_and_administrators(tmp_path: Path, browser: Browser, *, scripts: bool) -> None:
    async with sample(tmp_path) as (site, once):
        context = await browser.new_context(java_script_enabled=scripts, locale="th-TH")
        if scripts:
            await context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = await context.new_page()
        await page.goto(site.origin)
        await page.get_by_role("contentinfo").get_by_role("link", name="ติดตามข่าว").click()
        await expect(page.get_by_label("ที่อยู่ของฟีด: ข่าวทั้งหมดของจังหวัด")).to_have_value(re.compile(r"/feeds/posts\.atom$"))
        copy = page.get_by_role("button", name="คัดลอก")
        if scripts:
            await copy.first.click()
            assert (await page.evaluate("navigator.clipboard.readText()")).endswith("/feeds/posts.atom")
        else:
            await expect(copy).to_have_count(0)
        await page.goto(site.origin)
        await page.get_by_role("region", name="ประเด็นยุทธศาสตร์").get_by_role("link").nth(1).click()
        await expect(page).to_have_url(re.compile(r"/strategy/[\w-]+$"))
        await page.goto(f"{site.origin}/nowhere")
        await page.get_by_role("main").get_by_role("searchbox").fill("ข้าว")
        await page.get_by_role("main").get_by_role("button", name="ค้นหา").click()
        await expect(page).to_have_url(re.compile(r"/search\?q="))
        await page.goto(site.origin + once)
        await page.locator("main button").click()
        await page.get_by_role("navigation", name="สำหรับเจ้าหน้าที่").get_by_role("link", name="ตั้งค่าเว็บไซต์").click()
        await page.get_by_label("ชื่อ", exact=True).fill("จังหวัดเลย")
        await page.get_by_label("สี", exact=True).fill("#7a1f5c")
        await page.get_by_role("button", name="บันทึกการตั้งค่า").click()
        await expect(page.get_by_role("status")).to_contain_text("บันทึกการตั้งค่าแล้ว")
        await expect(page.get_by_role("banner")).to_contain_text("จังหวัดเลย")
        await expect(page.get_by_role("button", name="บันทึกการตั้งค่า")).to_have_css("background-color", "rgb(122, 31, 92)")
        await context.close()
