import asyncio
from datetime import timedelta

from tests.app.comments.conftest import POST, SOON, Service
from tests.support.province import eventually


async def test_a_comment_is_published_and_listed(service: Service) -> None:
    posted = await service.post("บรรทัดแรก\n\nสอง <b>", email="a@b.example", website="https://b.example/")
    assert posted["status"] == "published"
    assert posted["created"] == "2026-03-01T09:00:00+07:00"
    (item,) = await service.listed()
    assert item == {
        "id": posted["id"],
        "thread": POST,
        "parent": None,
        "author": "สมชาย",
        "text": "บรรทัดแรก\n\nสอง <b>",
        "html": "<p>บรรทัดแรก</p><p>สอง &lt;b&gt;</p>",
        "created": "2026-03-01T09:00:00+07:00",
        "edited": None,
        "official": False,
    }


async def test_held_and_rejected_comments_are_not_listed(service: Service) -> None:
    assert (await service.post("doubtful"))["status"] == "held"
    assert (await service.post("spam"))["status"] == "rejected"
    assert (await service.post("unscored"))["status"] == "held"
    assert await service.listed() == []


async def test_all_problems_come_at_once(service: Service) -> None:
    status, problem = await service.send(
        "", thread="http://elsewhere.example/", author=" ", email="x", website="javascript:alert(1)"
    )
    assert status == 422
    assert problem["code"] == "invalid-input"
    found = {(error["field"], error["code"]) for error in problem["errors"]}
    assert found == {
        ("thread", "unknown-site"),
        ("author", "missing"),
        ("text", "missing"),
        ("email", "not-an-email"),
        ("website", "not-a-url"),
    }


async def test_a_reply_needs_a_published_parent_of_the_same_thread(service: Service) -> None:
    parent = await service.post()
    held = await service.post("doubtful")
    other = await service.post(thread="http://roiet.example/posts/other")
    reply = await service.post("ตอบ", parent=parent["id"])
    assert [item["parent"] for item in await service.listed() if item["id"] == reply["id"]] == [parent["id"]]
    unknown = parent["id"][:-1] + ("1" if parent["id"].endswith("0") else "0")
    for wrong in (held["id"], other["id"], "nonsense", unknown):
        status, problem = await service.send("ตอบ", parent=wrong, author="")
        assert status == 422
        assert ("parent", "unknown-parent") in {(e["field"], e["code"]) for e in problem["errors"]}, wrong
        assert len(problem["errors"]) == 2


async def test_the_same_key_and_body_give_the_same_answer(service: Service) -> None:
    first = await service.post("เหมือนกัน", key="k1")
    service.clock.pass_by(SOON)
    assert await service.post("เหมือนกัน", key="k1") == first
    assert await service.post("เหมือนกัน\r\n", key="k1", form="ไม่นับ") == first
    assert len(await service.listed()) == 1


async def test_the_same_key_with_another_body_is_a_conflict(service: Service) -> None:
    await service.post("หนึ่ง", key="k1")
    for other in ({"text": "สอง"}, {"text": "หนึ่ง", "thread": "http://roiet.example/posts/other"}):
        status, problem = await service.send(key="k1", **other)
        assert (status, problem["code"]) == (409, "idempotency-mismatch")
    status, problem = await service.send(key="ก")
    assert (status, problem["errors"][0]["field"]) == (422, "Idempotency-Key")


async def test_fifty_parallel_requests_with_one_key_make_one_comment(service: Service) -> None:
    answers = await asyncio.gather(*(service.post("พร้อมกัน", key="same") for _ in range(50)))
    assert len({(answer["id"], answer["receipt"]) for answer in answers}) == 1
    assert len(await service.listed()) == 1


async def test_without_a_form_a_comment_is_judged_more_strictly(service: Service) -> None:
    _, form = await service.get("/comments/api/form", params={"thread": POST + "#x"})
    assert form["thread"] == POST
    service.clock.pass_by(timedelta(seconds=2))
    await service.post(form=form["form"])
    await service.post()
    await service.post(form=form["form"], thread="http://roiet.example/posts/other")
    with_form, without, other_thread = [context for text, context in service.judge.asked if text == "ดีมากครับ"]
    assert (with_form.has_form, with_form.seconds_to_submit) == (True, 2.0)
    assert with_form.thread_title == "ยุทธศาสตร์ <จังหวัด>"
    assert (without.has_form, without.seconds_to_submit) == (False, None)
    assert not other_thread.has_form


