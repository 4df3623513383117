"""Comments move in from other sites, and out and in again, as everybody sees it over HTTP."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from services.comments.import_export.exchange import ExportedComment, Report, from_line, to_line
from services.comments.model import State
from services.comments.moderation.queue_store import RedisQueue
from services.comments.wiring.standalone import exporter, importer
from shared.discussion import CHANGED, figures_in
from shared.errors import InvalidInput, StoreUnavailable
from shared.push import Announcer
from shared.store.client import Store
from tests.app.comments.conftest import POST, SOON, Service, serving
from tests.support.moving import LONG_AGO, a_foreign

OTHER = "http://roiet.example/posts/other"


async def bring(service: Service, *comments: object, thread: str = POST) -> Report:
    return await importer(service.kit, service.posts).bring(thread, comments)  # type: ignore[arg-type]


async def exported(service: Service, *, private: bool = True) -> list[ExportedComment]:
    return [from_line(to_line(comment)) async for comment in exporter(service.kit.store).all(private=private)]


async def test_comments_come_with_their_dates_words_and_replies(service: Service) -> None:
    report = await bring(
        service,
        a_foreign(2, parent_source_id="wp-1", text_or_html="ตอบ<br>บรรทัดสอง &amp; <script>x</script>"),
        a_foreign(1, author=" ครู  แดง ", website="https://school.example/"),
    )
    assert report == Report(written=2)
    question, answer = await service.listed()
    assert question["author"] == "ครู แดง"
    assert question["created"] == "2015-06-01T10:01:00+07:00"
    assert answer["parent"] == question["id"]
    assert answer["text"] == "ตอบ\nบรรทัดสอง &"
    status, page = await service.get("/comments/threads", params={"url": POST})
    assert (status, "1 มิถุนายน 2558" in page) == (200, True)
    assert service.judge.asked == []


async def test_states_are_kept(service: Service) -> None:
    states = ("published", "held", "spam", "rejected", "trashed", "made-up")
    report = await bring(service, *(a_foreign(n, state=state) for n, state in enumerate(states)))
    assert report.written == 6
    assert [(hitch.source_id, hitch.code) for hitch in report.problems] == [("wp-5", "unknown-state")]
    assert len(await service.listed()) == 1
    held = await service.queue(reason="imported")
    assert [item["text"] for item in held] == ["ข้อความที่ 1", "ข้อความที่ 5"]
    assert "เว็บไซต์เดิม" in held[0]["reasons"][0]["text"]
    assert [item["text"] for item in await service.queue(status="rejected")] == ["ข้อความที่ 4", "ข้อความที่ 3"]
    assert len(await service.queue(status="spam")) == 1
    await service.decide("approve", held[0]["id"])
    assert len(await service.listed()) == 2
    _, detail = await service.get(f"/comments/api/moderation/comments/{held[0]['id']}", staff=True)
    assert [event["what"] for event in detail["history"]] == ["import", "approve"]
    status, desk = await service.get("/comments/moderation?status=held", staff=True)
    assert (status, "ข้อความที่ 5" in desk) == (200, True)


async def test_a_repeated_import_doubles_nothing_and_undoes_no_decision(service: Service) -> None:
    comments = [a_foreign(n, parent_source_id="wp-0" if n else None) for n in range(7)]
    await bring(service, *comments[:4])
    (first, *_) = await service.listed()
    await service.decide("spam", first["id"])
    moved = [replace(comment, created=comment.created + timedelta(hours=7)) for comment in comments]
    report = await bring(service, *moved)
    assert (report.written, report.existing, report.problems) == (3, 4, ())
    assert {item["parent"] for item in await service.listed()} == {first["id"]}
    assert [item["id"] for item in await service.queue(status="spam")] == [first["id"]]
    assert await bring(service, *moved) == Report(existing=7)


async def test_two_imports_at_once_double_nothing(service: Service) -> None:
    reports = await asyncio.gather(*(bring(service, *(a_foreign(n) for n in range(60))) for _ in range(3)))
    assert sum(report.written for report in reports) == 60
    assert sum(report.existing for report in reports) == 120
    assert len(await service.listed()) == 50
    _, counts = await service.get("/comments/api/counts", params={"thread": POST})
    assert counts == {POST: 60}


async def test_the_same_source_may_stand_in_two_threads(service: Service) -> None:
    await bring(service, a_foreign(1))
    await bring(service, a_foreign(1), thread=OTHER)
    _, counts = await service.get("/comments/api/counts", params=[("thread", POST), ("thread", OTHER)])
    assert counts == {POST: 1, OTHER: 1}


async def test_what_cannot_be_carried_is_mended_and_told(service: Service) -> None:
    report = await bring(
        service,
        a_foreign(1, parent_source_id="lost"),
        a_foreign(2, parent_source_id="wp-3"),
        a_foreign(3, parent_source_id="wp-2"),
        a_foreign(4, parent_source_id="wp-4"),
        a_foreign(5, text_or_html="ก " * 4000),
        a_foreign(6, text_or_html="<p>\u200b</p>"),
        a_foreign(11, parent_source_id="wp-6"),
        a_foreign(7, author="", website="javascript:x", email="nobody"),
        a_foreign(8, author="ชื่อ" * 50),
        a_foreign(9, created=LONG_AGO.replace(year=1)),
        a_foreign(10, created=LONG_AGO.replace(year=2600)),
        a_foreign(1, text_or_html="อีกที"),
    )
    assert {(hitch.source_id, hitch.code) for hitch in report.problems} == {
        ("wp-1", "orphan"),
        ("wp-3", "loop"),
        ("wp-4", "loop"),
        ("wp-5", "text-cut"),
        ("wp-6", "blank"),
        ("wp-11", "orphan"),
        ("wp-7", "website-dropped"),
        ("wp-7", "email-dropped"),
        ("wp-8", "author-cut"),
        ("wp-9", "date-changed"),
        ("wp-10", "date-changed"),
        ("wp-1", "doubled"),
    }
    assert (report.written, report.existing) == (10, 0)
    listed = {item["text"][:14]: item for item in await service.listed()}
    assert len(listed) == 10
    assert listed["ข้อความที่ 7"]["author"] == "ผู้ไม่ประสงค์ออกนาม"
    assert listed["ข้อความที่ 2"]["parent"] == listed["ข้อความที่ 3"]["id"]
    assert 4900 < max(len(item["text"]) for item in listed.values()) <= 5000
    assert (await service.get("/comments/threads", params={"url": POST}))[0] == 200


@pytest.mark.parametrize(
    ("thread", "code"),
    [
        ("http://roiet.example/posts/none", "unknown-post"),
        ("http://elsewhere.example/", "unknown-site"),
        ("nonsense", "not-a-url"),
    ],
)
async def test_without_a_post_nothing_comes_in(service: Service, thread: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await bring(service, a_foreign(1), thread=thread)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("thread", code)]


async def test_posts_that_are_not_public_take_their_comments_along(service: Service) -> None:
    service.posts.withdraw("strategy")
    await bring(service, a_foreign(1))
    service.posts.publish("strategy")
    assert len(await service.listed()) == 1


async def test_imported_comments_stand_in_the_feeds_by_their_own_time(service: Service) -> None:
    await service.post("ใหม่")
    await bring(service, a_foreign(1))
    for path in (f"/comments/feeds/thread.atom?url={POST}", "/comments/feeds/all.atom"):
        _, feed = await service.get(path)
        contents = [entry.text for entry in etree.fromstring(feed.encode()).iter("{*}content")]
        assert contents == ["<p>ใหม่</p>", "<p>ข้อความที่ 1</p>"]


async def lively(service: Service) -> None:
    """Two threads with a bit of everything."""
    first = await service.post("a < b &amp; <b>ค</b>", email="a@b.example", website="https://c.example/")
    service.clock.pass_by(SOON)
    await service.call("PATCH", f"/comments/api/receipts/{first['receipt']}", json={"text": "แก้แล้ว\n\n<i>"})
    answer = await service.post("ตอบ", parent=first["id"])
    for word in ("doubtful", "spam", "unscored"):
        await service.post(word, thread=OTHER)
    posted = await service.post("spam", thread=OTHER)
    await service.call("POST", f"/comments/api/receipts/{posted['receipt']}/appeal", json={"reason": "ไม่ใช่"})
    await service.call("DELETE", f"/comments/api/receipts/{answer['receipt']}")
    await bring(service, a_foreign(3), a_foreign(4, parent_source_id="wp-3"), thread=OTHER)


async def restore(service: Service, comments: list[ExportedComment]) -> list[Report]:
    threads = dict.fromkeys(comment.thread for comment in comments)
    use_case = importer(service.kit, service.posts)
    return [await use_case.restore(url, [c for c in comments if c.thread == url]) for url in threads]


async def test_an_export_read_back_is_the_same_site(store: Store) -> None:
    async with serving(store) as service:
        await lively(service)
        before = await exported(service)
        places = [(comment.thread, comment.created, comment.id) for comment in before]
        assert places == sorted(places)
        seen = [await service.get(path) for path in FEEDS]
        queue = await service.queue()
        assert all(report.written == 0 for report in await restore(service, before))
        assert await exported(service) == before
    await store.execute("FLUSHALL")
    async with serving(store) as service:
        service.clock.pass_by(SOON)
        reports = await restore(service, before)
        assert sum(report.written for report in reports) == len(before) == 8
        assert all(not report.problems for report in reports)
        assert await exported(service) == before
        assert [await service.get(path) for path in FEEDS] == seen
        assert await service.queue() == queue


FEEDS = tuple(f"/comments/feeds/thread.{form}?url={url}" for form in ("atom", "rss", "json") for url in (POST, OTHER))


async def test_receipts_go_on_working_after_a_restore(store: Store) -> None:
    async with serving(store) as service:
        posted = await service.post("spam")
        before = await exported(service)
    await store.execute("FLUSHALL")
    async with serving(store) as service:
        await restore(service, before)
        status, receipt = await service.get(f"/comments/api/receipts/{posted['receipt']}")
        assert (status, receipt["status"]) == (200, "rejected")


async def test_a_thread_may_have_moved_to_another_address(service: Service) -> None:
    first = await service.post("คำถาม")
    service.clock.pass_by(SOON)
    await service.post("คำตอบ", parent=first["id"])
    comments = await exported(service)
    report = await importer(service.kit, service.posts).restore(OTHER, comments)
    assert report == Report(written=2)
    _, page = await service.get("/comments/api/comments", params={"thread": OTHER})
    question, answer = page["items"]
    assert question["id"].partition(".")[2] == first["id"].partition(".")[2]
    assert (answer["parent"], answer["thread"]) == (question["id"], OTHER)


async def test_what_only_the_author_may_know_stays_at_home_if_asked(service: Service) -> None:
    await service.post("ดี", email="secret@b.example")
    (kept,) = await exported(service)
    assert kept.private is not None
    assert kept.private.email == "secret@b.example"
    (public,) = await exported(service, private=False)
    assert b"secret" not in to_line(public)
    assert replace(kept, private=None) == public


async def test_a_forged_export_breaks_nothing(service: Service) -> None:
    await service.post("ดี")
    (genuine,) = await exported(service)
    key = genuine.id.partition(".")[0]
    forged = [
        replace(genuine, id=f"{key}.{'z' * 26}"),
        replace(genuine, id="../../etc"),
        replace(genuine, id=f"{key}.{'0' * 26}", text="\x00\u202e", parent="nowhere"),
        replace(genuine, id=f"{key}.{'1' * 26}", author="\ud800" * 3 + "ก" * 999, text="ข" * 9999),
    ]
    report = await importer(service.kit, service.posts).restore(POST, forged)
    assert report.written == 3
    assert len(await service.listed()) == 4
    _, feed = await service.get(f"/comments/feeds/thread.atom?url={POST}")
    assert len(list(etree.fromstring(feed.encode()).iter("{*}entry"))) == 4
    for line in (b"", b"{}", b'{"id": 1}', b"[" * 100_000, b"\xff", to_line(genuine).replace(b"published", b"x")):
        with pytest.raises(InvalidInput):
            from_line(line)


class Failing:
    """A store that answers some calls, and then never again."""

    def __init__(self, store: Store, calls: int) -> None:
        self._store = store
        self._left = calls

    def __getattr__(self, name: str) -> Any:
        if self._left == 0:
            raise StoreUnavailable
        self._left -= 1
        return getattr(self._store, name)


async def test_an_import_goes_on_wherever_it_was_cut(store: Store) -> None:
    comments = [
        a_foreign(n, parent_source_id="wp-0" if n else None, state=("published", "held")[n % 2]) for n in range(250)
    ]
    cuts = 0
    for calls in range(18):
        await store.execute("FLUSHALL")
        async with serving(store) as service:
            failing: Any = Failing(store, calls)
            cut = replace(service.kit, store=failing, announcer=Announcer(store, enabled=False))
            try:
                await importer(cut, service.posts).bring(POST, comments)
            except StoreUnavailable:
                cuts += 1
            report = await bring(service, *comments)
            service.clock.pass_by(timedelta(minutes=2))
            await importer(service.kit, service.posts)._writer.sweep()  # type: ignore[attr-defined]
            assert (report.written + report.existing, report.problems) == (250, ())
            assert await RedisQueue(store).sizes() == dict.fromkeys(State, 0) | {State.PUBLISHED: 125, State.HELD: 125}
            figures = [figures_in(fields) for _, fields in await store.execute("XRANGE", CHANGED, "-", "+")]
            assert (figures[-1].count, figures[-1].updated) == (125, comments[248].created)
            assert await RedisQueue(store).leftovers(service.clock.now, 9) == []
    assert 10 < cuts < 18
