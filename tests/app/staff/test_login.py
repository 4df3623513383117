"""The way in, through HTTP: passwords, links, codes, and what a crowd of guessers gets."""

import asyncio
from collections import Counter
from urllib.parse import quote

import pytest

from shared.staff.model import CONSOLE
from shared.store.client import Store
from tests.app.staff.harness import PASSWORD, Office, office_of
from tests.support.site import bearer


async def test_a_login_gets_a_new_session_and_ends_the_old_one(office: Office) -> None:
    person = await office.inside("malee")
    first = person.cookie
    assert (await person.get("/desk")).status == 200
    assert (await person.log_in("malee")).location == "/desk"
    assert person.cookie != first
    thief = office.person()
    thief.cookie = first
    assert (await thief.get("/desk")).status == 401
    assert (await person.get("/desk")).status == 200


async def test_a_session_that_somebody_else_chose_is_not_taken_up(office: Office) -> None:
    await office.hired("malee")
    person = office.person()
    person.cookie = "chosen-by-somebody-else"
    await person.log_in("malee")
    assert person.cookie != "chosen-by-somebody-else"


async def test_the_cookie_over_https(store: Store) -> None:
    async with office_of(store, SAKET_BASE_URL="https://roiet.example") as office:
        await office.hired("malee")
        answer = await office.person().log_in("malee")
        cookie, device = answer.cookies
        assert cookie.startswith("__Host-saket=")
        assert device.startswith("__Host-saket-device=")
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in device.split(";")}
        assert "malee" not in device
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


async def test_unknown_disabled_and_wrong_are_one_answer(office: Office) -> None:
    await office.hired("malee")
    await office.hired("somchai")
    await office.kit.staff.accounts.disable("somchai", CONSOLE)
    answers = [
        await office.person().log_in(name, password)
        for name, password in (("nobody", PASSWORD), ("somchai", PASSWORD), ("malee", "a wrong password"))
    ]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


async def test_unknown_accounts_cost_the_same_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.hired("malee")
    checked: list[str] = []
    passwords = office.kit.staff.proof._passwords
    matches = passwords._matches

    def counted(stored: str, password: str | bytes) -> bool:
        checked.append(stored.rpartition("$")[0].rpartition("$")[0])
        return matches(stored, password)

    monkeypatch.setattr(passwords, "_matches", counted)
    for name in ("malee", "nobody", "", "ไม่มีใคร"):
        await office.person().log_in(name, "a wrong password")
    assert checked == ["$argon2id$v=19$m=19456,t=2,p=1"] * 4


async def locked_out(office: Office, name: str) -> None:
    """Strangers have used up the tries that an account has."""
    for number in range(10):
        await office.person(f"198.51.100.{number}").log_in(name, "a wrong guess")
    assert (await office.person().log_in(name)).status == 429


async def test_strangers_do_not_lock_out_a_browser_that_is_known(office: Office) -> None:
    person = await office.inside("malee")
    await office.hired("somchai")
    await locked_out(office, "malee")
    person.cookie = ""
    assert (await person.log_in("malee")).status == 303
    await locked_out(office, "somchai")
    assert (await person.log_in("somchai")).status == 429, "it is known for one account"
    thief = office.person("192.0.2.1")
    thief.device = person.device
    statuses = [(await thief.log_in("malee", "a wrong guess")).status for _ in range(11)]
    assert statuses == [401] * 10 + [429], "whoever has taken the cookie gets no more tries than that"


@pytest.mark.parametrize("forge", ["x", "x.y", ".", "ก.ก", "a" * 5000])
async def test_a_made_up_device_is_none(office: Office, forge: str) -> None:
    await office.hired("malee")
    await locked_out(office, "malee")
    person = office.person()
    person.device = quote(forge)
    assert (await person.log_in("malee")).status == 429


async def test_a_device_is_forgotten_when_the_password_changes(office: Office) -> None:
    person = await office.inside("malee")
    device = person.device
    new = "another long password"
    done = await person.send("/account", "/account/password", current=PASSWORD, password=new, again=new)
    assert done.status in {200, 303}, done.problems
    await locked_out(office, "malee")
    stale = office.person()
    stale.device = device
    assert (await stale.log_in("malee", new)).status == 429
    person.cookie = ""
    assert (await person.log_in("malee", new)).status == 303, "the browser that changed it is known again"