async def test_pages_of_comments_are_stable_under_new_ones(service: Service) -> None:
    ids = []
    for number in range(5):
        ids.append((await service.post(f"ที่ {number}"))["id"])
        service.clock.pass_by(SOON)
    _, first = await service.get("/comments/api/comments", params={"thread": POST, "limit": "2"})
    ids.append((await service.post("ใหม่"))["id"])
    _, second = await service.get(
        "/comments/api/comments", params={"thread": POST, "limit": "3", "cursor": first["next"]}
    )
    _, third = await service.get("/comments/api/comments", params={"thread": POST, "cursor": second["next"]})
    assert [item["id"] for page in (first, second, third) for item in page["items"]] == ids
    assert third["next"] is None


async def test_bad_cursors_and_limits(service: Service) -> None:
    for query, field in (({"cursor": "!"}, "cursor"), ({"limit": "0"}, "limit"), ({"limit": "๕"}, "limit")):
        status, problem = await service.get("/comments/api/comments", params={"thread": POST, **query})
        assert (status, problem["errors"][0]["field"]) == (422, field)
    status, problem = await service.get("/comments/api/comments")
    assert (status, problem["errors"][0]["field"]) == (422, "thread")


async def test_counts_of_many_threads_by_the_addresses_asked(service: Service) -> None:
    await service.post()
    await service.post("doubtful")
    asked = [("thread", POST), ("thread", POST + "?utm_source=x"), ("thread", "http://roiet.example/none")]
    status, counts = await service.get("/comments/api/counts", params=asked)
    assert status == 200
    assert counts == {POST: 1, POST + "?utm_source=x": 1, "http://roiet.example/none": 0}
    assert (await service.get("/comments/api/counts"))[0] == 422


async def test_thai_slugs_in_either_spelling_are_one_thread(service: Service) -> None:
    await service.post(thread="http://roiet.example/posts/แผน")
    _, page = await service.get(
        "/comments/api/comments", params={"thread": "HTTP://ROIET.example:80/posts/%e0%b9%81%E0%B8%9c%E0%B8%99#c"}
    )
    assert len(page["items"]) == 1


async def test_the_receipt_tells_what_became_of_a_comment(service: Service) -> None:
    posted = await service.post("doubtful")
    path = f"/comments/api/receipts/{posted['receipt']}"
    status, thai = await service.get(path)
    assert (status, thai["status"], thai["appealable"]) == (200, "held", True)
    assert thai["reasons"][0]["code"] == "model"
    assert thai["editable_until"] == "2026-03-01T09:15:00+07:00"
    _, english = await service.get(path + "?lang=en")
    assert english["message"].startswith("We have your comment")
    await service.decide("spam", posted["id"])
    assert (await service.get(path))[1]["status"] == "rejected"
    for wrong in (posted["id"], posted["receipt"][:-1] + "!", "x", posted["id"] + ".aaaa"):
        assert (await service.get(f"/comments/api/receipts/{wrong}"))[0] == 404


async def test_an_edit_is_judged_again_within_its_time(service: Service) -> None:
    posted = await service.post()
    path = f"/comments/api/receipts/{posted['receipt']}"
    status, receipt = await service.call("PATCH", path, json={"text": "แก้แล้ว"})
    assert (status, receipt["status"], receipt["text"]) == (200, "published", "แก้แล้ว")
    assert (await service.listed())[0]["edited"] == "2026-03-01T09:00:00+07:00"
    assert (await service.call("PATCH", path, json={"text": " "}))[0] == 422
    status, receipt = await service.call("PATCH", path, json={"text": "doubtful"})
    assert receipt["status"] == "held"
    assert await service.listed() == []
    service.clock.pass_by(timedelta(minutes=16))
    status, problem = await service.call("PATCH", path, json={"text": "อีกครั้ง"})
    assert (status, problem["code"]) == (409, "edit-window-closed")


