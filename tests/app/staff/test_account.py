"""One's own account, through HTTP: password, second factor, recovery codes, sessions, tokens."""

import asyncio

import pytest

from shared.staff.model import CONSOLE
from shared.staff.store import RedisStaffStore
from shared.store.client import Store
from tests.app.staff.harness import PASSWORD, App, Office, office_of
from tests.support.site import bearer

NEW = "น้ำใสไหลเย็นเห็นตัวปลา"


@pytest.mark.parametrize("path", ["/account", "/account/second-factor", "/account/staff", "/account/log?cursor=1-1"])
async def test_strangers_are_sent_to_the_login_and_back(office: Office, path: str) -> None:
    answer = await office.person().get(path)
    assert answer.status == 303
    await office.hired("admin", "admin")
    person = office.person()
    next_page = (await person.get(answer.location)).hidden("next")
    assert next_page == path
    assert (await person.log_in("admin", next=next_page)).location == path
    assert (await person.get(path)).status == 200


async def test_a_token_is_nobody_at_the_account(office: Office) -> None:
    token = await office.kit.staff.add_token("bot", ["posts", "moderation"])
    for method, path in (
        ("GET", "/account"),
        ("GET", "/account/staff"),
        ("POST", "/account/tokens"),
        ("POST", "/logout"),
    ):
        assert (await office.person().ask(method, path, None, **bearer(token))).status == 403


async def test_a_new_password_ends_every_other_session(office: Office) -> None:
    person, other = await office.inside("malee"), office.person()
    await other.log_in("malee")
    before = person.cookie
    done = await person.send("/account", "/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert (done.status, done.location) == (303, "/account?done=password")
    assert person.cookie != before
    assert "เปลี่ยนรหัสผ่านแล้ว" in (await person.get(done.location)).text
    assert (await other.get("/desk")).status == 401
    other.cookie = before
    assert (await other.get("/desk")).status == 401
    assert (await office.person().log_in("malee")).status == 401
    assert (await office.person().log_in("malee", NEW)).status == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "status"),
    [
        ("not it", NEW, NEW, 422),
        (PASSWORD, "short", "short", 422),
        (PASSWORD, NEW, NEW + "x", 422),
        (PASSWORD, "malee malee malee", "malee malee malee", 422),
        (PASSWORD, "x" * 1000, "x" * 1000, 422),
    ],
)
async def test_what_is_no_change_of_password(office: Office, current: str, new: str, again: str, status: int) -> None:
    person = await office.inside("malee")
    before = person.cookie
    answer = await person.send("/account", "/account/password", current=current, password=new, again=again)
    assert answer.status == status
    assert len(answer.problems) == 1
    assert answer.texts('//*[@aria-invalid="true"]') == [""]
    assert new not in answer.text
    assert person.cookie == before
    assert (await office.person().log_in("malee")).status == 303


