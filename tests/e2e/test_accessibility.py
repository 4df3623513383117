"""What axe-core (WCAG 2.2 AA) finds on the pages that people use: nothing serious, on a telephone and on a desk."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.support.chromium import CHROMIUM_OPTIONS
from tests.support.pictures import photo
from tests.support.province import Province, province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.store]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SERIOUS = frozenset({"serious", "critical"})
LABEL = "น้ำ"


@dataclass
class Scene:
    """A province with a post of several versions, and somebody who may do everything."""

    site: Province
    context: BrowserContext
    post: str
    slug: str

    async def findings(self, path: str) -> list[str]:
        """The serious ones, each with where it is."""
        page = await self.context.new_page()
        response = await page.goto(self.site.origin + path)
        assert response is not None
        assert response.status < 500, path
        found = await self._findings(page)
        await page.close()
        return [f"{path}: {each}" for each in found]

    async def _findings(self, page: Page) -> list[str]:
        results = await Axe().run(page, options=RULES)
        assert results.response["passes"], "it has looked at nothing"
        return [
            f"{finding['id']} {node['target']} {node['html'][:120]}"
            for finding in results.response["violations"]
            if finding["impact"] in SERIOUS
            for node in finding["nodes"]
        ]

    def public(self) -> list[str]:
        thread = quote(f"{self.site.origin}/posts/{self.slug}", safe="")
        return [
            "/",
            f"/posts/{self.slug}",
            f"/labels/{quote(LABEL)}",
            "/strategy/",
            "/feeds/posts.html",
            "/planet/",
            "/planet/sources",
            "/hub",
            "/nowhere",
            f"/comments/threads?url={thread}",
            "/?lang=en",
        ]

    def staff(self) -> list[str]:
        one = f"/write/{self.post}"
        return [
            "/write",
            "/write/new",
            one,
            f"{one}/revisions",
            f"{one}/revisions/1",
            f"{one}/withdraw",
            "/comments/moderation",
        ]


@pytest.fixture(params=[360, 1280])
async def scene(request: pytest.FixtureRequest, tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    async with province(tmp_path / "var") as site, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        context = await browser.new_context(viewport={"width": request.param, "height": 800}, locale="th-TH")
        post, slug = await written(site)
        yield Scene(site, context, post, slug)
        await browser.close()


async def written(site: Province) -> tuple[str, str]:
    """A post with a photo, changed once."""
    headers = await site.token("posts")
    async with site.http.post("/api/media", data=photo(), headers={**headers, "Content-Type": "image/jpeg"}) as kept:
        picture = (await kept.json())["url"]
    text = f"## หัวข้อ\n\nเนื้อหา [ลิงก์](http://example.org/)\n\n![นา]({picture})"
    body = {"title": "ข่าว", "content": text, "content_type": "markdown", "labels": [LABEL], "strategy": "น้ำเพื่อชีวิต"}
    async with site.http.post("/api/posts", json=body, headers=headers) as made:
        receipt = await made.json()
    async with site.http.put(
        f"/api/posts/{receipt['id']}", json={**body, "title": "ข่าวใหม่"}, headers=headers
    ) as edited:
        assert edited.status == 200
    return receipt["id"], quote(receipt["slug"])


async def test_readers_find_no_barrier(scene: Scene) -> None:
    found = [finding for path in scene.public() for finding in await scene.findings(path)]
    assert found == []


async def test_staff_find_no_barrier_and_their_way(scene: Scene) -> None:
    status, password, err = await scene.site.saket("staff", "add", "malee", "--role", "admin")
    assert status == 0, err
    page = await scene.context.new_page()
    await page.goto(scene.site.origin + "/login")
    found = await scene._findings(page)
    await page.get_by_label("ชื่อผู้ใช้").fill("malee")
    await page.get_by_label("รหัสผ่าน").fill(password.strip())
    await page.get_by_role("button", name="เข้าสู่ระบบ").click()
    await expect(page).to_have_url(re.compile("/comments/moderation"))
    await page.get_by_role("navigation", name="สำหรับเจ้าหน้าที่").get_by_role("link", name="โต๊ะเขียนข่าว").click()
    await expect(page).to_have_url(re.compile("/write$"))
    found += [finding for path in scene.staff() for finding in await scene.findings(path)]
    assert found == []
