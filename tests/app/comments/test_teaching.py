"""What the filter is least certain about is asked, and a person's answer about a public comment teaches it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.comments.moderation.audit import audited
from services.comments.moderation.doubt import KEPT, MOST_OF_DAY, MOST_OF_SENDER
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.ledger import Entry
from services.comments.moderation.queue_store import RedisQueue
from services.comments.storage.threads import RedisThreads
from services.comments.writing.writer import rebuild
from shared.discussion import CHANGED
from shared.push import NEWS_STREAM
from shared.store.client import Store
from tests.app.comments.conftest import POST, SOON, Service, serving
from tests.app.comments.test_console import DESK, log_in
from tests.support.learning import learning_site, models
from tests.support.province import eventually

DECISIONS = "/comments/api/moderation/decisions"
_WHERE = ("ถนน", "คลอง", "ตลาด", "โรงเรียน", "สวน", "วัด", "สะพาน", "สถานี")
_WHAT = ("พัง", "ตัน", "ไกล", "ปิด", "สวย", "เก่า", "มืด", "เต็ม")
SEEN = (
    f"/comments/feeds/thread.atom?url={POST}",
    f"/comments/feeds/thread.rss?url={POST}",
    f"/comments/feeds/thread.json?url={POST}",
    "/comments/feeds/all.atom",
    "/comments/feeds/all.atom?updated-min=2026-03-01T00:00:00Z&orderby=updated",
    f"/comments/api/comments?thread={POST}",
    f"/comments/api/counts?thread={POST}",
)


def words(number: int) -> str:
    """Texts that have nothing to do with each other; what differs in digits alone says the same."""
    return f"perhaps {_WHERE[number // 8]} {_WHAT[number % 8]}"


async def asked(service: Service, **query: str) -> list[dict[str, Any]]:
    return await service.queue(status="published", order="least-certain", **query)


async def asked_about(service: Service, *expected: str) -> list[str]:
    """The comments that the filter asks about, once they are these: new ones are noted behind the answer."""

    async def there() -> bool:
        return [item["id"] for item in await asked(service)] == [*expected]

    await eventually(there)
    return [*expected]


async def post_from(service: Service, sender: str, text: str, **fields: Any) -> str:
    body = {"thread": POST, "author": "สมชาย", "text": text, **fields}
    headers = {"X-Forwarded-For": sender}
    status, posted = await service.call("POST", "/comments/api/comments", json=body, headers=headers)
    assert status == 201, posted
    return str(posted["id"])


async def undo(service: Service, decision: str) -> dict[str, Any]:
    status, ruling = await service.call("POST", f"{DECISIONS}/{decision}/undo", staff=True)
    assert status == 200, ruling
    assert isinstance(ruling, dict)
    return ruling


async def everything_seen(service: Service, posted: dict[str, Any]) -> list[tuple[str | None, bytes]]:
    """What the public and the author get, octet for octet, and its validators."""
    found = []
    for path in (*SEEN, f"/comments/api/receipts/{posted['receipt']}", f"/comments/api/comments/{posted['id']}/x"):
        async with service.client.get(path) as response:
            found.append((response.headers.get("ETag"), await response.read()))
    fragment = await service.fragments.fragment(POST, "", "th")
    return [*found, (None, str(fragment).partition("<form")[0].encode())]


async def heard(store: Store) -> tuple[int, int]:
    """How often feeds were announced and figures told."""
    return await store.execute("XLEN", NEWS_STREAM), await store.execute("XLEN", CHANGED)


async def settled(service: Service) -> None:
    """When nothing is left to do behind an answer."""

    async def done() -> bool:
        return bool(await service.kit.store.execute("ZCARD", "{queue}:dirty") == 0)

    await eventually(done)


async def test_a_public_comment_is_confirmed_and_nobody_sees_a_difference(store: Store) -> None:
    async with serving(store, SAKET_HUB="on") as service:
        posted = await service.post("perhaps")
        await settled(service)
        before, told = await everything_seen(service, posted), await heard(store)
        service.clock.pass_by(SOON)
        ruling = await service.decide("approve", posted["id"], reason="ดี")
        assert (ruling["applied"], ruling["skipped"]) == ([posted["id"]], [])
        assert await everything_seen(service, posted) == before
        async with service.client.get(SEEN[0], headers={"If-None-Match": str(before[0][0])}) as response:
            assert response.status == 304
        service.clock.pass_by(SOON)
        undone = await undo(service, ruling["decision"])
        assert undone["applied"] == [posted["id"]]
        assert await everything_seen(service, posted) == before
        await undo(service, undone["decision"])
        assert await everything_seen(service, posted) == before
        assert await heard(store) == told, "no feed was announced, no figure told"
        assert told[0] > 0


async def test_who_confirms_it_stands_in_ledger_and_history(service: Service) -> None:
    posted = await service.post()
    (item,) = await service.queue(status="published")
    assert item["actions"] == ["approve", "reject", "spam"]
    ruling = await service.decide("approve", posted["id"])
    (item,) = await service.queue(status="published")
    assert item["actions"] == ["reject", "spam"]
    again = await service.decide("approve", posted["id"])
    assert again == {"decision": None, "applied": [], "skipped": [{"id": posted["id"], "why": "not-possible"}]}
    _, page = await service.get("/comments/api/moderation/ledger", staff=True)
    (entry,) = page["items"]
    assert (entry["action"], entry["ids"], entry["confirmed"]) == ("approve", [posted["id"]], [posted["id"]])
    assert audited([Entry(**entry)]).broken is None
    await undo(service, ruling["decision"])
    _, detail = await service.get(f"/comments/api/moderation/comments/{posted['id']}", staff=True)
    assert [(e["what"], e["status"], e["actor"]) for e in detail["history"]] == [
        ("post", "published", "author"),
        ("approve", "published", "daeng"),
        ("undo", "published", "daeng"),
    ]
    assert (await service.decide("approve", posted["id"]))["applied"] == [posted["id"]]


@pytest.mark.parametrize(("confirmed", "left"), [(True, 1), (False, 0)])
async def test_readers_do_not_take_down_what_was_confirmed(proxied: Service, *, confirmed: bool, left: int) -> None:
    posted = await proxied.post()
    if confirmed:
        await proxied.decide("approve", posted["id"])
    for number in range(4):
        path, headers = f"/comments/api/comments/{posted['id']}/reports", {"X-Forwarded-For": f"198.51.{number}.1"}
        assert (await proxied.call("POST", path, headers=headers))[0] in {202, 404}
    assert len(await proxied.listed()) == left


async def test_to_confirm_many_takes_no_second_person(store: Store) -> None:
    async with serving(store, SAKET_DECIDE_ALONE="1") as service:
        public = [(await service.post(f"ที่ {n}"))["id"] for n in range(3)]
        held = (await service.post("doubtful"))["id"]
        ruling = await service.decide("approve", *public, held)
        assert sorted(ruling["applied"]) == sorted([*public, held])
        assert not (await undo(service, ruling["decision"])).get("pending")
        assert (await service.decide("spam", *public))["pending"]


async def test_a_campaign_that_is_approved_is_confirmed_where_it_is_public(service: Service) -> None:
    text = "ขอให้เทศบาลซ่อมถนนสายบ้านหนองแวงถึงโรงเรียนวัดกลางก่อนเปิดเทอม เพราะเด็กนักเรียนเดินทางลำบากมากทุกวัน"
    ids = [(await service.post(text, author=f"คน {n}"))["id"] for n in range(3)]
    (item, *_) = await service.queue(status="published")
    body = {"campaign": item["campaign"]["id"], "action": "approve"}
    _, ruling = await service.call("POST", DECISIONS, staff=True, json=body)
    assert sorted(ruling["applied"]) == sorted(ids)
    assert [item["actions"] for item in await service.queue(status="published")] == [["reject", "spam"]] * 3


async def test_the_least_certain_come_first_as_the_version_that_serves_sees_them(service: Service) -> None:
    sure = await service.post("ดีมาก")
    texts = ["perhaps หนึ่ง", "perhaps สอง", "perhaps สาม"]
    one, two, three = [(await service.post(text))["id"] for text in texts]
    held = await service.post("doubtful")
    await settled(service)
    service.judge.now = dict(zip(texts, (0.2, 0.55, 0.9), strict=True))
    items = await asked(service)
    assert [item["id"] for item in items] == [two, one, three]
    assert [item["probability"] for item in items] == [0.55, 0.2, 0.9]
    assert {sure["id"], held["id"]}.isdisjoint(item["id"] for item in items)
    service.judge.now = dict(zip(texts, (0.5, 0.1, 0.01), strict=True))
    assert [item["id"] for item in await asked(service)] == [one, two], "what it is certain about now is no question"
    path = "/comments/api/moderation/queue?status=published&order=least-certain&limit=1"
    _, first = await service.get(path, staff=True)
    _, second = await service.get(f"{path}&cursor={first['next']}", staff=True)
    assert [item["id"] for item in first["items"] + second["items"]] == [one, two]
    assert second["next"] is None
    assert [item["id"] for item in await asked(service, q="สอง")] == [two]
    assert await asked(service, thread="http://roiet.example/posts/other") == []


async def test_what_waits_can_be_had_in_this_order_and_nothing_else(service: Service) -> None:
    ids = [(await service.post(f"doubtful {n}"))["id"] for n in range(3)] + [(await service.post("unscored"))["id"]]
    await service.post("perhaps")
    assert {item["id"] for item in await service.queue(order="least-certain")} == {*ids}
    assert [item["id"] for item in await service.queue(order="least-certain")][-1] == ids[-1], "nothing is known of it"
    assert [item["id"] for item in await service.queue(order="least-certain", author="new")] == []
    for query in ("status=spam&order=least-certain", "order=newest"):
        status, problem = await service.get(f"/comments/api/moderation/queue?{query}", staff=True)
        assert (status, problem["errors"][0]["field"]) == (422, "order")


async def test_what_has_been_answered_or_is_gone_is_not_asked_again(proxied: Service) -> None:
    service, bodies = proxied, [f"perhaps {word}" for word in ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด")]
    posted = []
    for text in bodies:
        posted.append(await service.post(text))
        service.clock.pass_by(timedelta(days=1))
    ids = [each["id"] for each in posted]
    await asked_about(service, *sorted(ids))
    approve, spam, reject, withdraw, edit, erase, left = posted
    decision = (await service.decide("approve", approve["id"]))["decision"]
    await service.decide("spam", spam["id"])
    await service.decide("reject", reject["id"])
    await service.call("DELETE", f"/comments/api/receipts/{withdraw['receipt']}")
    await service.call("POST", f"/comments/api/receipts/{erase['receipt']}/erase")
    await asked_about(service, *sorted([edit["id"], left["id"]]))
    store = service.kit.store
    kept = b" ".join([b for k in await keys(store) for b in await store.execute("HVALS", k)])
    assert b"= " in kept
    places, _ = await doubts(service).everything()
    assert {place.comment for place in places} == {edit["id"], left["id"]}
    await undo(service, decision)
    await asked_about(service, *sorted([approve["id"], edit["id"], left["id"]]))


def doubts(service: Service) -> RedisDoubts:
    return RedisDoubts(service.kit.store, RedisThreads(service.kit.store), service.clock)


async def keys(store: Store) -> list[bytes]:
    return [key async for key in store.scan("{doubts}:*")]


async def test_an_edit_is_a_new_question_or_none(store: Store) -> None:
    async with serving(store, SAKET_EDIT_MINUTES="60") as service:
        posted = await service.post("perhaps")
        await asked_about(service, posted["id"])
        for text, expected in (("ดีมาก", []), ("perhaps อีก", [posted["id"]])):
            await service.call("PATCH", f"/comments/api/receipts/{posted['receipt']}", json={"text": text})
            assert [item["id"] for item in await asked(service)] == expected


async def test_a_question_is_dropped_with_age(service: Service) -> None:
    posted = await service.post("perhaps")
    await asked_about(service, posted["id"])
    service.clock.pass_by(KEPT - timedelta(days=1))
    assert len(await asked(service)) == 1
    service.clock.pass_by(timedelta(days=2))
    assert await asked(service) == []
    ends = [await service.kit.store.execute("TTL", key) for key in await keys(service.kit.store)]
    assert [end for end in ends if not 0 < end <= (KEPT + timedelta(days=1)).total_seconds()] == []


async def test_a_flood_takes_one_place_and_a_sender_a_few(store: Store) -> None:
    variables: dict[str, Any] = {
        "SAKET_TRUSTED_PROXIES": "127.0.0.0/8",
        "SAKET_COMMENT_BURST": "1000",
        "SAKET_THREAD_BURST": "1000",
    }
    async with serving(store, **variables) as service:
        neighbour = await post_from(service, "192.0.2.1", "perhaps ขอถามหน่อย")
        for number in range(40):
            await post_from(service, f"198.51.{number}.1", "perhaps  สมัครวันนี้")
        for number in range(40):
            await post_from(service, "203.0.113.1", words(number))
        await settled(service)
        found = [item["id"] for item in await asked(service)]
        assert neighbour in found
        assert len(found) == 1 + 1 + MOST_OF_SENDER
        for number in range(MOST_OF_DAY):
            await post_from(service, f"198.52.{number}.1", f"{words(number)} จากหลายที่")
        await settled(service)
        service.clock.pass_by(timedelta(days=1))
        tomorrow = await post_from(service, "192.0.2.1", "perhaps ถามอีกที")
        await settled(service)
        found = [item["id"] for item in await asked(service, limit="200")]
        assert (len(found), tomorrow in found) == (MOST_OF_DAY + 1, True), "a day has so many places, another its own"


async def test_who_is_less_certain_takes_the_place_of_who_is_more(store: Store) -> None:
    async with serving(store) as service:
        service.judge.now = {words(n): 0.1 + n / 50 for n in range(MOST_OF_SENDER + 3)}
        ids = [(await service.post(text))["id"] for text in service.judge.now]
        expected = ids[: -MOST_OF_SENDER - 1 : -1]
        await asked_about(service, *expected)


async def test_the_index_is_built_anew_and_old_stores_have_none(service: Service) -> None:
    kept, confirmed = (await service.post("perhaps หนึ่ง"))["id"], (await service.post("perhaps สอง"))["id"]
    await service.post("perhaps   สอง", thread="http://roiet.example/posts/other")
    await settled(service)
    await service.decide("approve", confirmed)
    await asked_about(service, kept)
    store = service.kit.store
    await store.execute("UNLINK", *await keys(store))
    assert await asked(service) == []
    for _ in range(2):
        await rebuild(RedisThreads(store), RedisQueue(store), doubts(service))
        await asked_about(service, kept)


async def test_the_page_asks_and_an_answer_leads_back_to_it(service: Service) -> None:
    posted = [await service.post("perhaps <b>หนึ่ง</b>"), await service.post("perhaps สอง")]
    await settled(service)
    csrf = await log_in(service)
    status, page = await service.get(f"{DESK}/teach")
    assert status == 200
    assert "perhaps &lt;b&gt;หนึ่ง" in page
    assert "1 มีนาคม 2569" in page
    assert {*actions(page)} == {"approve", "spam"}
    assert "ปกติ 0 " in page
    form = {"csrf": csrf, "id": posted[0]["id"], "action": "approve", "place": "page=teach"}
    async with service.client.post(f"{DESK}/decisions", data=form, allow_redirects=False) as response:
        assert response.status == 303
        back = response.headers["Location"]
    assert back.startswith(f"{DESK}/teach?")
    _, page = await service.get(back)
    assert posted[0]["id"] not in page.partition('id="cases"')[2]
    assert "ปกติ 1 " in page
    decision = page.partition('name="decision" value="')[2].partition('"')[0]
    undone = {"csrf": csrf, "decision": decision, "place": "page=teach"}
    assert (await service.call("POST", f"{DESK}/undo", data=undone))[0] == 303
    _, page = await service.get(f"{DESK}/teach")
    assert posted[0]["id"] in page
    for each in posted:
        await service.decide("spam", each["id"])
    _, page = await service.get(f"{DESK}/teach")
    assert "desk__empty" in page
    assert actions(page) == []


def actions(page: str) -> Sequence[str]:
    return [piece.partition('"')[0] for piece in page.split('name="action" value="')[1:]]


async def test_who_may_only_look_is_asked_nothing(service: Service) -> None:
    await service.post("perhaps")
    await settled(service)
    await log_in(service, "viewer")
    _, page = await service.get(f"{DESK}/teach")
    assert "perhaps" in page
    assert actions(page) == []


async def test_a_page_of_ten_and_the_next_one(store: Store) -> None:
    async with serving(store, SAKET_TRUSTED_PROXIES="127.0.0.0/8") as service:
        for number in range(12):
            await post_from(service, f"198.51.{number}.1", words(number))
        await settled(service)
        await log_in(service)
        _, page = await service.get(f"{DESK}/teach")
        assert page.count("data-case ") == 10
        link = page.partition('rel="next" href="')[2].partition('"')[0]
        _, page = await service.get(link)
        assert page.count("data-case ") == 2
        assert f'value="page=teach&amp;cursor={link.partition("cursor=")[2]}"' in page


async def test_a_confirmed_comment_is_a_label_of_its_own_time(store: Store, tmp_path: Any) -> None:
    async with learning_site(store, tmp_path) as site:
        posted = [await site.post("ถนนพังมากครับ ช่วยมาดูด้วย"), await site.post("สนใจทักหลังไมค์ รับประกันแท้")]
        site.clock.pass_by(timedelta(days=2))
        ruling = await site.decide("approve", posted[0]["id"])
        await site.decide("spam", posted[1]["id"])
        seen = (await models(site))["seen"]
        assert (seen["labels"], seen["legitimate"], seen["spam"]) == (2, 1, 1)
        await undo(site, ruling["decision"])
        seen = (await models(site))["seen"]
        assert (seen["labels"], seen["legitimate"], seen["spam"]) == (1, 0, 1)