async def test_guessing_the_password_from_inside_is_limited_too(office: Office) -> None:
    person = await office.inside("malee")
    csrf = (await person.get("/account")).csrf
    fields = {"csrf": csrf, "current": "a wrong guess", "password": NEW, "again": NEW}
    answers = await asyncio.gather(*(person.post("/account/password", fields) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [422] * 10 + [429] * 10


async def test_a_link_lets_somebody_choose_a_password_without_the_old_one(office: Office) -> None:
    await office.hired("malee")
    secret = await office.kit.staff.accounts.reset("malee", CONSOLE)
    assert (await office.person().log_in("malee")).status == 401
    person = office.person()
    assert (await person.post("/login", {"once": secret})).location == "/account"
    page = await person.get("/account")
    assert page.texts('//input[@name="current"]/@id') == ["token-current"]
    done = await person.send("/account", "/account/password", password=NEW, again=NEW)
    assert done.status == 303
    assert (await person.send("/account", "/account/password", password=NEW, again=NEW)).status == 422
    assert (await office.person().log_in("malee", NEW)).status == 303


async def test_the_second_factor_is_turned_on_by_showing_that_the_app_knows_it(office: Office) -> None:
    person, other = await office.inside("malee"), office.person()
    await other.log_in("malee")
    page = await person.get("/account/second-factor")
    assert page.texts("//*[local-name()='svg']") == [""]
    assert (await person.get("/account/second-factor")).secret == page.secret  # a reload offers the same
    for code, password in (("000000", PASSWORD), ("", PASSWORD), ("000000", "not it")):
        wrong = await person.send("/account/second-factor", "/account/second-factor", code=code, current=password)
        assert (wrong.status, len(wrong.problems)) == (422, 1)
    before = person.cookie
    _, app, codes = await office.with_factor("somchai")
    assert len(codes) == 10
    own = App(page.secret.replace(" ", ""), office.time)
    done = await person.send("/account/second-factor", "/account/second-factor", code=own.code(), current=PASSWORD)
    assert done.status == 200
    assert person.cookie != before
    assert (await person.post("/desk", {"csrf": done.csrf})).status == 200  # a form of this very page
    assert (await other.get("/desk")).status == 401  # opened with a password alone
    assert "10" in " ".join((await person.get("/account/second-factor")).texts('//*[contains(@class,"notice--good")]'))
    assert own.secret != app.secret
    assert own.secret not in (await person.get("/account/second-factor")).text


async def test_an_offer_belongs_to_one_session(office: Office) -> None:
    person, other = await office.inside("malee"), office.person()
    await other.log_in("malee")
    one, two = (await person.get("/account/second-factor")), (await other.get("/account/second-factor"))
    assert one.secret != two.secret


async def test_turning_it_off_asks_for_both(office: Office) -> None:
    person, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    page, path = "/account/second-factor", "/account/second-factor/removal"
    assert (await person.send(page, path, current=PASSWORD, code="000000")).status == 422
    assert (await person.send(page, path, current="not it", code=app.code())).status == 422
    done = await person.send(page, path, current=PASSWORD, code=app.code())
    assert (done.status, done.location) == (303, "/account?done=factor-removed")
    assert (await office.person().log_in("malee")).status == 303
    assert [event for event, *_ in await office.events() if event.startswith("factor")] == [
        "factor-added",
        "factor-removed",
    ]


async def test_new_recovery_codes_replace_the_old_ones(office: Office) -> None:
    person, app, old = await office.with_factor("malee")
    office.time.advance(minutes=1)
    page, path = "/account/second-factor", "/account/second-factor/codes"
    done = await person.send(page, path, current=PASSWORD, code=app.code())
    new = done.texts('//ol[@class="codes"]/li')
    assert (done.status, len(new)) == (200, 10)
    statuses = []
    for code in (old[0], new[0]):
        step = (await office.person().log_in("malee")).hidden("step")
        statuses.append((await office.person().post("/login", {"step": step, "code": code})).status)
    assert statuses == [401, 303]


async def test_a_role_that_needs_a_second_factor_does_nothing_without(store: Store) -> None:
    async with office_of(store, SAKET_SECOND_FACTOR="lead,admin") as office:
        lead, moderator = office.person(), await office.inside("malee")
        await office.hired("somsri", "lead")
        assert (await lead.log_in("somsri", next="/desk")).location == "/account/second-factor"
        refused = await lead.ask("GET", "/desk", None, Accept="application/json")
        assert (refused.status, "second-factor" in refused.text) == (403, True)
        assert (await lead.get("/desk")).location == "/account/second-factor"
        assert (await moderator.get("/desk")).status == 200
        token = await office.kit.staff.tokens.add(
            "bot", ["moderation"], CONSOLE, owner=await office.kit.staff.accounts.find("somsri")
        )
        assert (await office.person().ask("GET", "/desk", None, **bearer(token))).status == 403
        person, _, _ = await office.with_factor("somying", "viewer")
        assert (await person.get("/desk")).status == 200
        page = await lead.get("/account/second-factor")
        app = App(page.secret.replace(" ", ""), office.time)
        assert (
            await lead.send("/account/second-factor", "/account/second-factor", code=app.code(), current=PASSWORD)
        ).status == 200
        assert (await lead.get("/desk")).status == 200
        assert (await office.person().ask("GET", "/desk", None, **bearer(token))).status == 200


async def test_sessions_are_seen_and_ended_one_by_one(office: Office) -> None:
    person, other, third = await office.inside("malee"), office.person("198.51.100.7"), office.person()
    for each in (other, third):
        office.time.advance(minutes=1)
        await each.log_in("malee")
    await office.inside("somchai")
    page = await person.get("/account")
    assert len(page.texts("//section[h2[@id='sessions']]//tbody/tr")) == 3
    assert "198.51.100.7" in page.text
    (first, *_) = page.texts('//input[@name="session"]/@value')
    done = await person.send("/account", "/account/sessions", session=first)
    assert done.location == "/account?done=session"
    assert sorted([(await each.get("/desk")).status for each in (other, third)]) == [200, 401]
    assert (await person.send("/account", "/account/sessions", session=first)).status == 404
    done = await person.send("/account", "/account/sessions", all="1")
    assert [(await each.get("/desk")).status for each in (person, other, third)] == [200, 401, 401]


async def test_nobody_ends_the_session_of_somebody_else(office: Office) -> None:
    person, other = await office.inside("malee"), await office.inside("somchai")
    account = await office.kit.staff.accounts.find("somchai")
    (kept,) = await office.kit.staff.sessions.of(account)
    assert (await person.send("/account", "/account/sessions", session=kept.id)).status == 404
    assert (await other.get("/desk")).status == 200


async def test_a_token_is_shown_once_and_carries_what_was_ticked(office: Office, store: Store) -> None:
    person = await office.inside("malee")
    made = await person.post(
        "/account/tokens",
        {
            "csrf": (await person.get("/account")).csrf,
            "name": "bot",
            "scope-moderation": "1",
            "days": "30",
            "current": PASSWORD,
        },
    )
    assert made.status == 201
    token = made.secret
    assert token not in (await person.get("/account")).text
    assert (await office.person().ask("POST", "/desk", None, **bearer(token))).status == 200
    row = (await person.get("/account")).texts("//section[h2[@id='tokens']]//tbody/tr")
    assert "27 พฤศจิกายน 2569 16.00 น." in row[0]
    assert "27 ธันวาคม 2569" in row[0]
    async for key in store.scan("*"):
        kind = await store.execute("TYPE", key)
        if kind == b"hash":
            assert token.encode() not in repr(await store.execute("HGETALL", key)).encode()
    office.time.advance(days=30)
    assert (await office.person().ask("POST", "/desk", None, **bearer(token))).status == 401


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "bot", "scope-moderation": "1", "days": "90", "current": "not it"}, "รหัสผ่านไม่ถูกต้อง"),
        ({"name": "a b", "scope-moderation": "1", "days": "90", "current": PASSWORD}, "ตัวอักษร ตัวเลข"),
        ({"name": "bot", "days": "90", "current": PASSWORD}, "โปรดเลือก"),
        ({"name": "bot", "scope-posts": "1", "days": "90", "current": PASSWORD}, "โปรดเลือก"),
        ({"name": "bot", "scope-staff": "1", "days": "90", "current": PASSWORD}, "โปรดเลือก"),
        ({"name": "bot", "scope-moderation": "1", "days": "9999", "current": PASSWORD}, "โปรดเลือก"),
    ],
)
async def test_what_is_no_token(office: Office, fields: dict[str, str], problem: str) -> None:
    person = await office.inside("malee")
    answer = await person.post("/account/tokens", {"csrf": (await person.get("/account")).csrf, **fields})
    assert answer.status == 422
    assert problem in " ".join(answer.problems) or "ตัวอักษร ตัวเลข" in answer.text
    assert answer.texts('//input[@id="token-name"]/@value') == [fields["name"]]
    assert await office.kit.staff.tokens.all() == []


