import asyncio
from datetime import timedelta

import pytest

from services.comments.moderation.audit import audited
from services.comments.moderation.ledger import Entry, effective
from shared.store.client import Store
from tests.app.comments.conftest import POST, SOON, Service, serving
from tests.support.site import bearer

DECISIONS = "/comments/api/moderation/decisions"


async def test_the_queue_shows_why_a_comment_is_held(service: Service) -> None:
    posted = await service.post("doubtful <script>")
    (item,) = await service.queue()
    assert item["id"] == posted["id"]
    assert (item["status"], item["band"], item["probability"]) == ("held", "unsure", 0.7)
    assert item["reasons"][0]["code"] == "model"
    assert item["actions"] == ["approve", "reject", "spam"]
    assert item["html"] == "<p>doubtful &lt;script&gt;</p>"


async def test_a_comment_in_full(service: Service) -> None:
    posted = await service.post("doubtful", email="a@b.example")
    status, item = await service.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    assert status == 200
    assert (item["score"], item["model_version"], item["email"]) == (0.85, "m1", "a@b.example")
    assert item["parts"][1] == {"kind": "term", "name": "คำ", "weight": 0.5, "start": None, "end": None}
    assert [(event["actor"], event["what"], event["status"]) for event in item["history"]] == [
        ("author", "post", "held")
    ]
    for unknown in ("x", posted["id"][:-1] + ("0" if posted["id"][-1] != "0" else "1")):
        assert (await service.get(f"/comments/api/moderation/comments/{unknown}", staff=True))[0] == 404


async def test_approval_is_seen_at_once_everywhere(service: Service) -> None:
    posted = await service.post("doubtful")
    feed = f"/comments/feeds/thread.atom?url={POST}"
    assert "doubtful" not in (await service.get(feed))[1]
    ruling = await service.decide("approve", posted["id"], reason="ถูกต้อง")
    assert (ruling["applied"], ruling["skipped"]) == ([posted["id"]], [])
    assert [item["id"] for item in await service.listed()] == [posted["id"]]
    assert "doubtful" in (await service.get(feed))[1]
    assert "doubtful" in (await service.get("/comments/feeds/all.atom"))[1]
    assert await service.queue() == []
    assert (await service.get("/comments/api/counts", params={"thread": POST}))[1] == {POST: 1}


async def test_a_decision_skips_what_it_cannot_change(service: Service) -> None:
    held, public = await service.post("doubtful"), await service.post()
    await service.decide("reject", held["id"])
    ruling = await service.decide("restore", held["id"], public["id"], "nonsense", held["id"])
    assert ruling["applied"] == [held["id"]]
    assert {(s["id"], s["why"]) for s in ruling["skipped"]} == {
        (public["id"], "not-possible"),
        ("nonsense", "not-found"),
    }
    again = await service.decide("restore", held["id"])
    assert again == {"decision": None, "applied": [], "skipped": [{"id": held["id"], "why": "not-possible"}]}


async def test_undo_restores_standing_and_reasons(service: Service) -> None:
    posted = await service.post("doubtful")
    (before,) = await service.queue()
    ruling = await service.decide("spam", posted["id"])
    status, undone = await service.call("POST", f"{DECISIONS}/{ruling['decision']}/undo", staff=True)
    assert (status, undone["applied"]) == (200, [posted["id"]])
    assert await service.queue() == [before]
    status, twice = await service.call("POST", f"{DECISIONS}/{ruling['decision']}/undo", staff=True)
    assert (status, twice["applied"], twice["skipped"][0]["why"]) == (200, [], "changed-since")
    status, redone = await service.call("POST", f"{DECISIONS}/{undone['decision']}/undo", staff=True)
    assert redone["applied"] == [posted["id"]]
    assert [item["id"] for item in await service.queue(status="spam")] == [posted["id"]]
    assert (await service.call("POST", f"{DECISIONS}/unknown/undo", staff=True))[0] == 404