async def test_guesses_of_strangers_keep_nobody_from_changing_the_password(office: Office) -> None:
    person, new = await office.inside("malee"), "another long password"
    await locked_out(office, "malee")
    done = await person.send("/account", "/account/password", current=PASSWORD, password=new, again=new)
    assert done.status == 303, done.problems


async def test_a_hundred_parallel_guesses_at_one_account_get_ten_tries(office: Office) -> None:
    await office.hired("malee")
    people = [office.person(f"198.51.100.{number}") for number in range(100)]
    answers = await asyncio.gather(*(person.log_in("malee", f"a wrong guess {n}") for n, person in enumerate(people)))
    statuses = Counter(answer.status for answer in answers)
    assert statuses == {401: 10, 429: 90}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status == 429)
    assert (await office.person().log_in("malee")).status == 429  # even the right one, for a while


async def test_a_hundred_parallel_guesses_from_one_address_get_thirty_tries(office: Office) -> None:
    people = [office.person(f"2001:db8::{number:x}") for number in range(1, 101)]  # one /64 is one customer
    answers = await asyncio.gather(*(person.log_in(f"name{n}", "a wrong guess") for n, person in enumerate(people)))
    assert Counter(answer.status for answer in answers) == {401: 30, 429: 70}


async def test_a_hundred_right_logins_at_once_are_all_answered(office: Office) -> None:
    for number in range(4):
        await office.hired(f"p{number}", "viewer")
    tries = [office.person(f"198.51.100.{n}").log_in(f"p{n % 4}") for n in range(100)]
    statuses = Counter(answer.status for answer in await asyncio.gather(*tries))
    assert set(statuses) <= {303, 429, 503}
    assert statuses[303] >= 1


async def test_right_logins_use_up_nothing(office: Office) -> None:
    await office.hired("malee")
    statuses = [(await office.person(f"198.51.100.{n}").log_in("malee")).status for n in range(12)]
    assert statuses == [303] * 12


async def test_a_store_that_is_full_lets_nobody_in_and_throws_nobody_out(office: Office, store: Store) -> None:
    person = await office.inside("malee")
    office.time.advance(minutes=5)
    await store.execute("CONFIG", "SET", "maxmemory", "1")
    try:
        assert (await person.get("/desk")).status == 200
        assert (await office.person().log_in("malee")).status == 507
    finally:
        await store.execute("CONFIG", "SET", "maxmemory", "0")


async def test_the_second_step(office: Office) -> None:
    _, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    person = office.person()
    asked = await person.log_in("malee", next="/desk?a=b")
    assert asked.status == 200
    assert not person.cookie
    step = asked.hidden("step")
    wrong = await person.post("/login", {"step": step, "code": "000000", "next": "/desk?a=b"})
    assert wrong.status == 401
    assert wrong.hidden("step") == step
    code = app.code()
    done = await person.post("/login", {"step": step, "code": code, "next": "/desk?a=b"})
    assert (done.status, done.location) == (303, "/desk?a=b")
    again = await person.post("/login", {"step": step, "code": app.code(1)})
    assert again.status == 401  # the step is used up
    other = await office.person().log_in("malee")
    replay = await office.person().post("/login", {"step": other.hidden("step"), "code": code})
    assert replay.status == 401
    assert "รหัสไม่ถูกต้องหรือถูกใช้ไปแล้ว" in replay.text


async def test_of_a_hundred_parallel_uses_of_one_code_one_succeeds(office: Office) -> None:
    _, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    step, code = (await office.person().log_in("malee")).hidden("step"), app.code()
    people = [office.person(f"198.51.100.{number}") for number in range(100)]
    answers = await asyncio.gather(*(person.post("/login", {"step": step, "code": code}) for person in people))
    statuses = Counter(answer.status for answer in answers)
    assert statuses[303] == 1
    assert statuses[401] + statuses[429] == 99
    failed = [event for event in await office.events() if event[0] == "login-failed"]
    assert len(failed) <= 6  # the others came when the step was used up, or not at all


async def test_a_recovery_code_works_once(office: Office) -> None:
    _, _, codes = await office.with_factor("malee")
    assert len(codes) == len(set(codes)) == 10
    statuses = []
    for code in (codes[3], codes[3].upper().replace("-", ""), codes[4]):
        step = (await office.person().log_in("malee")).hidden("step")
        statuses.append((await office.person().post("/login", {"step": step, "code": code})).status)
    assert statuses == [303, 401, 303]
    assert ("recovery-used", "malee", "malee") in await office.events()


