"""The comment service's stores keep their promises on one server and on a cluster alike."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.comments import changes
from services.comments.learning.label_store import RedisLabels
from services.comments.model import Action, Change, Comment, Event, Reason, ReasonCode, Standing, State
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.queue_store import RedisQueue
from services.comments.reports.service import Weighing
from services.comments.reports.trust import Record
from services.comments.storage.archive import RedisArchive
from services.comments.storage.entry import RedisEntry
from services.comments.storage.known_senders import RedisKnownSenders
from services.comments.storage.outlines import RedisOutlines
from services.comments.storage.reports import RedisReports
from services.comments.storage.threads import RedisThreads
from services.comments.storage.tombstones import RedisTombstones
from services.comments.threads.reading import Gone
from services.comments.threads.thread import comment_id, thread_key
from services.comments.wiring.standalone import reindex_queue
from services.comments.writing.aftermath import Aftermath
from services.comments.writing.writer import SWEEP_AFTER, Arrival, Claim, Mark, Writer
from shared.discussion import Figures, Teller
from shared.errors import NotFound
from shared.ids import random_ulid, ulid
from shared.store.client import Store
from tests.support.comments import NOW, URL, a_comment, as_new

KEY = thread_key(URL)
CLAIM = Claim("k" * 64, "b" * 64)
LATER = NOW + timedelta(minutes=1)


class Listener:
    def __init__(self) -> None:
        self.topics: list[str] = []

    async def announce(self, topics: Iterable[str]) -> None:
        self.topics += topics


def writer_over(store: Store, now: datetime = NOW, listener: Listener | None = None) -> Writer:
    threads, queue = RedisThreads(store), RedisQueue(store)
    aftermath = Aftermath(
        marks=queue,
        threads=threads,
        announcer=listener or Listener(),
        topics=lambda comment: [comment.url],
        discussion=Teller(store),
        tombstones=RedisTombstones(store),
        doubts=RedisDoubts(store, threads, lambda: now),
        reports=Weighing(RedisReports(store)),
        senders=RedisKnownSenders(store),
        changed=lambda _url: None,
    )
    return Writer(
        records=threads,
        entry=RedisEntry(store, threads, queue),
        index=queue,
        labels=RedisLabels(store, secret=b"secret", clock=lambda: now),
        aftermath=aftermath,
        clock=lambda: now,
        new_id=random_ulid,
    )


def approve(comment: Comment) -> Change:
    return changes.decided(comment, Action.APPROVE, decision="d1", actor="daeng", reason="", now=LATER)


async def test_a_comment_comes_back_as_it_was(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    comment = a_comment(
        reasons=(Reason(ReasonCode.MODEL, {"probability": "0.700"}),),
        text="ไทย\n\n\u0000'\"<>",
        email="a@b.example",
        edited=LATER,
        parent=a_comment(9).id,
    )
    await threads.add(as_new(comment), None)
    assert await threads.comment(comment.id) == comment
    assert await threads.history(comment.id) == [Event(NOW, "author", "post", State.PUBLISHED)]
    assert await threads.comment(a_comment(2).id) is None
    assert await threads.comment("nonsense") is None


async def test_only_published_comments_are_listed_in_order(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    for number, state in ((2, State.PUBLISHED), (1, State.PUBLISHED), (3, State.HELD), (4, State.PUBLISHED)):
        await threads.add(as_new(a_comment(number, state=state)), None)
    ids = [a_comment(number).id for number in (1, 2, 4)]
    assert [c.id for c in await threads.published(KEY, None, 10)] == ids
    assert [c.id for c in await threads.published(KEY, ids[0], 1)] == ids[1:2]
    assert [c.id for c in await threads.newest(KEY, 2)] == ids[:0:-1]
    assert await threads.counts([KEY, "x" * 20]) == [3, 0]
    assert await threads.published("x" * 20, None, 10) == []


async def test_fifty_writers_with_one_key_make_one_comment(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    added = await asyncio.gather(*(threads.add(as_new(a_comment(n)), CLAIM) for n in range(50)))
    assert len({one.id for one in added}) == 1
    assert [one.before for one in added].count(False) == 1
    assert await threads.counts([KEY]) == [1]
    found = await threads.find(KEY, None, CLAIM)
    assert (found.previous, found.other_body) == (added[0].id, False)
    other = await threads.add(as_new(a_comment(99)), replace(CLAIM, body="c" * 64))
    assert other.other_body


async def test_a_key_belongs_to_one_body_in_whatever_thread(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    assert not (await threads.find(KEY, None, CLAIM)).other_body
    assert not (await threads.find(KEY, None, CLAIM)).other_body
    assert (await threads.find("x" * 20, None, replace(CLAIM, body="c" * 64))).other_body


async def test_parents_have_to_be_published(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    for number, state in ((1, State.PUBLISHED), (2, State.HELD)):
        await threads.add(as_new(a_comment(number, state=state)), None)
    for number, published in ((1, True), (2, False), (3, False)):
        found = await threads.find(KEY, a_comment(number).id, None)
        assert found.parent_published is published


async def test_a_change_replaces_only_what_it_was_made_from(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    held = a_comment(state=State.HELD)
    await threads.add(as_new(held), None)
    version = (await threads.state(KEY)).version
    change = approve(held)
    assert await threads.replace(change)
    assert not await threads.replace(change)
    assert await threads.counts([KEY]) == [1]
    assert (await threads.state(KEY)).version == version + 1
    assert not await threads.replace(approve(a_comment(7, state=State.HELD)))
    assert await threads.comment(a_comment(7).id) is None


async def test_every_write_is_in_the_outbox(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    held = a_comment(state=State.HELD)
    await threads.add(as_new(held), None)
    await threads.replace(approve(held))
    events = await any_store.execute("XRANGE", f"{{t:{KEY}}}:outbox", "-", "+")
    assert [(fields[b"event"], fields[b"state"]) for _, fields in events] == [
        (b"added", b"held"),
        (b"changed", b"published"),
    ]


async def test_a_reader_reports_once(any_store: Store) -> None:
    shelf, comment = RedisReports(any_store), a_comment()
    told = [await shelf.report(comment, [reader], 1.0) for reader in ("a", "b", "a")]
    assert told == [1, 2, 2]
    assert await shelf.report(comment, ["new browser", "b"], 1.0) == 2
    assert await shelf.report(replace(comment, edited=LATER), ["b"], 0.5) == 0.5, "another text"


async def test_readers_are_measured_by_what_moderators_decide(any_store: Store) -> None:
    shelf, comment = RedisReports(any_store), a_comment()
    await shelf.report(comment, ["a"], 1.0)
    weighing = Weighing(shelf)
    refused = changes.decided(comment, Action.SPAM, decision="d", actor="daeng", reason="", now=LATER).comment
    for now, record in (
        (refused, Record(right=1)),
        (refused, Record(right=1)),
        (changes.undone(refused, "d", decision="e", actor="daeng", now=LATER).comment, Record()),
        (replace(comment, standing=Standing(State.PUBLISHED, reviewed=True)), Record(wrong=1)),
    ):
        await weighing.weigh(now)
        assert await shelf.record("a") == record
    await shelf.forget(comment)
    assert (await shelf.record("a"), await shelf.reporters(comment.id)) == (Record(), [])


async def test_answers_and_what_is_gone_are_known_by_thread(any_store: Store) -> None:
    threads, parent = RedisThreads(any_store), a_comment(1)
    answers = [a_comment(n, parent=parent.id) for n in (2, 3, 4)]
    for comment in (parent, *answers):
        await threads.add(as_new(comment), None)
    assert [each.id for each in await threads.replies(parent.id, 2)] == [answers[2].id, answers[1].id]
    assert await threads.answered([parent.id, answers[0].id]) == [(3, NOW), (0, None)]
    withdrawn = changes.withdrawn(answers[2], LATER)
    assert withdrawn is not None
    await threads.replace(withdrawn)
    assert await threads.answered([parent.id]) == [(2, NOW)]
    assert await threads.gone(KEY, 5) == [Gone(answers[2].id, LATER)]


async def test_a_writer_leaves_no_marks(any_store: Store) -> None:
    listener = Listener()
    writer = writer_over(any_store, listener=listener)
    await writer.add(as_new(a_comment(1, state=State.HELD)), CLAIM)
    assert listener.topics == []
    await writer.add(as_new(a_comment(2)), CLAIM)
    await writer.change(a_comment(1, state=State.HELD).id, approve)
    assert listener.topics == [URL]
    assert await writer.change(a_comment(1).id, lambda _: None) == await RedisThreads(any_store).comment(
        a_comment(1).id
    )
    assert await RedisQueue(any_store).leftovers(NOW + timedelta(days=1), 10) == []
    with pytest.raises(NotFound):
        await writer.change(a_comment(3).id, approve)


async def test_a_plan_is_made_anew_when_another_change_came_between(any_store: Store) -> None:
    writer = writer_over(any_store)
    comment = a_comment()
    await writer.add(as_new(comment), None)

    def one_more(current: Comment) -> Change:
        text = f"{current.text}+"
        return Change(replace(current, text=text, rev=current.rev + 1), Event(LATER, "x", "edit", current.state))

    await asyncio.gather(*(writer.change(comment.id, one_more) for _ in range(5)))
    changed = await RedisThreads(any_store).comment(comment.id)
    assert changed is not None
    assert changed.text == f"{comment.text}+++++"


async def test_what_a_crash_left_behind_is_finished(any_store: Store) -> None:
    queue, threads = RedisQueue(any_store), RedisThreads(any_store)
    held = a_comment(state=State.HELD)
    await queue.mark(NOW, Mark("t1", held.id))
    await threads.add(as_new(held), None)
    await queue.mark(NOW, Mark("t2", a_comment(2).id))  # and this one was never written
    assert await writer_over(any_store).sweep() == 0
    listener = Listener()
    assert await writer_over(any_store, NOW + SWEEP_AFTER, listener).sweep() == 2
    assert await queue.first(State.HELD, 10) == [held.id]
    assert listener.topics == [URL]
    assert await writer_over(any_store, NOW + timedelta(days=1)).sweep() == 0


async def test_the_index_can_be_built_anew_from_many_threads(any_store: Store) -> None:
    threads, queue = RedisThreads(any_store), RedisQueue(any_store)
    comments = [a_comment(n, url=f"{URL}/{n}", state=State.HELD) for n in range(30)]
    for comment in comments:
        await threads.add(as_new(comment), None)
    await queue.apply(a_comment(99, state=State.SPAM))  # a comment that is nowhere else
    assert await reindex_queue(any_store) == 30
    assert {*await queue.first(State.HELD, 100)} == {comment.id for comment in comments}
    assert await queue.first(State.SPAM, 10) == []


async def test_the_index_takes_many_at_once(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    held = [a_comment(number, state=State.HELD) for number in range(5)]
    await queue.apply(*held, approve(held[0]).comment, held[0])
    assert await queue.first(State.HELD, 10) == [comment.id for comment in held[1:]]
    assert await queue.first(State.HELD, 2, skip=1) == [held[2].id, held[3].id]
    assert await queue.first(State.PUBLISHED, 10) == [held[0].id]


async def test_the_newest_can_be_skipped(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    for number in range(5):
        await threads.add(as_new(a_comment(number)), None)
    assert [comment.id for comment in await threads.newest(KEY, 2, skip=1)] == [a_comment(3).id, a_comment(2).id]


async def test_the_figures_of_a_thread(any_store: Store) -> None:
    threads = RedisThreads(any_store)
    assert await threads.figures(URL) == Figures(URL, 0, None, 0)
    await threads.add(as_new(a_comment(1)), None)
    await threads.add(as_new(a_comment(2, state=State.HELD)), None)
    assert await threads.figures(URL) == Figures(URL, 1, NOW, 2)


async def test_a_source_comes_in_once(any_store: Store) -> None:
    threads, archive = RedisThreads(any_store), RedisArchive(any_store)
    arrivals = [Arrival(f"s{n}", as_new(a_comment(n, state=(State.PUBLISHED, State.HELD)[n % 2]))) for n in range(6)]
    renamed = Arrival("s0", as_new(a_comment(50)))
    assert await archive.bring(URL, [*arrivals[:3], renamed]) == [True, True, True, False]
    assert await archive.bring(URL, arrivals) == [False] * 3 + [True] * 3
    assert await archive.bring(URL, arrivals) == [False] * 6
    assert (await threads.state(KEY)).version == 2
    assert await threads.counts([KEY]) == [3]
    assert await threads.history(a_comment(1).id) == [Event(NOW, "author", "post", State.HELD)]
    assert await threads.comment(a_comment(50).id) is None
    assert await archive.names(KEY, ["s0", "s9", "\ud800"]) == {"s0": a_comment(0).id.partition(".")[2]}


async def test_what_was_written_here_is_known_when_it_comes_back(any_store: Store) -> None:
    comment = a_comment()
    await RedisThreads(any_store).add(as_new(comment), None)
    archive = RedisArchive(any_store)
    assert await archive.names(KEY, [comment.id]) == {comment.id: comment.id.partition(".")[2]}
    assert await archive.bring(URL, [Arrival(comment.id, as_new(replace(comment, text="x")))]) == [False]
    assert await RedisThreads(any_store).comment(comment.id) == comment


async def test_an_archive_is_in_the_order_of_addresses_and_of_time(any_store: Store) -> None:
    threads, archive = RedisThreads(any_store), RedisArchive(any_store)
    urls = [f"{URL}/{number}" for number in range(20)]
    comments = {url: [a_comment(n, url=url) for n in range(3)] for url in urls}
    for url in reversed(urls):
        for comment in reversed(comments[url]):
            await threads.add(as_new(comment), None)
    keys = await archive.threads()
    assert keys == [thread_key(url) for url in sorted(urls)]
    names = await archive.in_thread(keys[0])
    assert await archive.named(keys[0], names) == comments[min(urls)]


async def test_outlines_are_those_of_discussions_that_went_on(any_store: Store) -> None:
    threads, outlines = RedisThreads(any_store), RedisOutlines(any_store)

    def made(url: str, days: int, number: int, **with_: Any) -> Comment:
        when = NOW + timedelta(days=days)
        name = comment_id(thread_key(url), ulid(when, number))
        return replace(a_comment(url=url), id=name, created=when, **with_)

    asked = made(f"{URL}/1", -400, 1)
    answer = made(f"{URL}/1", 0, 2, parent=asked.id, official=True)
    over = made(f"{URL}/2", -400, 3)
    crowd = [made(f"{URL}/3", 0, number) for number in range(450)]
    refused = made(f"{URL}/4", 1, 4, standing=Standing(State.SPAM))
    for comment in (asked, answer, over, *crowd, refused):
        await threads.add(as_new(comment), None)
    found = {each.id: each async for each in outlines.talks(NOW, NOW + timedelta(days=2))}
    assert set(found) == {each.id for each in (asked, answer, *crowd, refused)}
    told = found[answer.id]
    assert (told.url, told.parent, told.official, told.state) == (f"{URL}/1", asked.id, True, State.PUBLISHED)
    assert (found[refused.id].state, found[asked.id].created) == (State.SPAM, asked.created)
    assert [each async for each in outlines.talks(NOW + timedelta(days=2), NOW + timedelta(days=9))] == []


async def test_writers_of_an_import_leave_no_marks(any_store: Store) -> None:
    listener = Listener()
    writer = writer_over(any_store, listener=listener)
    arrivals = [Arrival(f"s{n}", as_new(a_comment(n))) for n in range(3)]
    assert await writer.bring(URL, arrivals, RedisArchive(any_store)) == [True] * 3
    assert listener.topics == [URL]
    assert await RedisQueue(any_store).leftovers(NOW + timedelta(days=1), 10) == []
    assert (await RedisQueue(any_store).sizes())[State.PUBLISHED] == 3