async def test_a_decision_overtaken_by_the_author_cannot_be_undone(service: Service) -> None:
    posted = await service.post("doubtful")
    ruling = await service.decide("approve", posted["id"])
    await service.call("DELETE", f"/comments/api/receipts/{posted['receipt']}")
    _, undone = await service.call("POST", f"{DECISIONS}/{ruling['decision']}/undo", staff=True)
    assert undone["skipped"] == [{"id": posted["id"], "why": "changed-since"}]


async def test_the_ledger_is_one_unbroken_chain(service: Service) -> None:
    posted = await service.post("doubtful")
    ruling = await service.decide("spam", posted["id"], reason="การพนัน")
    await service.call("POST", f"{DECISIONS}/{ruling['decision']}/undo", staff=True)
    await service.decide("approve", posted["id"])
    path = "/comments/api/moderation/ledger"
    _, first = await service.get(path, staff=True, params={"limit": "2"})
    _, second = await service.get(path, staff=True, params={"cursor": first["next"]})
    entries = first["items"] + second["items"]
    assert second["next"] is None
    assert [entry["action"] for entry in entries] == ["spam", "undo", "approve"]
    assert entries[0] | {"hash": "", "prev": ""} == {
        "number": 1,
        "decision": ruling["decision"],
        "at": "2026-03-01T09:00:00+07:00",
        "actor": "daeng",
        "action": "spam",
        "ids": [posted["id"]],
        "reason": "การพนัน",
        "undoes": None,
        "model_versions": ["m1"],
        "prev": "",
        "hash": "",
    }
    chain = [
        Entry(**{**entry, "ids": tuple(entry["ids"]), "model_versions": tuple(entry["model_versions"])})
        for entry in entries
    ]
    assert audited(chain).broken is None
    assert (await service.get(path, staff=True, params={"cursor": "YWJj"}))[0] == 422


async def chain(service: Service) -> list[Entry]:
    """The whole ledger."""
    _, page = await service.get("/comments/api/moderation/ledger", staff=True, params={"limit": "200"})
    assert page["next"] is None
    return [
        Entry(**{**entry, "ids": tuple(entry["ids"]), "model_versions": tuple(entry["model_versions"])})
        for entry in page["items"]
    ]


async def test_the_ledger_claims_only_what_a_decision_changed(service: Service) -> None:
    contested, own = await service.post("doubtful"), [(await service.post("doubtful"))["id"] for _ in range(20)]
    service.clock.pass_by(timedelta(seconds=1))
    rulings = await asyncio.gather(*(service.decide("spam", contested["id"], mine) for mine in own))
    assert sum(contested["id"] in ruling["applied"] for ruling in rulings) == 1
    alone = await asyncio.gather(*(service.decide("approve", contested["id"]) for _ in range(20)))
    assert [bool(ruling["decision"]) for ruling in alone].count(True) == 1
    assert {len(ruling["applied"]) for ruling in alone if ruling["decision"] is None} == {0}
    entries = await chain(service)
    assert audited(entries).broken is None
    claimed = {decision: ids for decision, ids in effective(entries).items() if ids}
    assert claimed == {r["decision"]: tuple(r["applied"]) for r in (*rulings, *alone) if r["decision"]}


async def test_decisions_are_undone_one_after_the_other(service: Service) -> None:
    posted = await service.post("doubtful")
    (before,) = await service.queue()
    taken = [(await service.decide(action, posted["id"]))["decision"] for action in ("spam", "approve")]
    for decision in reversed(taken):
        _, undone = await service.call("POST", f"{DECISIONS}/{decision}/undo", staff=True)
        assert (undone["applied"], undone["skipped"]) == ([posted["id"]], [])
    assert await service.queue() == [before]


