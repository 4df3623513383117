import re

from shared.store.client import Store
from tests.app.comments.conftest import Service, serving

DESK = "/comments/moderation"


async def log_in(service: Service, role: str = "moderator") -> str:
    """A session in the client's cookie jar; the CSRF token of the desk."""
    password = await service.kit.staff.add_account("daeng", role)
    async with service.client.post(
        "/login", data={"name": "daeng", "password": password, "next": DESK}, allow_redirects=False
    ) as response:
        assert (response.status, response.headers["Location"]) == (303, DESK)
    if role != "moderator":
        return ""
    _, page = await service.get(DESK)
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_strangers_are_sent_to_the_login(service: Service) -> None:
    async with service.client.get(f"{DESK}?status=spam", allow_redirects=False) as response:
        assert response.status == 303
        assert response.headers["Location"] == "/login?next=%2Fcomments%2Fmoderation%3Fstatus%3Dspam"


async def test_a_publisher_may_not_moderate(service: Service) -> None:
    await log_in(service, "publisher")
    assert (await service.get(DESK))[0] == 403


async def test_a_card_shows_text_post_score_and_reasons(service: Service) -> None:
    await service.post("doubtful <script>alert(1)</script>")
    await service.post("unscored")
    await log_in(service)
    status, page = await service.get(DESK)
    assert status == 200
    assert "doubtful &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "ยุทธศาสตร์ &lt;จังหวัด&gt;" in page
    assert "1 มีนาคม 2569" in page
    assert "70.0 %" in page
    assert "<code>+0.50</code> “คำ”" in page
    assert page.index("<code>-1.00</code>") < page.index("<code>+0.50</code>"), "the weightiest part first"
    assert '<strong data-count="held">2</strong>' in page
    assert {*re.findall(r'name="action" value="(\w+)"', page)} == {"approve", "reject", "spam"}


async def test_approve_and_undo_with_plain_forms(service: Service) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    form = {"csrf": csrf, "id": posted["id"], "action": "approve", "status": "held"}
    async with service.client.post(f"{DESK}/decisions", data=form, allow_redirects=False) as response:
        assert response.status == 303
        back = response.headers["Location"]
    assert len(await service.listed()) == 1
    _, page = await service.get(back)
    found = re.search(r'name="decision" value="(\w+)"', page)
    assert found
    undo = {"csrf": csrf, "decision": found[1], "status": "held"}
    assert (await service.call("POST", f"{DESK}/undo", data=undo))[0] == 303
    assert await service.listed() == []
    assert len(await service.queue()) == 1


async def test_a_decision_that_came_too_late_says_so(service: Service) -> None:
    posted = await service.post("doubtful")
    csrf = await log_in(service)
    await service.decide("reject", posted["id"])
    form = {"csrf": csrf, "id": posted["id"], "action": "reject"}
    async with service.client.post(f"{DESK}/decisions", data=form, allow_redirects=False) as response:
        assert "done=&" in response.headers["Location"] or response.headers["Location"].endswith("done=#main")


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
        for status in ("published", "spam", "withdrawn", "nonsense"):
            assert (await service.get(DESK, params={"status": status, "lang": "en"}))[0] == 200


async def test_the_desk_pages(service: Service) -> None:
    for number in range(28):
        await service.post(f"doubtful {number}")
    await log_in(service)
    _, page = await service.get(DESK)
    assert page.count("data-comment=") == 25
    found = re.search(r'href="(/comments/moderation\?[^"]*cursor=[^"]*)"', page)
    assert found
    _, rest = await service.get(found[1].replace("&amp;", "&"))
    assert rest.count("data-comment=") == 3
