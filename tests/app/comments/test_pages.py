import asyncio
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from services.comments.threads.thread import Thread
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving

THREAD = "/comments/threads"


class Fields(HTMLParser):
    """Names and values of the inputs of the comment form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("id") == "form"
        if self._inside and tag in {"input", "textarea"}:
            self.values[given["name"] or ""] = given.get("value") or ""


async def fill(service: Service, text: str, *, reply: str = "", **fields: str) -> dict[str, str]:
    """The form as a browser would send it."""
    query = {"url": POST, **({"reply": reply} if reply else {})}
    status, page = await service.get(THREAD, params=query)
    assert status == 200
    return {**Fields(page).values, "author": "มาลี", "text": text, **fields}


async def send(service: Service, form: dict[str, str], **options: Any) -> tuple[int, str, str]:
    """Status, Location, and the page."""
    async with service.client.post(
        THREAD, params={"url": POST}, data=form, allow_redirects=False, **options
    ) as response:
        return response.status, response.headers.get("Location", ""), await response.text()


async def test_the_plain_form_leads_to_the_published_comment(service: Service) -> None:
    status, location, _ = await send(service, await fill(service, "ขอบคุณค่ะ\r\nดีมาก"))
    (item,) = await service.listed()
    anchor = f"c-{item['id'].split('.')[1]}"
    assert status == 303
    assert location.startswith(f"{THREAD}?url=")
    assert location.endswith(f"#{anchor}")
    assert item["text"] == "ขอบคุณค่ะ\nดีมาก"
    _, page = await service.get(location.partition("#")[0])
    assert f'id="{anchor}"' in page
    assert "/comments/receipts/" in page
    assert "ยุทธศาสตร์ &lt;จังหวัด&gt;" in page
    assert "1 มีนาคม 2569" in page


async def test_a_double_click_makes_one_comment(service: Service) -> None:
    form = await fill(service, "ครั้งเดียว")
    first, second = await send(service, form), await send(service, form)
    assert first[:2] == second[:2]
    assert len(await service.listed()) == 1
    status, _, page = await send(service, {**form, "text": "เปลี่ยนแล้ว"})
    assert status == 409
    fresh = Fields(page).values["key"]
    assert fresh != form["key"]
    assert (await send(service, {**form, "text": "เปลี่ยนแล้ว", "key": fresh}))[0] == 303
    assert len(await service.listed()) == 2


async def test_a_held_comment_leads_to_its_receipt(service: Service) -> None:
    for text, status_word in (("doubtful", "held"), ("spam", "rejected")):
        status, location, _ = await send(service, await fill(service, text))
        assert status == 303
        assert location.startswith("/comments/receipts/")
        path = location.partition("#")[0]
        code, page = await service.get(path)
        assert (code, text in page) == (200, True)
        _, receipt = await service.get(path.replace("/receipts/", "/api/receipts/"))
        assert receipt["status"] == status_word


async def test_a_form_that_is_shown_again_was_asked_for_when_it_was_shown_first(service: Service) -> None:
    """Else whoever mends a mistake within three seconds is taken for a machine."""
    path = f"/comments/threads?url={POST}"
    (token,) = re.findall(r'name="form" value="([^"]+)"', (await service.get(path))[1])
    service.clock.pass_by(timedelta(seconds=60))
    for sent, kept in ((token, True), (f"{token}0", False), ("", False)):
        status, page = await service.call("POST", path, data={"author": "", "text": "ดี", "form": sent})
        assert (status, f'name="form" value="{token}"' in page) == (422, kept)


async def test_only_a_receipt_is_linked_as_one(service: Service) -> None:
    posted = await service.post()
    for given, linked in ((posted["receipt"], True), ("../../login?next=/x", False), ("x", False)):
        _, page = await service.get("/comments/threads", params={"url": POST, "receipt": given})
        assert ("/comments/receipts/" in page.replace("receipts/RECEIPT", "")) == linked, given


async def test_mistakes_show_the_form_again_with_what_was_typed(service: Service) -> None:
    form = await fill(service, "", email="ไม่ใช่อีเมล", website="ftp://x")
    status, _, page = await send(service, {**form, "author": '"><script>'})
    assert status == 422
    assert 'role="alert"' in page
    assert 'id="form-problems"' in page
    assert 'href="#form-email"' in page
    assert 'name="email" type="email" value="ไม่ใช่อีเมล"' in page
    assert 'aria-invalid="true"' in page
    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page
    assert await service.listed() == []


async def test_replies_work_without_javascript(service: Service) -> None:
    parent = await service.post("คำถาม")
    form = await fill(service, "คำตอบ", reply=parent["id"])
    assert form["parent"] == parent["id"]
    await send(service, form)
    _, page = await service.get(THREAD, params={"url": POST})
    assert page.index("คำถาม") < page.index("คำตอบ")
    assert re.search(r"คำถาม.*<ol>.*คำตอบ", page, re.DOTALL)
    held = await service.post("doubtful")
    assert "parent" not in await fill(service, "x", reply=held["id"])


async def test_the_hidden_field_and_haste_are_noticed(service: Service) -> None:
    status, location, _ = await send(service, await fill(service, "ดี", nickname="bot"))
    assert (status, "/receipts/" in location) == (303, True)
    (item,) = await service.queue(reason="rule")
    assert item["reasons"][-1]["data"] == {"rules": "honeypot"}
    assert service.judge.asked[-1][1].seconds_to_submit == 0.0


async def test_a_full_budget_keeps_what_was_typed(service: Service) -> None:
    for number in range(30):
        await service.post(str(number))
    status, _, page = await send(service, await fill(service, "ยาวมากที่พิมพ์ไว้"))
    assert status == 429
    assert "ยาวมากที่พิมพ์ไว้" in page


async def test_the_receipt_page_changes_appeals_and_withdraws(service: Service) -> None:
    posted = await service.post("spam")
    path = f"/comments/receipts/{posted['receipt']}"
    status, page = await service.get(path)
    assert (status, 'value="appeal"' in page) == (200, True)
    assert (await service.call("POST", path, data={"do": "edit", "text": "ดี"}))[0] == 409
    assert (await service.call("POST", path, data={"do": "appeal", "reason": "เข้าใจผิด"}))[0] == 303
    assert (await service.call("POST", path, data={"do": "edit", "text": ""}))[0] == 422
    assert (await service.call("POST", path, data={"do": "edit", "text": "แก้ <i>"}))[0] == 303
    assert "แก้ &lt;i&gt;" in (await service.get(path))[1]
    assert (await service.queue(reason="appeal"))[0]["text"] == "แก้ <i>"
    assert (await service.call("POST", path, data={"do": "nothing"}))[0] == 422
    assert (await service.call("POST", path, data={"do": "withdraw"}))[0] == 303
    assert 'value="withdraw"' not in (await service.get(path))[1]
    assert (await service.get("/comments/receipts/nonsense"))[0] == 404
    foreign = {"Origin": "https://evil.example"}
    assert (await service.call("POST", path, data={"do": "withdraw"}, headers=foreign))[0] == 403


async def test_the_receipt_page_keeps_its_address_from_other_sites_and_its_own_origin(service: Service) -> None:
    """Under "no-referrer", browsers send the page's own forms with Origin: null, which is refused."""
    path = f"/comments/receipts/{(await service.post())['receipt']}"
    async with service.client.get(path) as response:
        assert response.headers["Referrer-Policy"] == "same-origin"
    assert (await service.call("POST", path, data={"do": "withdraw"}, headers={"Origin": "null"}))[0] == 403


