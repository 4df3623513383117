"""The pictures of the README, taken from the sample site: ``make screenshots`` (needs Chromium)."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.support.province import Province, eventually, province

PICTURES = Path(__file__).parent.parent / "docs"
_OPTIONS = ("--no-sandbox", "--disable-quic", "--disable-background-networking")


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
            await page.goto(site.origin)
            await page.screenshot(path=PICTURES / "home.png")
            await page.locator("article h2 a").first.click()
            await page.screenshot(path=PICTURES / "post.png", full_page=True)
            await page.goto(f"{site.origin}/planet/")
            await page.screenshot(path=PICTURES / "planet.png")
            await page.goto(f"{site.origin}/strategy/rice")
            await page.screenshot(path=PICTURES / "strategy.png")
            await page.goto(link)
            await page.locator("main button").click()
            await page.goto(f"{site.origin}/comments/moderation?status=rejected")  # the filter is sure of its sample
            await page.locator("li.card .score summary").first.click()
            await page.screenshot(path=PICTURES / "moderation.png")
            await browser.close()


async def _login_link(site: Province) -> str:
    async def told() -> str:
        found = re.search(r"\S+/login\?once=\S+", "".join(site.output))
        return found[0] if found else ""

    return str(await eventually(told))


if __name__ == "__main__":
    asyncio.run(take())
