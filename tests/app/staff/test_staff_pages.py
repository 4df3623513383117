"""Accounts as an administrator changes them, and the journal, through HTTP."""

import asyncio
import logging

import pytest

from shared.errors import Conflict
from shared.staff.errors import LastAdmin, StepEnded
from shared.staff.model import CONSOLE, Role
from shared.store.client import Store
from tests.app.staff.harness import PASSWORD, Answer, Office, Person


async def act(admin: Person, name: str, action: str, **fields: str) -> Answer:
    path = f"/account/staff/{name}"
    return await admin.send(path, path, action=action, **{"current": PASSWORD, "role": "viewer", **fields})


async def test_an_invited_person_comes_in_by_link_and_chooses_a_password(office: Office) -> None:
    admin = await office.inside("admin", "admin")
    made = await admin.send("/account/staff", "/account/staff", name="สุรชัย", role="lead", current=PASSWORD)
    assert made.status == 201
    link = made.secret
    assert link.startswith("http://roiet.example/login?once=")
    assert "สุรชัย" in made.text
    assert link not in (await admin.get("/account/staff")).text
    person = office.person()
    secret = (await person.get(link.removeprefix("http://roiet.example"))).hidden("once")
    assert (await person.post("/login", {"once": secret})).location == "/account"
    done = await person.send("/account", "/account/password", password=PASSWORD, again=PASSWORD)
    assert done.status == 303
    assert (await office.person().log_in("สุรชัย")).status == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": "new", "role": "lead", "current": "not it"}, 422),
        ({"name": "a b", "role": "lead", "current": PASSWORD}, 422),
        ({"name": "new", "role": "emperor", "current": PASSWORD}, 422),
        ({"name": "admin", "role": "lead", "current": PASSWORD}, 409),
    ],
)
async def test_what_is_no_new_account(office: Office, fields: dict[str, str], status: int) -> None:
    admin = await office.inside("admin", "admin")
    answer = await admin.send("/account/staff", "/account/staff", **fields)
    assert answer.status == status
    assert answer.problems
    assert answer.texts('//input[@id="add-name"]/@value') == [fields["name"]]
    assert [account.name for account in await office.kit.staff.accounts.all()] == ["admin"]


async def test_a_change_of_role_ends_the_sessions_of_the_old_one(office: Office) -> None:
    admin, person = await office.inside("admin", "admin"), await office.inside("malee", "viewer")
    done = await act(admin, "malee", "role", role="moderator")
    assert done.location == "/account/staff/malee?done=role"
    assert (await person.get("/desk")).status == 401
    await person.log_in("malee")
    assert (await person.post("/desk", {"csrf": (await person.get("/account")).csrf})).status == 200
    assert ("role-changed", "malee", "admin") in await office.events()
    await act(admin, "malee", "role", role="moderator")  # as it is already
    assert (await person.get("/desk")).status == 200
    assert "viewer → moderator" in (await admin.get("/account/log")).text


async def test_a_disabled_account_is_out_at_once(office: Office) -> None:
    admin, person = await office.inside("admin", "admin"), await office.inside("malee")
    link = await office.kit.staff.one_time_login("malee")
    assert (await act(admin, "malee", "disable")).status == 303
    assert (await person.get("/desk")).status == 401
    assert (await office.person().log_in("malee")).status == 401
    assert (await office.person().post("/login", {"once": link})).status == 401
    assert (await act(admin, "malee", "enable")).status == 303
    assert (await person.get("/desk")).status == 401
    assert (await office.person().log_in("malee")).status == 303


async def test_a_reset_voids_what_was_stolen(office: Office) -> None:
    admin = await office.inside("admin", "admin")
    person, app, _ = await office.with_factor("malee")
    office.time.advance(minutes=1)
    done = await act(admin, "malee", "reset")
    assert done.status == 200
    assert (await person.get("/desk")).status == 401
    secret = done.secret.rpartition("=")[2]
    asked = await office.person().post("/login", {"once": secret})
    assert (await office.person().post("/login", {"step": asked.hidden("step"), "code": app.code()})).status == 303
    secret = (await act(admin, "malee", "reset-all")).secret.rpartition("=")[2]
    assert (await office.person().post("/login", {"once": secret})).status == 303


async def test_links_and_logging_out(office: Office) -> None:
    admin, person = await office.inside("admin", "admin"), await office.inside("malee")
    link = await act(admin, "malee", "link")
    assert (await person.get("/desk")).status == 200
    assert (await office.person().post("/login", {"once": link.secret.rpartition("=")[2]})).status == 303
    assert (await act(admin, "malee", "sessions-of")).status == 303
    assert (await person.get("/desk")).status == 401


async def test_what_an_administrator_cannot_do(office: Office) -> None:
    admin = await office.inside("admin", "admin")
    await office.hired("malee")
    assert (await act(admin, "malee", "disable", current="not it")).status == 422
    assert (await act(admin, "malee", "promote")).status == 422
    assert (await act(admin, "malee", "role", role="emperor")).status == 422
    assert (await admin.get("/account/staff/nobody")).status == 404
    csrf = (await admin.get("/account")).csrf
    fields = {"csrf": csrf, "action": "disable", "current": PASSWORD}
    assert (await admin.post("/account/staff/nobody", fields)).status == 404
    assert not (await office.kit.staff.accounts.find("malee")).disabled