async def test_reporting_without_javascript(service: Service) -> None:
    posted = await service.post()
    status, _ = await service.call("POST", "/comments/reports", data={"id": posted["id"]})
    assert status == 303
    assert (await service.call("POST", "/comments/reports", data={"id": "x"}))[0] == 404


async def test_pages_in_english_keep_their_language(service: Service) -> None:
    status, page = await service.get(THREAD, params={"url": POST, "lang": "en"})
    assert status == 200
    assert '<html lang="en">' in page
    assert "lang=en" in page


async def test_unusable_threads(service: Service) -> None:
    for url in ("", "x", "http://elsewhere.example/", "javascript:alert(1)"):
        status, _ = await service.get(THREAD, params={"url": url})
        assert status == 422


async def test_the_fragment_for_the_post_page(service: Service) -> None:
    parent = await service.post("แม่ <img src=x>")
    for depth in range(4):
        parent = await service.post(f"ชั้น {depth}", parent=parent["id"])
    html = await service.fragments.fragment(POST, "ชื่อ", "th")
    assert "แม่ &lt;img src=x&gt;" in html
    assert html.count("<ol>") == 3
    assert 'action="/comments/threads?url=http%3A%2F%2Froiet.example%2Fposts%2Fstrategy#form-problems"' in html
    assert await service.fragments.counts([POST, "http://roiet.example/x"]) == {POST: 5, "http://roiet.example/x": 0}


