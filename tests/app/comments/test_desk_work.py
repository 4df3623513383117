"""Several moderators at one queue: claims, live news, appeals, the second person, filters."""

import asyncio
from datetime import timedelta
from typing import Any

from aiohttp import ClientResponse

from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving
from tests.support.site import bearer

QUEUE = "/comments/api/moderation/queue"
DECISIONS = "/comments/api/moderation/decisions"
CLAIMS = "/comments/api/moderation/claims"
EVENTS = "/comments/api/moderation/events"


async def token(service: Service, name: str, *scopes: str) -> dict[str, str]:
    return bearer(await service.kit.staff.add_token(name, scopes or ("moderation",)))


async def decide(service: Service, who: dict[str, str], **body: Any) -> tuple[int, Any]:
    return await service.call("POST", DECISIONS, headers=who, json={"action": "spam", **body})


async def test_two_moderators_do_not_work_on_one_card(service: Service) -> None:
    ids = [(await service.post(f"doubtful {number}"))["id"] for number in range(3)]
    dam = await token(service, "dam")
    status, claimed = await service.call("POST", CLAIMS, staff=True, json={"ids": ids[:2]})
    assert (status, {*claimed["mine"]}, claimed["others"]) == (200, {*ids[:2]}, {})
    _, hers = await service.call("POST", CLAIMS, headers=dam, json={"ids": ids[1:]})
    assert ({*hers["mine"]}, hers["others"][ids[1]]["person"]) == ({ids[2]}, "daeng")
    items = {item["id"]: item for item in (await service.call("GET", QUEUE, headers=dam))[1]["items"]}
    assert (items[ids[0]]["actions"], items[ids[0]]["barred"]) == ([], "claimed")
    assert items[ids[2]]["claim"]["mine"] is True
    _, ruling = await decide(service, dam, ids=ids)
    assert ruling["applied"] == [ids[2]]
    assert ruling["skipped"] == [{"id": identity, "why": "claimed"} for identity in ids[:2]]
    assert (await service.call("POST", f"{CLAIMS}/release", staff=True, json={"ids": ids}))[0] == 204
    assert (await decide(service, dam, ids=ids))[1]["applied"] == ids[:2]


async def test_a_claim_ends_by_itself_and_only_what_waits_can_be_claimed(service: Service) -> None:
    held, public = await service.post("doubtful"), await service.post()
    dam = await token(service, "dam")
    _, claimed = await service.call("POST", CLAIMS, staff=True, json={"ids": [held["id"], public["id"], "x"]})
    assert {*claimed["mine"]} == {held["id"]}
    service.clock.pass_by(timedelta(minutes=5))
    assert (await decide(service, dam, ids=[held["id"]]))[1]["applied"] == [held["id"]]
    assert (await service.call("POST", CLAIMS, staff=True, json={"ids": []}))[0] == 422
    assert (await service.call("POST", CLAIMS, staff=True, json={"ids": ["x"], "who": "y"}))[0] == 400


async def test_an_appeal_goes_to_somebody_else_and_its_author_hears_of_it(service: Service) -> None:
    posted = await service.post("doubtful")
    dam = await token(service, "dam")
    receipt = f"/comments/api/receipts/{posted['receipt']}"
    await service.call("POST", DECISIONS, staff=True, json={"action": "reject", "ids": [posted["id"]]})
    await service.call("POST", f"{receipt}/appeal", json={"reason": "ไม่ใช่โฆษณา"})
    (mine,) = await service.queue()
    assert (mine["band"], mine["actions"], mine["barred"]) == ("appeal", [], "needs-another")
    (hers,) = (await service.call("GET", QUEUE, headers=dam))[1]["items"]
    assert hers["actions"] == ["approve", "reject", "spam"]
    own = await service.decide("reject", posted["id"])
    assert own["skipped"] == [{"id": posted["id"], "why": "needs-another"}]
    body = {"action": "reject", "ids": [posted["id"]], "reason": "เชิญชวนเล่นพนัน", "ground": "gambling"}
    _, ruling = await service.call("POST", DECISIONS, headers=dam, json=body)
    assert ruling["applied"] == [posted["id"]]
    _, seen = await service.get(receipt)
    assert seen["status"] == "rejected"
    (told,) = seen["reasons"]
    assert "เชิญชวนเล่นพนัน" in told["text"]
    assert "พระราชบัญญัติการพนัน" in told["text"]
    assert "ขอทบทวน" in told["text"]
    _, page = await service.get("/comments/api/moderation/ledger", staff=True)
    assert page["items"][-1]["ground"] == "gambling"