@pytest.mark.parametrize(("action", "role"), [("disable", ""), ("role", "lead")])
async def test_the_last_administrator_stays(office: Office, action: str, role: str) -> None:
    admin = await office.inside("admin", "admin")
    refused = await act(admin, "admin", action, role=role)
    assert refused.status == 409
    assert "ผู้ดูแลระบบคนสุดท้าย" in " ".join(refused.problems)
    await office.hired("second", "admin")
    assert (await act(admin, "admin", action, role=role)).status == 303


async def test_of_administrators_who_remove_each_other_at_once_one_stays(office: Office) -> None:
    accounts = office.kit.staff.accounts
    names = [f"admin{number}" for number in range(8)]
    for name in names:
        await accounts.add(name, "admin", CONSOLE)
    removals = [accounts.disable(name, CONSOLE) for name in names[:4]]
    removals += [accounts.change_role(name, "viewer", CONSOLE) for name in names[4:]]
    outcomes = await asyncio.gather(*removals, return_exceptions=True)
    assert sum(isinstance(outcome, LastAdmin) for outcome in outcomes) == 1
    left = [account for account in await accounts.all() if account.role is Role.ADMIN and not account.disabled]
    assert len(left) == 1


async def test_parallel_changes_of_one_account_are_all_made(office: Office) -> None:
    accounts = office.kit.staff.accounts
    await accounts.add("malee", "viewer", CONSOLE)
    await asyncio.gather(*(accounts.end_sessions("malee", CONSOLE) for _ in range(8)))
    account = await accounts.find("malee")
    assert (account.generation, account.version) == (8, 8)


async def test_of_parallel_accounts_of_one_name_one_is_made(office: Office) -> None:
    made = [office.kit.staff.accounts.add("malee", "viewer", CONSOLE) for _ in range(10)]
    outcomes = await asyncio.gather(*made, return_exceptions=True)
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 9


async def test_a_login_that_checked_the_old_password_opens_nothing(office: Office) -> None:
    """Between the check of a password and the session, the account changes."""
    await office.hired("malee")
    before = await office.kit.staff.accounts.find("malee")
    await office.kit.staff.accounts.reset("malee", CONSOLE)
    with pytest.raises(StepEnded):
        await office.kit.staff.sessions.open(before, CONSOLE)
    assert await office.kit.staff.sessions.of(before) == []


async def test_the_journal_is_for_administrators_and_names_no_secret(
    office: Office, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    admin = await office.inside("admin", "admin")
    person, app, codes = await office.with_factor("malee")
    await office.person("198.51.100.7").log_in("typed-my-password-here", "into the wrong field")
    await office.person().log_in("malee", "a wrong password")
    office.time.advance(minutes=1)
    step = (await office.person().log_in("malee")).hidden("step")
    used = app.code()
    await office.person().post("/login", {"step": step, "code": "000000"})
    await office.person().post("/login", {"step": step, "code": used})
    token = await office.kit.staff.add_token("bot", ["posts"])
    assert (await person.get("/account/log")).status == 403
    page = await admin.get("/account/log")
    assert "198.51.100.7" in page.text
    events = [event for event, account, _ in await office.events() if account == "malee"]
    assert events.count("login-failed") == 2
    secrets = (PASSWORD, "typed-my-password-here", "into the wrong", step, token, person.cookie, app.secret, *codes)
    kept = repr(await store.execute("XRANGE", "{staff}:journal", "-", "+"))
    kept += repr(await store.execute("XRANGE", "{staff}:failures", "-", "+"))
    for secret in secrets:
        assert secret not in page.text
        assert secret not in kept
        assert secret not in caplog.text


async def test_the_journal_is_read_page_by_page_and_forgets(office: Office, store: Store) -> None:
    admin = await office.inside("admin", "admin")
    accounts = office.kit.staff.accounts
    await accounts.add("malee", "viewer", CONSOLE)
    for number in range(120):
        await accounts.end_sessions("malee", CONSOLE)
        if number % 10 == 0:
            await office.person(f"198.51.100.{number}").log_in(f"nobody{number}", "a wrong password")
    rows, path = 0, "/account/log"
    for _ in range(10):
        page = await admin.get(path)
        rows += len(page.texts("//tbody/tr"))
        following = page.texts('//main//a[starts-with(@href, "/account/log?cursor=")]/@href')
        if not following:
            break
        path = following[0]
    assert rows == len(await office.events()) == 120 + 12 + 3  # two accounts made, one login
    for bad in ("x", "1", "-", "1-1-1", "("):
        assert (await admin.get(f"/account/log?cursor={bad}")).status == 422
    office.time.advance(days=40000)
    await office.person().log_in("admin")
    assert [event for event, *_ in await office.events()] == []