async def test_tokens_are_revoked_by_their_owner_only(office: Office) -> None:
    person, other = await office.inside("malee"), await office.inside("somchai")
    owner = await office.kit.staff.accounts.find("malee")
    token = await office.kit.staff.tokens.add("bot", ["moderation"], CONSOLE, owner=owner)
    (kept,) = await office.kit.staff.tokens.all()
    assert (await other.send("/account", "/account/tokens/revocations", token=kept.id)).status == 404
    assert (await person.send("/account", "/account/tokens/revocations", token=kept.id)).status == 303
    assert (await office.person().ask("GET", "/desk", None, **bearer(token))).status == 401


async def test_a_token_follows_the_role_of_its_owner(office: Office) -> None:
    await office.hired("malee")
    owner = await office.kit.staff.accounts.find("malee")
    token = await office.kit.staff.tokens.add("bot", ["moderation", "view"], CONSOLE, owner=owner)

    async def status(method: str) -> int:
        return (await office.person().ask(method, "/desk", None, **bearer(token))).status

    assert [await status("GET"), await status("POST")] == [200, 200]
    await office.kit.staff.accounts.change_role("malee", "viewer", CONSOLE)
    assert [await status("GET"), await status("POST")] == [200, 403]
    await office.kit.staff.accounts.disable("malee", CONSOLE)
    assert [await status("GET"), await status("POST")] == [401, 401]
    await office.kit.staff.accounts.enable("malee", CONSOLE)
    assert [await status("GET"), await status("POST")] == [200, 403]
    await office.kit.staff.accounts.reset("malee", CONSOLE)
    assert [await status("GET"), await status("POST")] == [401, 401]


async def test_a_last_use_does_not_bring_a_revoked_token_back(office: Office, store: Store) -> None:
    token = await office.kit.staff.add_token("bot", ["moderation"])
    (kept,) = await office.kit.staff.tokens.all()
    await office.kit.staff.drop_token(token)
    await RedisStaffStore(store).touch_token(kept)
    assert await office.kit.staff.tokens.all() == []


async def test_pages_are_private_and_english_on_request(office: Office) -> None:
    person = await office.inside("malee", "admin")
    for path in ("/account", "/account/second-factor", "/account/staff", "/account/staff/malee", "/account/log"):
        page = await person.get(f"{path}?lang=en")
        assert page.status == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Content-Language"] == "en"
        assert page.texts("//h1")
        assert not page.texts("//script")
        assert not page.texts("//@style")
        assert all("lang=en" in link for link in page.texts('//main//a[starts-with(@href, "/account")]/@href'))
    changed = await person.post(
        "/account/sessions?lang=en", {"csrf": (await person.get("/account?lang=en")).csrf, "all": "1"}
    )
    assert changed.location == "/account?done=sessions&lang=en"