async def test_the_queue_puts_people_first_and_pages_stably(service: Service) -> None:
    doubtful = []
    for number in range(3):
        doubtful.append((await service.post(f"doubtful {number}"))["id"])
        service.clock.pass_by(SOON)
    rejected = await service.post("spam")
    await service.call("POST", f"/comments/api/receipts/{rejected['receipt']}/appeal")
    order = [rejected["id"], *doubtful]
    assert [item["id"] for item in await service.queue()] == order
    path = "/comments/api/moderation/queue"
    _, first = await service.get(path, staff=True, params={"limit": "2"})
    await service.decide("approve", order[1])
    _, rest = await service.get(path, staff=True, params={"limit": "2", "cursor": first["next"]})
    assert [item["id"] for item in rest["items"]] == order[2:]


async def test_filters_of_the_queue(service: Service) -> None:
    here = await service.post("doubtful")
    there = await service.post("unscored", thread="http://roiet.example/posts/other")
    assert [item["id"] for item in await service.queue(thread=POST)] == [here["id"]]
    assert [item["id"] for item in await service.queue(reason="not-scored")] == [there["id"]]
    assert await service.queue(status="spam") == []
    status, problem = await service.get(
        "/comments/api/moderation/queue", staff=True, params={"status": "x", "reason": "y"}
    )
    assert status == 422
    assert [error["field"] for error in problem["errors"]] == ["status", "reason"]


async def test_bad_decisions(service: Service) -> None:
    for body, expected in (
        ({"ids": [], "action": "approve", "reason": "x" * 1001}, 422),
        ({"ids": ["x"], "action": "edit"}, 422),
        ({"ids": ["x"], "action": "explode"}, 400),
        ({"ids": "x", "action": "approve"}, 400),
        ({"ids": ["x"], "action": "approve", "extra": 1}, 400),
    ):
        status, problem = await service.call("POST", DECISIONS, staff=True, json=body)
        assert status == expected, problem


async def test_the_trial_stores_nothing(service: Service) -> None:
    texts = ["ดี", "spam", "unscored"]
    status, tried = await service.call(
        "POST", "/comments/api/decide", staff=True, json={"texts": texts, "thread": POST}
    )
    assert status == 200
    assert [one["outcome"] for one in tried] == ["publish", "reject", "hold"]
    assert tried[2]["probability"] is None
    assert tried[1]["parts"][1]["name"] == "คำ"
    assert await service.listed() == []
    assert await service.queue() == []
    for bad in ([], ["x"] * 501, ["x" * 20_001]):
        assert (await service.call("POST", "/comments/api/decide", staff=True, json={"texts": bad}))[0] == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/comments/api/moderation/queue"),
        ("GET", "/comments/api/moderation/comments/x"),
        ("POST", DECISIONS),
        ("POST", f"{DECISIONS}/x/undo"),
        ("GET", "/comments/api/moderation/ledger"),
        ("POST", "/comments/api/decide"),
        ("POST", "/comments/moderation/decisions"),
        ("POST", "/comments/moderation/undo"),
        ("GET", "/comments/feeds/queue.atom"),
    ],
)
async def test_staff_only(store: Store, method: str, path: str) -> None:
    async with serving(store) as service:
        other = bearer(await service.kit.staff.add_token("poster", ["posts"]))
        status, problem = await service.call(method, path)
        assert (status, problem["code"]) == (401, "unauthenticated")
        status, problem = await service.call(method, path, headers=other)
        assert (status, problem["code"]) == (403, "forbidden")
        status, problem = await service.call(method, path, headers=bearer("wrong"))
        assert (status, problem["code"]) == (401, "unauthenticated")


async def test_the_trial_is_also_for_model_makers(service: Service) -> None:
    models = bearer(await service.kit.staff.add_token("trainer", ["models"]))
    status, _ = await service.call("POST", "/comments/api/decide", headers=models, json={"texts": ["x"]})
    assert status == 200


async def test_a_comment_decided_by_two_moderators_at_once_changes_once(service: Service) -> None:
    posted = await service.post("doubtful")
    service.clock.pass_by(timedelta(seconds=1))
    rulings = await asyncio.gather(*(service.decide("approve", posted["id"]) for _ in range(8)))
    assert sum(len(ruling["applied"]) for ruling in rulings) == 1
    _, item = await service.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    assert [event["what"] for event in item["history"]] == ["post", "approve"]