async def test_a_granted_appeal_is_told_with_its_reason(service: Service) -> None:
    posted = await service.post("spam")
    receipt = f"/comments/api/receipts/{posted['receipt']}"
    await service.call("POST", f"{receipt}/appeal", json={"reason": "ผมเป็นคนจริง"})
    await service.decide("approve", posted["id"], reason="ขออภัยในความผิดพลาด")
    _, seen = await service.get(receipt)
    assert (seen["status"], len(seen["reasons"])) == ("published", 1)
    assert "ขออภัยในความผิดพลาด" in seen["reasons"][0]["text"]
    _, page = await service.get(f"/comments/receipts/{posted['receipt']}")
    assert "ขออภัยในความผิดพลาด" in page


async def test_a_decision_sent_twice_is_taken_once(service: Service) -> None:
    posted = await service.post("doubtful")
    key = {"Idempotency-Key": "k-1"}
    body = {"action": "spam", "ids": [posted["id"]]}
    answers = await asyncio.gather(
        *(service.call("POST", DECISIONS, staff=True, headers=key, json=body) for _ in range(5))
    )
    assert {status for status, _ in answers} == {200}
    assert {ruling["decision"] for _, ruling in answers} == {answers[0][1]["decision"]}
    assert all(ruling["applied"] == [posted["id"]] for _, ruling in answers)
    status, problem = await service.call("POST", DECISIONS, staff=True, headers=key, json={**body, "action": "approve"})
    assert (status, problem["code"]) == (409, "idempotency-mismatch")
    assert len((await service.get("/comments/api/moderation/ledger", staff=True))[1]["items"]) == 1


async def test_many_at_once_take_two_persons(store: Store) -> None:
    async with serving(store, SAKET_DECIDE_ALONE="2") as service:
        ids = [(await service.post(f"doubtful {number}"))["id"] for number in range(3)]
        lead = await token(service, "lek", "moderation", "review")
        _, ruling = await service.call("POST", DECISIONS, staff=True, json={"action": "spam", "ids": ids})
        assert (ruling["pending"], ruling["applied"]) == (True, [])
        assert len(await service.queue()) == 3
        _, waiting = await service.get(f"{DECISIONS}/pending", staff=True)
        assert [(item["decision"], item["count"], item["actor"]) for item in waiting["items"]] == [
            (ruling["decision"], 3, "daeng")
        ]
        confirm = f"{DECISIONS}/{ruling['decision']}/confirm"
        assert (await service.call("POST", confirm, staff=True))[0] == 403
        status, done = await service.call("POST", confirm, headers=lead)
        assert (status, done["applied"], done["decision"]) == (200, ids, ruling["decision"])
        assert (await service.call("POST", confirm, headers=lead))[0] == 404
        _, page = await service.get("/comments/api/moderation/ledger", staff=True)
        assert (page["items"][0]["actor"], page["items"][0]["second"]) == ("daeng", "lek")
        assert (await service.decide("approve", ids[0]))["applied"] == [ids[0]]
        _, own = await decide(service, lead, ids=ids, action="restore")
        assert own.get("pending") is None, "two of them are spam now: as many as one may decide about"


async def test_an_undo_that_publishes_many_takes_two_persons(store: Store) -> None:
    async with serving(store, SAKET_DECIDE_ALONE="1") as service:
        ids = [(await service.post(f"ดีมาก {number}"))["id"] for number in range(2)]
        lead = await token(service, "lek", "moderation", "review")
        _, ruling = await service.call("POST", DECISIONS, staff=True, json={"action": "reject", "ids": ids})
        await service.call("POST", f"{DECISIONS}/{ruling['decision']}/confirm", headers=lead)
        assert await service.listed() == []
        status, undo = await service.call("POST", f"{DECISIONS}/{ruling['decision']}/undo", staff=True)
        assert (status, undo["pending"], undo["applied"]) == (200, True, [])
        _, waiting = await service.get(f"{DECISIONS}/pending", staff=True)
        assert [(item["action"], item["undoes"], item["count"]) for item in waiting["items"]] == [
            ("undo", ruling["decision"], 2)
        ]
        assert await service.listed() == []
        status, done = await service.call("POST", f"{DECISIONS}/{undo['decision']}/confirm", headers=lead)
        assert (status, done["applied"]) == (200, ids)
        assert len(await service.listed()) == 2
        _, page = await service.get("/comments/api/moderation/ledger", staff=True)
        assert (page["items"][-1]["action"], page["items"][-1]["second"]) == ("undo", "lek")