async def test_no_inline_code_and_a_strict_policy(service: Service) -> None:
    await service.post()
    async with service.client.get(THREAD, params={"url": POST}) as response:
        page = await response.text()
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page)


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def test_a_post_withdrawn_meanwhile_gives_back_what_was_typed(service: Service) -> None:
    form = await fill(service, "พิมพ์มานาน\n</textarea><script>x</script>")
    service.posts.withdraw("strategy")
    status, _, page = await send(service, form, headers=BROWSER)
    assert status == 422
    assert "พิมพ์มานาน\n&lt;/textarea&gt;&lt;script&gt;x" in page
    assert "ปิดรับความคิดเห็นแล้ว" in page
    status, _, body = await send(service, form, headers={"Accept": "application/json"})
    assert (status, json.loads(body)["errors"][0]["field"]) == (422, "thread")
    service.posts.publish("strategy")
    assert (await send(service, form, headers=BROWSER))[0] == 303


async def test_a_post_withdrawn_in_the_last_moment_gives_back_what_was_typed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await fill(service, "พิมพ์มานาน")
    asked = service.posts.thread

    async def only_once(url: str) -> Thread | None:
        service.posts.withdraw("strategy")
        monkeypatch.undo()
        return await first

    first = asyncio.ensure_future(asked(POST))
    monkeypatch.setattr(service.posts, "thread", only_once)
    status, _, page = await send(service, form, headers=BROWSER)
    assert (status, "พิมพ์มานาน" in page, "ปิดรับความคิดเห็นแล้ว" in page) == (422, True, True)


async def test_comments_alone_lead_to_the_posts_under_which_they_stand(service: Service) -> None:
    for path, target in (("/comments", "/"), ("/comments/", "/"), ("/comments?lang=en", "/?lang=en")):
        async with service.client.get(path, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, target)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://roiet.example"}, 303),
        ({"Origin": "https://khonkaen.example"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://khonkaen.example.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_only_pages_that_may_embed_us_send_the_plain_form(
    store: Store, headers: dict[str, str], status: int
) -> None:
    async with serving(store, SAKET_SITES="https://khonkaen.example") as service:
        sent, _, _ = await send(service, await fill(service, "ดีมาก"), headers=headers)
        assert sent == status
        assert len(await service.listed()) == (status == 303)


async def test_a_deep_answer_says_whom_it_answers(service: Service) -> None:
    parent = None
    for number, author in enumerate(("สมชาย", "สมหญิง", "มานี <b>", "ปิติ", "ชูใจ")):
        posted = await service.post(f"ที่ {number}", author=author, **({"parent": parent} if parent else {}))
        parent = posted["id"]
        service.clock.pass_by(timedelta(seconds=1))
    _, page = await service.get(THREAD, params={"url": POST})
    answers = re.findall(r'<a href="#(c-[^"]+)">(ตอบ [^<]+)</a>', page)
    assert [words for _, words in answers] == ["ตอบ มานี &lt;b&gt;", "ตอบ ปิติ"]
    assert all(f'id="{anchor}"' in page for anchor, _ in answers)
