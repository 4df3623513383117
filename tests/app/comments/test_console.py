import re

import pytest
from yarl import URL

from shared.store.client import Store
from tests.app.comments.conftest import SOON, Service, serving
from tests.support.site import bearer

DESK = "/comments/moderation"


async def log_in(service: Service, role: str = "moderator") -> str:
    """A session in the client's cookie jar; the CSRF token of the desk."""
    password = await service.kit.staff.add_account("daeng", role)
    async with service.client.post(
        "/login", data={"name": "daeng", "password": password, "next": DESK}, allow_redirects=False
    ) as response:
        assert (response.status, response.headers["Location"]) == (303, DESK)
    if role in {"viewer", "publisher"}:
        return ""
    _, page = await service.get(DESK)
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_strangers_are_sent_to_the_login(service: Service) -> None:
    async with service.client.get(f"{DESK}?status=spam", allow_redirects=False) as response:
        assert response.status == 303
        to = URL(response.headers["Location"])
        assert (to.path, to.query["next"]) == ("/login", "/comments/moderation?status=spam")


async def test_a_publisher_may_not_moderate(service: Service) -> None:
    await log_in(service, "publisher")
    assert (await service.get(DESK))[0] == 403


async def test_a_card_shows_text_post_score_and_reasons(service: Service) -> None:
    await service.post("doubtful <script>alert(1)</script>")
    await service.post("unscored")
    await log_in(service)
    status, page = await service.get(DESK)
    assert status == 200
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "ยุทธศาสตร์ &lt;จังหวัด&gt;" in page
    assert "1 มีนาคม 2569" in page
    assert "70.0 %" in page
    assert re.search(r"“คำ”</th><td><code>\+0.50</code>", page)
    assert page.index("<code>-1.00</code>") < page.index("<code>+0.50</code>"), "the weightiest part first"
    assert '<strong data-count="held">2</strong>' in page
    assert {*re.findall(r'name="action" value="(\w+)"', page)} == {"approve", "reject", "spam"}


async def test_a_card_leads_to_what_its_comment_answers(service: Service) -> None:
    first = await service.post("ถนนพัง", author="สมหญิง")
    answer = await service.post("doubtful จริง", parent=first["id"])
    await log_in(service)
    for path in (DESK, f"{DESK}/comments/{answer['id']}"):
        _, page = await service.get(path)
        assert f'<a href="{DESK}/comments/{first["id"]}">ตอบ สมหญิง</a>' in page


async def test_approve_and_undo_with_plain_forms(service: Service) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    form = {"csrf": csrf, "id": posted["id"], "action": "approve", "place": "status=held"}
    async with service.client.post(f"{DESK}/decisions", data=form, allow_redirects=False) as response:
        assert response.status == 303
        back = response.headers["Location"]
    assert len(await service.listed()) == 1
    _, page = await service.get(back)
    found = re.search(r'name="decision" value="(\w+)"', page)
    assert found
    undo = {"csrf": csrf, "decision": found[1], "place": "status=held"}
    assert (await service.call("POST", f"{DESK}/undo", data=undo))[0] == 303
    assert await service.listed() == []
    assert len(await service.queue()) == 1


async def test_a_decision_that_came_too_late_says_so(service: Service) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    await service.decide("reject", posted["id"])
    form = {"csrf": csrf, "id": posted["id"], "action": "reject"}
    async with service.client.post(f"{DESK}/decisions", data=form, allow_redirects=False) as response:
        assert "done=&count=0&skipped=1#cases" in response.headers["Location"]


async def test_forms_need_the_csrf_token_and_our_origin(service: Service) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    form = {"id": posted["id"], "action": "approve"}
    assert (await service.call("POST", f"{DESK}/decisions", data=form))[0] == 403
    assert (await service.call("POST", f"{DESK}/decisions", data={**form, "csrf": "x"}))[0] == 403
    foreign = {"Origin": "https://evil.example"}
    assert (await service.call("POST", f"{DESK}/decisions", data={**form, "csrf": csrf}, headers=foreign))[0] == 403
    assert (await service.call("POST", f"{DESK}/decisions", data={"csrf": csrf, "action": "x"}))[0] == 422
    assert await service.listed() == []