async def test_a_sender_is_known_once_the_public_has_seen_something_of_theirs(service: Service) -> None:
    texts = ("doubtful", "ดีมาก", "ขอบคุณ")
    await service.post(texts[0])
    await service.post(texts[1])
    await eventually(lambda: service.kit.store.execute("KEYS", "{sender:*}"))  # behind the answer
    await service.post(texts[2])
    about_texts = [context for text, context in service.judge.asked if text in texts]
    assert [context.first_comment for context in about_texts] == [True, True, False]


async def test_a_link_that_comes_in_by_an_edit_is_a_first_ones_too_until_somebody_has_looked(service: Service) -> None:
    posted = await service.post("ดีมาก")
    path = f"/comments/api/receipts/{posted['receipt']}"
    await service.call("PATCH", path, json={"text": "ดูนี่"})
    await service.decide("approve", posted["id"])
    await service.call("PATCH", path, json={"text": "ดูนี่ด้วย"})
    about_edits = [context for text, context in service.judge.asked if text.startswith("ดูนี่")]
    assert [context.first_comment for context in about_edits] == [True, False]


async def test_an_advert_in_the_name_waits_and_its_text_is_not_called_spam(service: Service) -> None:
    posted = await service.post("ดีมาก", author="doubtful")
    assert posted["status"] == "held"
    path = f"/comments/api/receipts/{posted['receipt']}"
    status, receipt = await service.call("PATCH", path, json={"text": "ดีมากจริง ๆ"})
    assert (status, receipt["status"]) == (200, "held"), "another text changes nothing about the name"
    (item,) = await service.queue()
    assert [reason["code"] for reason in item["reasons"]] == ["name"]
    await service.decide("approve", posted["id"])
    assert [item["author"] for item in await service.listed()] == ["doubtful"]
    status, receipt = await service.call("PATCH", path, json={"text": "ขอบคุณ"})
    assert (status, receipt["status"]) == (200, "published"), "somebody has seen the name"


async def test_people_may_be_called_as_they_are_elsewhere(service: Service) -> None:
    assert (await service.post("ดีมาก", author="@doubtful.demo"))["status"] == "published"


async def test_a_withdrawn_comment_is_gone_for_everybody(service: Service) -> None:
    posted = await service.post()
    path = f"/comments/api/receipts/{posted['receipt']}"
    assert (await service.call("DELETE", path))[1]["status"] == "withdrawn"
    assert (await service.call("DELETE", path))[0] == 200
    assert await service.listed() == []
    status, problem = await service.call("PATCH", path, json={"text": "x"})
    assert (status, problem["code"]) == (409, "not-possible")


async def test_one_appeal(service: Service) -> None:
    posted = await service.post("spam")
    path = f"/comments/api/receipts/{posted['receipt']}/appeal"
    status, receipt = await service.call("POST", path, json={"reason": "ไม่ใช่โฆษณา"})
    assert (status, receipt["status"], receipt["appealable"]) == (200, "held", False)
    (item,) = await service.queue(reason="appeal")
    assert (item["id"], item["band"]) == (posted["id"], "appeal")
    status, problem = await service.call("POST", path)
    assert (status, problem["code"]) == (409, "appealed-already")
    published = await service.post()
    status, problem = await service.call("POST", f"/comments/api/receipts/{published['receipt']}/appeal")
    assert (status, problem["code"]) == (409, "not-possible")


async def test_three_readers_reports_hold_a_comment(proxied: Service) -> None:
    service = proxied
    posted = await service.post()
    path = f"/comments/api/comments/{posted['id']}/reports"
    for reader in ("198.51.100.1", "198.51.100.2", "203.0.113.1"):
        headers = {"X-Forwarded-For": reader}
        assert (await service.call("POST", path, json={"reason": "หยาบคาย"}, headers=headers))[0] == 202
    assert len(await service.listed()) == 1, "two addresses of one network are one reader"
    assert (await service.call("POST", path, headers={"X-Forwarded-For": "192.0.2.1"}))[0] == 202
    assert await service.listed() == []
    (item,) = await service.queue(reason="report")
    assert item["reasons"][0]["data"] == {"reports": "3"}
    assert (await service.call("POST", path))[0] == 404
    await service.decide("approve", posted["id"])
    assert (await service.call("POST", path, headers={"X-Forwarded-For": "192.0.3.1"}))[0] == 202
    assert len(await service.listed()) == 1, "a person has approved this text"


