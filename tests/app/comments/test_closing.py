"""Threads that take no more comments: by hand, by age, and what becomes of words that were being written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from services.comments.moderation.audit import Broken, audited
from services.comments.moderation.door_ledger import DoorLedger
from services.comments.moderation.ledger import read_entry
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.storage.threads import RedisThreads
from services.comments.threads.closing import Door, Said, Turn
from services.comments.threads.thread import Thread
from shared.store.client import Store
from tests.app.comments.conftest import POST, SITE, SOON, Service, serving
from tests.support.site import bearer

DOOR = "/comments/api/moderation/threads"
HTML = {"Accept": "text/html"}


async def close(service: Service, closed: bool | None) -> dict[str, object]:
    status, answer = await service.call("PUT", DOOR, staff=True, json={"thread": POST, "closed": closed})
    assert status == 200, answer
    assert isinstance(answer, dict)
    return answer


async def test_staff_close_a_thread_and_open_it_again(service: Service) -> None:
    await service.post("ก่อนปิด")
    said = await close(service, True)
    assert (said["closed"], said["by"]) == (True, "daeng")
    status, problem = await service.send("หลังปิด")
    assert (status, problem["errors"]) == (
        422,
        [{"field": "thread", "code": "closed", "detail": "a thread that takes comments"}],
    )
    _, listed = await service.get("/comments/api/comments", params={"thread": POST})
    assert (listed["closed"], listed["count"]) == (True, 1)
    _, page = await service.get(f"/comments/threads?url={POST}")
    assert "ปิดรับความคิดเห็นแล้ว" in page
    assert "<textarea" not in page
    _, feed = await service.get(f"/comments/feeds/thread.atom?url={POST}")
    assert "<subtitle>หัวข้อนี้ปิดรับความคิดเห็นแล้ว</subtitle>" in feed
    await close(service, False)
    assert (await service.post("เปิดแล้ว"))["status"] == "published"
    assert (await service.get("/comments/api/comments", params={"thread": POST}))[1]["closed"] is False


async def entries(service: Service) -> list[dict[str, Any]]:
    status, page = await service.call("GET", "/comments/api/moderation/ledger", staff=True)
    assert status == 200, page
    items: list[dict[str, Any]] = page["items"]
    return items


async def undo(service: Service, decision: object) -> object:
    status, ruling = await service.call("POST", f"/comments/api/moderation/decisions/{decision}/undo", staff=True)
    assert status == 200, ruling
    return ruling["decision"]


async def is_open(service: Service) -> bool:
    return not (await service.get("/comments/api/comments", params={"thread": POST}))[1]["closed"]


async def test_who_closes_a_thread_and_why_is_on_record_and_can_be_undone_for_ever(service: Service) -> None:
    body = {"thread": POST, "closed": True, "reason": "ทะเลาะกัน"}
    first = (await service.call("PUT", DOOR, staff=True, json=body))[1]["decision"]
    (entry,) = await entries(service)
    assert (entry["decision"], entry["action"], entry["actor"]) == (first, "close", "daeng")
    assert (entry["thread"], entry["door"], entry["reason"], entry["ids"]) == (POST, ["age", "close"], "ทะเลาะกัน", [])
    undone = await undo(service, first)
    assert await is_open(service)
    again = await undo(service, undone)
    assert not await is_open(service), "an undo can be undone, too"
    assert await undo(service, first) is None, "somebody has said something else since"
    assert not await is_open(service)
    await undo(service, again)
    assert await is_open(service)
    chain = [read_entry(msgspec.json.encode(each)) for each in await entries(service)]
    assert [(each.action, each.door) for each in chain] == [
        ("close", ("age", "close")),
        ("undo", ("close", "age")),
        ("undo", ("age", "close")),
        ("undo", ("close", "age")),
    ]
    assert audited(chain).broken is None
    assert audited([chain[0], replace(chain[1], door=("close", "open")), *chain[2:]]).broken == Broken(2, "altered")


async def test_the_plain_form_says_why_and_the_ledger_page_takes_it_back(service: Service) -> None:
    form = {"url": POST, "do": "close", "reason": "<b>เหตุ</b>"}
    status, _ = await service.call("POST", "/comments/threads/door", staff=True, data=form)
    assert status == 303
    _, page = await service.call("GET", "/comments/moderation/ledger", staff=True, headers=HTML)
    assert "ปิดหัวข้อแล้ว" in page
    assert "&lt;b&gt;เหตุ&lt;/b&gt;" in page
    (entry,) = await entries(service)
    back = await service.call(
        "POST", "/comments/moderation/undo", staff=True, data={"decision": entry["decision"], "place": ""}
    )
    assert back[0] == 303
    assert await is_open(service)
    long = {"url": POST, "do": "close", "reason": "ก" * 501}
    assert (await service.call("POST", "/comments/threads/door", staff=True, data=long))[0] == 422


async def test_a_door_that_a_crash_left_on_record_is_turned_later(service: Service) -> None:
    store, clock = service.kit.store, service.clock
    turn = Turn(service.kit.new_id(clock.now), clock.now, "daeng", POST, Said.AGE, Said.CLOSE)
    await DoorLedger(RedisLedger(store), clock, service.kit.new_id).record(turn)
    assert await is_open(service)
    threads, ledger = RedisThreads(store), RedisLedger(store)
    assert await ledger.left_open(clock.now + SOON, 9) == [turn.decision]
    clock.pass_by(SOON)
    later = (await service.call("PUT", DOOR, staff=True, json={"thread": POST, "closed": False}))[1]["decision"]
    assert not await threads.turn(turn), "a later word stands"
    assert await threads.turned(POST) == (Door(is_open=True, since=clock.now, by="daeng"), later)


async def test_the_plain_form_gives_back_what_was_typed_into_a_closed_thread(service: Service) -> None:
    await close(service, True)
    form = {"author": "สมหญิง", "text": "ยาวมาก <b>"}
    status, page = await service.call("POST", f"/comments/threads?url={POST}", data=form, headers=HTML)
    assert status == 422
    assert "ยาวมาก &lt;b&gt;" in page
    assert "สมหญิง" in page


async def test_words_that_were_being_written_wait_for_a_moderator(service: Service) -> None:
    _, form = await service.get("/comments/api/form", params={"thread": POST})
    service.clock.pass_by(SOON)
    await close(service, True)
    service.clock.pass_by(SOON)
    posted = await service.post("เริ่มเขียนก่อนปิด", form=form["form"])
    assert posted["status"] == "held"
    (item,) = await service.queue()
    assert [reason["code"] for reason in item["reasons"]] == ["closed-thread"]


async def test_threads_close_by_the_age_of_their_post(store: Store) -> None:
    async with serving(store, SAKET_CLOSE_DAYS="30") as service:
        service.posts.keep("strategy", Thread(POST, "เก่า", published=service.clock.now - timedelta(days=29)))
        assert (await service.post("ยังทัน"))["status"] == "published"
        page = ("/comments/api/comments", {"thread": POST})
        assert (await service.get(page[0], params=page[1]))[1]["closed"] is False
        service.clock.pass_by(timedelta(days=2))
        assert (await service.get(page[0], params=page[1]))[1]["closed"] is True, "though nothing was written"
        assert (await service.send("สายไป"))[0] == 422
        await close(service, False)
        assert (await service.post("เปิดต่อ"))["status"] == "published"
        await close(service, None)
        assert (await service.send("ตามอายุ"))[0] == 422


async def test_only_staff_answer_for_the_province(service: Service) -> None:
    await close(service, True)
    body = {"thread": POST, "author": "จังหวัดร้อยเอ็ด", "text": "ตอบที่ https://roiet.example/x", "official": True}
    status, problem = await service.call("POST", "/comments/api/comments", json=body)
    assert (status, problem["code"]) == (401, "unauthenticated")
    stranger = bearer(await service.kit.staff.add_token("officer", ["posts"]))
    assert (await service.call("POST", "/comments/api/comments", json=body, headers=stranger))[0] == 403
    status, posted = await service.call("POST", "/comments/api/comments", json=body, staff=True)
    assert (status, posted["status"]) == (201, "published"), "in a closed thread, too"
    (item,) = await service.listed()
    assert item["official"] is True
    assert 'rel="ugc nofollow noopener"' in item["html"]
    form = {"author": "x", "text": "y", "official": "1"}
    assert (await service.call("POST", f"/comments/threads?url={POST}", data=form))[0] == 401
    assert len(await service.listed()) == 1


async def test_a_door_needs_a_right(service: Service) -> None:
    assert (await service.call("PUT", DOOR, json={"thread": POST, "closed": True}))[0] == 401
    assert (await service.call("POST", "/comments/threads/door", data={"url": POST, "do": "close"}))[0] == 401
    status, problem = await service.call("PUT", DOOR, staff=True, json={"thread": f"{SITE}/x", "closed": True})
    assert (status, problem["code"]) == (404, "not-found")