async def test_every_state_has_its_page(store: Store) -> None:
    async with serving(store) as service:
        posted = await service.post("spam")
        await log_in(service)
        _, page = await service.get(f"{DESK}?status=rejected")
        assert posted["id"] in page
        assert {*re.findall(r'name="action" value="(\w+)"', page)} == {"approve", "spam", "restore"}
        for status in ("published", "spam", "withdrawn", "erased"):
            assert (await service.get(DESK, params={"status": status, "lang": "en"}))[0] == 200
        assert (await service.get(DESK, params={"status": "nonsense"}))[0] == 422


async def test_the_desk_pages(store: Store) -> None:
    async with serving(store, SAKET_COMMENT_BURST="100") as service:
        for number in range(28):
            await service.post(f"doubtful {number}")
        await log_in(service)
        _, page = await service.get(DESK)
        assert page.count("data-comment=") == 25
        found = re.search(r'href="(/comments/moderation\?[^"]*cursor=[^"]*)"', page)
        assert found
        _, rest = await service.get(found[1].replace("&amp;", "&"))
        assert rest.count("data-comment=") == 3


async def form(service: Service, path: str, **fields: str) -> str:
    """Send a plain form of the desk; where it leads to."""
    async with service.client.post(f"{DESK}{path}", data=fields, allow_redirects=False) as response:
        assert response.status == 303, await response.text()
        return response.headers["Location"]


async def test_some_are_chosen_and_decided_about_at_once(service: Service) -> None:
    ids = [(await service.post(f"doubtful {number}"))["id"] for number in range(3)]
    csrf = await log_in(service)
    picked = {f"pick.{identity}": "on" for identity in ids[:2]}
    to = await form(service, "/decisions", csrf=csrf, action="reject", canned="advertising", ground="fraud", **picked)
    assert "count=2" in to
    (entry,) = (await service.get("/comments/api/moderation/ledger", staff=True))[1]["items"]
    assert (entry["ids"], entry["ground"]) == (ids[:2], "fraud")
    assert "โฆษณา" in entry["reason"]
    assert [item["id"] for item in await service.queue()] == [ids[2]]


async def test_a_campaign_is_one_case_on_the_page(service: Service) -> None:
    text = "doubtful สมัครรับเครดิตฟรีวันนี้ที่เว็บตรงของเรา แจกหนักแจกจริงทุกยูสเซอร์"
    for author in ("ก", "ข", "ค"):
        await service.post(text, author=author)
    await service.post("doubtful เรื่องอื่น")
    csrf = await log_in(service)
    _, page = await service.get(DESK)
    assert page.count("data-case") == 2
    found = re.search(r'name="campaign" value="(\w+)"', page)
    assert found
    _, campaign = await service.get(f"{DESK}/campaigns/{found[1]}")
    assert campaign.count("เครดิตฟรี") >= 3
    assert found[1] in (await service.get(f"{DESK}/campaigns"))[1]
    assert "count=3" in await form(service, "/decisions", csrf=csrf, action="spam", campaign=found[1])
    assert len(await service.queue()) == 1


async def test_a_card_in_full(service: Service) -> None:
    parent = await service.post("ถนนพังมากครับ", author="สมหญิง")
    await service.post("doubtful ก่อนหน้า")
    posted = await service.post("doubtful ขอให้ซ่อมถนนเดิม", parent=parent["id"])
    await service.call("PATCH", f"/comments/api/receipts/{posted['receipt']}", json={"text": "doubtful ขอให้ซ่อมถนนใหม่"})
    await log_in(service)
    status, page = await service.get(f"{DESK}/comments/{posted['id']}")
    assert status == 200
    assert "ถนนพังมากครับ" in page
    assert "doubtful ก่อนหน้า" in page
    assert "<del>เดิม</del><ins>ใหม่</ins>" in page
    assert (await service.get(f"{DESK}/comments/{'x' * 20}"))[0] == 404


async def test_the_province_answers_in_place(service: Service) -> None:
    held = await service.post("doubtful ถนนพัง")
    csrf = await log_in(service)
    service.clock.pass_by(SOON)
    await form(service, "/replies", csrf=csrf, id=held["id"], text="จังหวัดรับเรื่องแล้ว")
    first, answer = await service.listed()
    assert (first["id"], answer["parent"], answer["official"]) == (held["id"], held["id"], True)
    assert answer["text"] == "จังหวัดรับเรื่องแล้ว"
    assert (await service.call("POST", f"{DESK}/replies", data={"csrf": csrf, "id": held["id"]}))[0] == 422


