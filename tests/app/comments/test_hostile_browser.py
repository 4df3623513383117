"""The corpora's lists of attacks, in every text field, however they come in and wherever they are shown: nothing runs.

{create, edit, import} x {page, Atom, RSS, JSON, receipt} in Chromium, with the Content-Security-Policy and without it.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, Dialog, Page, async_playwright

from services.comments.import_export.exchange import ImportedComment
from services.comments.web.fragments import SHOWN
from services.comments.wiring.standalone import importer
from shared.http.paging import write_cursor
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving
from tests.app.comments.test_hostile_texts import hostile
from tests.support.chromium import CHROMIUM_OPTIONS

pytestmark = [pytest.mark.browser, pytest.mark.corpora, pytest.mark.slow]
TRAPS = (
    "for (const name of ['alert', 'confirm', 'prompt', 'print']) globalThis[name] = () => { globalThis.ran = name; };"
)
MOST = 1200
AT_ONCE = 12
THREADS = {way: f"{POST.rpartition('/')[0]}/{way}" for way in ("create", "edit", "import")}


class Watch:
    """A browser page that remembers whether anything has run that should not have."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.ran: list[str] = []
        page.on("dialog", self._dialog)

    async def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    async def look(self, address: str) -> None:
        await self.page.goto(address, wait_until="domcontentloaded")
        if word := await self.page.evaluate("globalThis.ran"):
            self.ran.append(f"{word} at {address}")


async def watching(browser: Browser, *, csp: bool) -> Watch:
    context = await browser.new_context(bypass_csp=not csp)
    await context.add_init_script(TRAPS)
    return Watch(await context.new_page())


async def fill(service: Service, texts: Sequence[str]) -> str:
    """All of them, by every way in; one of the receipts."""
    for way in THREADS:
        service.posts.publish(way, f"{way} <script>alert('title')</script>")
    gate, receipts = asyncio.Semaphore(AT_ONCE), list[str]()

    async def send(number: int, text: str, way: str) -> None:
        async with gate:
            first = "ข้อความเดิม" if way == "edit" else text
            status, answer = await service.send(
                first,
                author=text[:80],
                thread=THREADS[way],
                website="https://a.example/?" + urlencode({"q": text[:100]}),
            )
            if status == 422:  # a name of nothing that can be seen, say
                status, answer = await service.send(first, author=f"คน {number}", thread=THREADS[way])
            if status != 201:
                return
            receipts.append(answer["receipt"])
            if way == "edit":
                await service.call("PATCH", f"/comments/api/receipts/{answer['receipt']}", json={"text": text})

    await asyncio.gather(*(send(n, text, way) for way in ("create", "edit") for n, text in enumerate(texts)))
    coming = [
        ImportedComment(f"x{n}", None, text, text, service.clock.now, website=text, email=text)
        for n, text in enumerate(texts)
    ]
    await importer(service.kit, service.posts).bring(THREADS["import"], coming)
    return receipts[-1]


async def places(service: Service, receipt: str) -> list[str]:
    """Every address at which any of them is shown."""
    own = (f"receipts/{receipt}", f"api/receipts/{receipt}", f"api/receipts/{receipt}/data")
    found = [f"/comments/{path}" for path in own]
    for url in THREADS.values():
        feed = urlencode({"url": url, "max-results": 500})
        found += [f"/comments/feeds/thread.{form}?{feed}" for form in ("atom", "rss", "json")]
        after: str | None = None
        while True:
            cursor = write_cursor(after) or ""
            query = {"thread": url, "limit": str(SHOWN), **({"cursor": cursor} if cursor else {})}
            found.append(f"/comments/api/comments?{urlencode(query)}")
            found.append(f"/comments/threads?{urlencode({'url': url, **({'cursor': cursor} if cursor else {})})}")
            _, page = await service.get("/comments/api/comments", params=query)
            if not page["next"]:
                break
            after = page["items"][-1]["id"]
    return found


async def test_no_text_ever_runs(store: Store, corpora: Path, chromium: str) -> None:
    texts = hostile(corpora)
    step = max(1, len(texts) // MOST)
    async with serving(store, SAKET_LIMITS="off", SAKET_COMMENT_LINKS="1") as service, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        receipt = await fill(service, texts[::step])
        addresses = await places(service, receipt)
        assert len(addresses) > len(THREADS) * 5
        for csp in (True, False):
            watch = await watching(browser, csp=csp)
            for path in addresses:
                await watch.look(str(service.client.make_url(path)))
            assert watch.ran == []
        await watch.page.set_content("<img src=x onerror=alert(1)>")
        await watch.page.wait_for_function("globalThis.ran === 'alert'")  # what would be seen, if there were anything
        await browser.close()
