"""What is done rarely, in Chromium with and without a script: close a thread, erase, ask for one's data, run staff."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.test_browser import GOOD, Scene, set_up, write_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.store,
    pytest.mark.parametrize("javascript", [False, True]),
]
WHY = "ทะเลาะกันนานแล้ว"


@pytest.fixture
async def scene(tmp_path: Path, chromium: str) -> AsyncIterator[Scene]:
    async with set_up(tmp_path, chromium) as made:
        yield made


async def hired(scene: Scene, name: str, role: str) -> str:
    """A new account's password."""
    status, password, err = await scene.site.saket("staff", "add", name, "--role", role)
    assert status == 0, err
    return password.strip()


async def log_in(page: Page, name: str, password: str) -> None:
    await page.get_by_label("ชื่อผู้ใช้").fill(name)
    await page.get_by_label("รหัสผ่าน").fill(password)
    await page.get_by_role("button", name="เข้าสู่ระบบ").click()


async def reader_can_write(scene: Scene, javascript: bool) -> bool:
    async with scene.page(javascript=javascript) as reader:
        await reader.goto(scene.post["url"])
        return await reader.get_by_role("button", name="ส่งความคิดเห็น").count() == 1


async def test_a_thread_is_closed_with_a_reason_and_the_ledger_takes_it_back(scene: Scene, javascript: bool) -> None:
    password = await hired(scene, "somsri", "moderator")
    async with scene.page(javascript=javascript) as page:
        await page.goto(f"{scene.site.origin}/login?next=/comments/threads?url={scene.post['url']}")
        await log_in(page, "somsri", password)
        await page.get_by_label("เหตุผล (บันทึกในบัญชีการพิจารณา)").fill(WHY)
        await page.get_by_role("button", name="ปิดรับความคิดเห็นในหัวข้อนี้").click()
        await expect(page.get_by_text("ปิดโดย somsri")).to_be_visible()
        assert not await reader_can_write(scene, javascript)
        await page.get_by_role("link", name="ยกเลิกได้ในบัญชีการพิจารณา").click()
        row = page.locator("table.ledger tbody tr").filter(has_text=WHY)
        await expect(row).to_contain_text("ปิดหัวข้อแล้ว")
        await row.get_by_role("button", name="ยกเลิกผลการพิจารณา").click()
        await expect(page.get_by_role("status").first).to_be_visible()
    assert await reader_can_write(scene, javascript)


async def test_an_author_erases_everything(scene: Scene, javascript: bool) -> None:
    async with scene.page(javascript=javascript) as page:
        await page.goto(scene.post["url"])
        await write_comment(page, GOOD)
        await page.locator('a[href*="/receipts/"]').click()
        await page.get_by_role("button", name="ลบข้อมูลทั้งหมด").click()
        await expect(page.get_by_role("status")).to_be_visible()
        await expect(page.get_by_text(GOOD)).to_have_count(0)
        await page.goto(scene.post["url"])
        await expect(page.locator(".comment__body").filter(has_text=GOOD)).to_have_count(0)
    assert not any(GOOD in text for text in await scene.feed_texts())


@pytest.mark.parametrize("wish", ["ขอรับข้อมูลของฉัน", "ขอให้ลบข้อมูลของฉัน"])
async def test_somebody_without_a_receipt_asks_for_their_data(scene: Scene, javascript: bool, wish: str) -> None:
    async with scene.page(javascript=javascript, expected=("422",)) as page:
        await page.goto(f"{scene.site.origin}/comments/privacy")
        address = page.get_by_label("อีเมลที่ท่านแจ้งไว้เมื่อแสดงความคิดเห็น")
        await address.fill("x@y")  # a browser finds nothing wrong with it
        await page.get_by_label("สิ่งที่เราควรทราบ (ไม่จำเป็น)").fill("ความคิดเห็นเมื่อวาน")
        await page.get_by_role("button", name=wish).click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_label("สิ่งที่เราควรทราบ (ไม่จำเป็น)")).to_have_value("ความคิดเห็นเมื่อวาน")
        await address.fill("citizen@example.org")
        await page.get_by_role("button", name=wish).click()
        await expect(page.get_by_role("status")).to_be_visible()
    headers = await scene.site.token("moderation")
    async with scene.site.http.get("/comments/api/moderation/privacy", headers=headers) as response:
        assert [each["email"] for each in await response.json()] == ["citizen@example.org"]


async def test_an_administrator_runs_the_staff(scene: Scene, javascript: bool) -> None:
    password = await hired(scene, "malee", "admin")
    await hired(scene, "somsri", "viewer")
    async with scene.page(javascript=javascript) as page:
        await page.goto(f"{scene.site.origin}/login?next=/account/staff")
        await log_in(page, "malee", password)
        await page.get_by_role("link", name="somsri").click()
        for button, role in (("เปลี่ยนบทบาท", "moderator"), ("ระงับบัญชี", ""), ("ยกเลิกการระงับ", ""), ("ลิงก์ใช้ครั้งเดียว", "")):
            await page.get_by_label("รหัสผ่านของท่าน").fill(password)
            if role:
                await page.get_by_label("บทบาท", exact=True).select_option(role)
            await page.get_by_role("button", name=button, exact=True).click()
            await expect(page.get_by_role("status").first).to_be_visible()
        link = await page.locator("code.secret").inner_text()
    _, accounts, _ = await scene.site.saket("staff", "list")
    assert any(line.split("\t")[:2] == ["somsri", "moderator"] for line in accounts.splitlines())
    async with scene.page(javascript=javascript) as page:
        await page.goto(link)
        await page.locator("main button").click()
        await expect(page).not_to_have_url(link)