async def test_the_ledger_can_be_read_and_undone(service: Service) -> None:
    posted = await service.post("doubtful")
    await service.decide("spam", posted["id"], reason="การพนัน")
    csrf = await log_in(service)
    _, page = await service.get(f"{DESK}/ledger")
    assert "การพนัน" in page
    found = re.search(r'name="decision" value="(\w+)"', page)
    assert found
    await form(service, "/undo", csrf=csrf, decision=found[1])
    assert len(await service.queue()) == 1


async def test_an_office_has_its_own_replies(service: Service) -> None:
    csrf = await log_in(service)
    assert (await service.call("POST", f"{DESK}/canned", data={"csrf": csrf, "title": "", "text": "x"}))[0] == 422
    await form(service, "/canned", csrf=csrf, title="น้ำท่วม", text="แจ้งสายด่วน 1784")
    _, page = await service.get(f"{DESK}/canned")
    assert "สายด่วน 1784" in page
    found = re.search(r'name="remove" value="(\w+)"', page)
    assert found
    await form(service, "/canned", csrf=csrf, remove=found[1])
    assert "สายด่วน 1784" not in (await service.get(f"{DESK}/canned"))[1]


@pytest.mark.parametrize("text", ["", "\u200b", "ก" * 5001])
async def test_an_answer_that_cannot_be_sent_lets_nothing_through(service: Service, text: str) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    data = {"csrf": csrf, "id": posted["id"], "text": text}
    assert (await service.call("POST", f"{DESK}/replies", data=data))[0] == 422
    assert await service.listed() == []
    assert [item["id"] for item in await service.queue(status="held")] == [posted["id"]]


async def test_a_viewer_sees_no_buttons(service: Service) -> None:
    posted = await service.post("doubtful")
    await log_in(service, "viewer")
    _, page = await service.get(DESK)
    assert posted["id"] in page
    assert 'name="action"' not in page


async def test_a_second_person_confirms_at_the_desk(store: Store) -> None:
    async with serving(store, SAKET_DECIDE_ALONE="1") as service:
        ids = [(await service.post(f"doubtful {number}"))["id"] for number in range(2)]
        await service.decide("spam", *ids)
        csrf = await log_in(service, "lead")
        _, page = await service.get(f"{DESK}/pending")
        found = re.search(r'name="decision" value="(\w+)"', page)
        assert found
        assert "own-proposal" in str(
            await service.call("POST", f"{DESK}/confirm", data={"csrf": csrf, "decision": found[1]})
        )
        await form(service, "/decline", csrf=csrf, decision=found[1])
        assert len(await service.queue()) == 2


async def test_an_undo_that_publishes_many_waits_at_the_desk(store: Store) -> None:
    async with serving(store, SAKET_DECIDE_ALONE="1") as service:
        ids = [(await service.post(f"ดีมาก {number}"))["id"] for number in range(2)]
        lead = await service.kit.staff.add_token("lek", ("moderation", "review"))
        ruling = await service.decide("spam", *ids)
        confirm = f"/comments/api/moderation/decisions/{ruling['decision']}/confirm"
        await service.call("POST", confirm, headers=bearer(lead))
        csrf = await log_in(service)
        back = await form(service, "/undo", csrf=csrf, decision=ruling["decision"])
        _, page = await service.get(back)
        assert "รอผู้ดูแลคนที่สองยืนยัน" in page
        assert "data-undo" not in page, "nothing has been done that could be undone"
        _, page = await service.get(f"{DESK}/pending?lang=en")
        assert "Take a decision back: 2 comments" in page
        assert "Publishes these comments, or refuses them again." in page
        assert await service.listed() == []


async def test_statistics_as_page_plot_and_csv(service: Service) -> None:
    posted = await service.post("doubtful")
    await service.decide("approve", posted["id"])
    await log_in(service)
    status, page = await service.get(f"{DESK}/statistics?days=7")
    assert status == 200
    assert "load.svg?days=7" in page
    async with service.client.get(f"{DESK}/statistics/load.svg?days=7") as plot:
        assert (plot.status, plot.content_type) == (200, "image/svg+xml")
        assert (await plot.read()).startswith(b"<?xml")
    async with service.client.get(f"{DESK}/statistics/load.csv?days=7") as table:
        assert table.content_type == "text/csv"
        assert (await table.text()).splitlines()[-1] == "01/03,1,1"
    for wrong, expected in (
        ("/statistics/x.svg", 404),
        ("/statistics?days=3", 422),
        ("/statistics/load.csv?days=x", 422),
    ):
        assert (await service.get(DESK + wrong))[0] == expected