async def test_what_can_be_asked_of_the_queue(service: Service) -> None:
    old = await service.post("doubtful เรื่อง ถนน ลาดยาง", author="สมชาย")
    service.clock.pass_by(timedelta(hours=30))
    await service.post("ดีมาก", author="สมหญิง")
    known = await service.post("doubtful ไฟฟ้า", author="สมหญิง")
    rejected = await service.post("spam บาคาร่า")
    await service.call("POST", f"/comments/api/receipts/{rejected['receipt']}/appeal")

    async def found(**query: str) -> list[str]:
        return [item["id"] for item in await service.queue(**query)]

    assert await found() == [rejected["id"], old["id"], known["id"]]
    assert await found(older="24") == [old["id"]]
    assert await found(newer="24") == [rejected["id"], known["id"]]
    assert await found(band="appeal") == [rejected["id"]]
    assert await found(author="new") == [rejected["id"], old["id"]]
    assert await found(q="ถนนลาดยาง") == [old["id"]]
    assert await found(q="สมหญิง") == [known["id"]]
    assert await found(q="บาคาร่า", band="unsure") == []
    assert len(await found(status="published", thread=POST)) == 1
    assert await found(status="published", thread="http://roiet.example/posts/other") == []
    _, counts = await service.get("/comments/api/moderation/counts", staff=True)
    assert (counts["states"]["held"], counts["bands"]["appeal"], counts["reasons"]["model"]) == (3, 1, 3)
    assert counts["oldest"] == "2026-03-01T09:00:00+07:00"
    status, problem = await service.get(
        QUEUE, staff=True, params={"band": "x", "older": "-1", "newer": "9" * 9, "author": "old", "q": "x" * 201}
    )
    assert status == 422
    assert {error["field"] for error in problem["errors"]} == {"band", "older", "newer", "author", "q"}


async def test_public_comments_of_a_thread_are_paged_newest_first(service: Service) -> None:
    ids = []
    for number in range(5):
        ids.append((await service.post(f"ความเห็นที่ {number}"))["id"])
        service.clock.pass_by(timedelta(seconds=1))
    query = {"status": "published", "thread": POST, "limit": "2"}
    got: list[str] = []
    while True:
        _, page = await service.get(QUEUE, staff=True, params=query)
        got += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert got == ids[::-1]


async def test_an_edit_shows_what_stood_there(service: Service) -> None:
    posted = await service.post("doubtful เดิม")
    await service.call("PATCH", f"/comments/api/receipts/{posted['receipt']}", json={"text": "doubtful ใหม่"})
    _, item = await service.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    assert [event["text"] for event in item["history"]] == [None, "doubtful เดิม"]


async def test_viewers_read_and_do_nothing(service: Service) -> None:
    viewer = await token(service, "viewer", "view")
    for path in (QUEUE, "/comments/api/moderation/counts", "/comments/api/moderation/ledger", f"{DECISIONS}/pending"):
        assert (await service.call("GET", path, headers=viewer))[0] == 200, path
    posted = await service.post("doubtful", email="a@b.example")
    _, seen = await service.call("GET", f"/comments/api/moderation/comments/{posted['id']}", headers=viewer)
    assert (seen["id"], seen["email"]) == (posted["id"], None)
    assert (await service.call("POST", CLAIMS, headers=viewer, json={"ids": ["x"]}))[0] == 403
    assert (await decide(service, viewer, ids=["x"]))[0] == 403


async def told(response: ClientResponse) -> dict[str, str]:
    """The next event of a stream that has data."""
    fields: dict[str, str] = {}
    while True:
        line = (await asyncio.wait_for(response.content.readline(), 20)).decode().rstrip("\n")
        if not line and "data" in fields:
            return fields
        name, _, value = line.partition(": ")
        fields[name] = value


async def test_open_desks_hear_of_changes_also_those_they_missed(store: Store) -> None:
    async with serving(store) as service, serving(store) as other:
        async with service.client.get(EVENTS, headers=service.staff) as stream:
            assert stream.content_type == "text/event-stream"
            first = await told(stream)
            assert '"held":0' in first["data"]
            posted = await other.post("doubtful")
            news = await told(stream)
            assert (news["event"], posted["id"] in news["data"], '"held":1' in news["data"]) == ("changed", True, True)
        missed = await other.post("doubtful ที่สอง")
        again = {**service.staff, "Last-Event-ID": news["id"]}
        async with service.client.get(EVENTS, headers=again) as stream:
            resumed = await told(stream)
        assert (missed["id"] in resumed["data"], posted["id"] in resumed["data"]) == (True, False)
        for odd in ("x", "1-1"):
            await store.execute("XTRIM", "{queue}:news", "MAXLEN", "=", 1)
            async with service.client.get(EVENTS, headers={**service.staff, "Last-Event-ID": odd}) as stream:
                assert (await told(stream))["event"] == "lost"


async def test_news_are_for_staff(service: Service) -> None:
    assert (await service.call("GET", EVENTS))[0] == 401