async def test_the_first_step_waits_neither_for_ever_nor_for_a_changed_account(office: Office, store: Store) -> None:
    _, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    step = (await office.person().log_in("malee")).hidden("step")
    await office.kit.staff.accounts.end_sessions("malee", CONSOLE)
    late = await office.person().post("/login", {"step": step, "code": app.code()})
    assert late.status == 401
    assert late.texts('//input[@name="password"]') == [""]  # back to the beginning
    await office.person().log_in("malee")
    async for key in store.scan("{staff}:step:*"):
        assert 0 < await store.execute("TTL", key) <= 300


async def test_a_link_stands_for_the_password_and_not_for_the_second_factor(office: Office) -> None:
    _, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    secret = await office.kit.staff.one_time_login("malee")
    asked = await office.person().post("/login", {"once": secret})
    assert asked.status == 200
    done = await office.person().post("/login", {"step": asked.hidden("step"), "code": app.code()})
    assert done.status == 303
    assert (await office.person().post("/login", {"once": secret})).status == 401


async def test_of_parallel_uses_of_a_link_one_succeeds(office: Office) -> None:
    await office.hired("malee")
    secret = await office.kit.staff.one_time_login("malee")
    answers = await asyncio.gather(*(office.person().post("/login", {"once": secret}) for _ in range(20)))
    assert sorted(answer.status for answer in answers) == [303, *[401] * 19]


async def test_a_link_dies_with_the_next_change_of_the_account(office: Office) -> None:
    await office.hired("malee")
    secret = await office.kit.staff.one_time_login("malee")
    await office.kit.staff.accounts.change_role("malee", "lead", CONSOLE)
    assert (await office.person().post("/login", {"once": secret})).status == 401


async def test_requests_from_elsewhere_are_refused(office: Office) -> None:
    person = await office.inside("malee")
    csrf = (await person.get("/account")).csrf
    assert (await person.post("/desk", {"csrf": csrf})).status == 200
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert (await person.post("/desk", {"csrf": csrf}, **headers)).status == 403
        assert (await office.person().post("/login", {"name": "malee", "password": PASSWORD}, **headers)).status == 403
    for wrong in ("", "x", csrf[:-1], csrf + "x"):
        assert (await person.post("/desk", {"csrf": wrong})).status == 403
    assert (await person.post("/desk", {}, **{"X-CSRF-Token": csrf})).status == 200
    other = await office.inside("somchai")
    assert (await other.post("/desk", {"csrf": csrf})).status == 403


async def test_tokens_need_no_csrf_and_no_cookie_helps_a_bad_one(office: Office) -> None:
    person = await office.inside("malee")
    token = await office.kit.staff.add_token("bot", ["moderation"])
    assert (await office.person().post("/desk", {}, **bearer(token), Origin="https://cms.example")).status == 200
    assert (await person.get("/desk")).status == 200
    assert (await person.ask("GET", "/desk", None, **bearer("skt_wrong"))).status == 401


async def test_idle_and_old_sessions_end(office: Office) -> None:
    person = await office.inside("malee")
    for _ in range(6):
        office.time.advance(hours=1, minutes=50)
        assert (await person.get("/desk")).status == 200
    office.time.advance(hours=1, minutes=50)
    assert (await person.get("/desk")).status == 401  # twelve hours
    await person.log_in("malee")
    office.time.advance(hours=2)
    assert (await person.get("/desk")).status == 401


async def test_logging_out_ends_the_session_in_the_store(office: Office) -> None:
    person = await office.inside("malee")
    kept = person.cookie
    assert (await person.post("/logout", {})).status == 403
    done = await person.send("/account", "/logout")
    assert (done.status, done.location, person.cookie) == (303, "/", "")
    person.cookie = kept
    assert (await person.get("/desk")).status == 401
    assert (await office.events())[-1] == ("logged-out", "malee", "malee")


async def test_an_account_has_so_many_sessions(office: Office) -> None:
    await office.hired("malee")
    people = [office.person(f"198.51.100.{n}") for n in range(22)]
    for person in people:
        office.time.advance(seconds=1)
        assert (await person.log_in("malee")).status == 303
    open_ = [(await person.get("/desk")).status == 200 for person in people]
    assert open_ == [False] * 2 + [True] * 20


async def test_the_login_page_knows_who_is_there(office: Office) -> None:
    person = await office.inside("malee")
    page = await person.get("/login")
    assert "malee" in page.text
    assert page.texts('//a[@href="/account"]')
    assert page.headers["Cache-Control"] == "no-store"