async def test_too_many_comments_from_one_network(service: Service) -> None:
    statuses = [(await service.send(f"ที่ {number}"))[0] for number in range(31)]
    assert statuses == [201] * 30 + [429]
    assert len(await service.listed()) == 30


async def test_a_post_that_moves_takes_its_thread_along(service: Service) -> None:
    first = await service.post("ก่อนย้าย")
    moved = service.posts.move("strategy", "plan")
    second = await service.post("หลังย้าย", thread=moved, key="k")
    assert await service.post("หลังย้าย", key="k") == second, "the same thread, so the same request"
    _, form = await service.get("/comments/api/form", params={"thread": moved})
    assert form["thread"] == POST
    both = {first["id"], second["id"]}
    for url in (POST, moved):
        _, page = await service.get("/comments/api/comments", params={"thread": url})
        assert {item["id"] for item in page["items"]} == both
        assert {item["thread"] for item in page["items"]} == {POST}
        assert (await service.get("/comments/api/counts", params={"thread": url}))[1] == {url: 2}
        status, html = await service.get("/comments/threads", params={"url": url})
        assert (status, "ก่อนย้าย" in html, "หลังย้าย" in html) == (200, True, True)
        _, feed = await service.get("/comments/feeds/thread.atom", params={"url": url})
        assert feed.count("<entry>") == 2
    held = await service.post("doubtful", thread=moved)
    for url in (POST, moved):
        assert [item["id"] for item in await service.queue(thread=url)] == [held["id"]]
    await service.call("POST", "/comments/api/decide", staff=True, json={"texts": ["x"], "thread": moved})
    assert service.judge.asked[-1][1].thread_title == "ยุทธศาสตร์ <จังหวัด>"


NOWHERE = ("/", "/labels/x", "/posts/no-such", "/posts/strategy/", "/posts/%00", "/posts/withdrawn")


async def test_only_public_posts_are_commented(service: Service) -> None:
    service.posts.publish("withdrawn")
    service.posts.withdraw("withdrawn")
    for path in NOWHERE:
        url = f"http://roiet.example{path}"
        status, problem = await service.send(thread=url, author="")
        assert (status, problem["code"]) == (422, "invalid-input"), url
        assert [(error["field"], error["code"]) for error in problem["errors"]] == [
            ("thread", "unknown-post"),
            ("author", "missing"),
        ]
        form = {"author": "ก", "text": "ข"}
        status, problem = await service.call("POST", "/comments/threads", params={"url": url}, data=form)
        (error,) = problem["errors"]
        assert (status, error["field"], error["code"]) == (422, "thread", "unknown-post")
        status, problem = await service.get("/comments/api/form", params={"thread": url})
        assert (status, problem["errors"][0]["code"]) == (422, "unknown-post")
        for read, name in (("api/comments", "thread"), ("threads", "url"), ("feeds/thread.atom", "url")):
            status, problem = await service.get(f"/comments/{read}", params={name: url})
            assert (status, problem["code"]) == (404, "not-found"), (read, url)
        assert await service.get("/comments/api/counts", params={"thread": url}) == (200, {url: 0})
        body = {"texts": ["x"], "thread": url}
        assert (await service.call("POST", "/comments/api/decide", staff=True, json=body))[0] == 200


async def test_what_was_said_on_a_withdrawn_post_is_for_moderators(service: Service) -> None:
    posted, held = await service.post("ลับ"), await service.post("doubtful")
    elsewhere = await service.post("อื่น", thread="http://roiet.example/posts/other")
    service.posts.withdraw("strategy")
    for path, name in (("threads", "url"), ("api/comments", "thread"), ("feeds/thread.atom", "url")):
        assert (await service.get(f"/comments/{path}", params={name: POST}))[0] == 404
    _, feed = await service.get("/comments/feeds/all.atom")
    assert ("ลับ" in feed, "อื่น" in feed) == (False, True)
    assert [item["id"] for item in await service.queue(thread=POST)] == [held["id"]]
    assert (await service.send("อีก", parent=posted["id"]))[0] == 422
    service.posts.publish("strategy")
    assert posted["id"] in {item["id"] for item in await service.listed()}
    assert "ลับ" in (await service.get("/comments/feeds/all.atom"))[1]
    assert elsewhere["status"] == "published"
