"""The moderation index, claims, proposals and the ledger, on one server and on a cluster."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.comments import changes
from services.comments.model import Action, Change, Comment, Judgement, Reason, ReasonCode, State
from services.comments.moderation.audit import Head, audited
from services.comments.moderation.claim_store import RedisClaims
from services.comments.moderation.claims import Hold
from services.comments.moderation.doubt import MOST_OF_DAY, MOST_OF_SENDER
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.ledger import VOID, Entry, Fact, chained
from services.comments.moderation.ledger_store import RedisLedger
from services.comments.moderation.news_store import RedisNews
from services.comments.moderation.places import WHOLE, id_at, reason_facet, stretches, thread_facet
from services.comments.moderation.priority import Band
from services.comments.moderation.proposal_store import RedisProposals
from services.comments.moderation.proposals import Proposal
from services.comments.moderation.queue_store import RedisQueue
from services.comments.moderation.recording import Once
from services.comments.notices.model import Code, Job, Notice
from services.comments.notices.store import RedisMemory, RedisOutbox
from services.comments.threads.thread import key_of
from shared.store.client import Store
from tests.support.comments import NOW, a_comment

LATER = NOW + timedelta(minutes=1)


def approve(comment: Comment) -> Change:
    return changes.decided(comment, Action.APPROVE, decision="d1", actor="daeng", reason="", now=LATER)


async def test_the_index_follows_and_never_goes_back(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    held = a_comment(state=State.HELD)
    approved = approve(held).comment
    for comment in (held, approved, held, approved):
        await queue.apply(comment)
    assert await queue.places(State.HELD, None, WHOLE, None, 10) == []
    assert await queue.first(State.PUBLISHED, 10) == [held.id]
    assert (await queue.sizes())[State.PUBLISHED] == 1
    assert await queue.version() == 3


async def test_places_are_paged(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    for number in range(5):
        await queue.apply(a_comment(number, state=State.HELD))
    first = await queue.places(State.HELD, None, WHOLE, None, 2)
    rest = await queue.places(State.HELD, None, WHOLE, first[-1], 9)
    assert [id_at(place) for place in first + rest] == [a_comment(number).id for number in range(5)]


async def test_a_comment_is_filed_where_filters_look(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    plain = a_comment(1, state=State.HELD)
    reported = a_comment(2, state=State.HELD, reasons=(Reason(ReasonCode.REPORT), Reason(ReasonCode.MODEL)))
    elsewhere = a_comment(3, state=State.HELD, url="http://roiet.example/posts/other")
    await queue.apply(plain, reported, elsewhere, a_comment(4))

    async def found(facet: str | None, *bands: Band) -> list[str]:
        return [
            id_at(place)
            for stretch in stretches(State.HELD, bands)
            for place in await queue.places(State.HELD, facet, stretch, None, 10)
        ]

    assert await found(None) == [reported.id, *sorted([plain.id, elsewhere.id])]
    assert await found(reason_facet(ReasonCode.MODEL)) == [reported.id]
    assert await found(thread_facet(key_of(plain.id) or "")) == [reported.id, plain.id]
    assert await found(None, Band.UNSURE) == sorted([plain.id, elsewhere.id])
    assert await queue.bands() == {Band.APPEAL: 0, Band.REPORTED: 1, Band.UNSURE: 2, Band.LIKELY_SPAM: 0}
    assert await queue.reasons(State.HELD) == {ReasonCode.REPORT: 1, ReasonCode.MODEL: 1}
    await queue.apply(approve(reported).comment)
    assert await found(reason_facet(ReasonCode.MODEL)) == []
    assert await queue.reasons(State.HELD) == {}


async def test_the_index_knows_who_writes_under_a_name(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    mine = [a_comment(number, state=state) for number, state in enumerate((State.HELD, State.PUBLISHED, State.SPAM))]
    other = a_comment(9, author="สมหญิง")
    await queue.apply(*mine, other)
    assert await queue.of_authors([mine[0], other]) == [[c.id for c in reversed(mine)], [other.id]]
    assert await queue.states([mine[2].id, "x", other.id]) == [State.SPAM, None, State.PUBLISHED]
    erased = changes.erased(mine[1], "author", LATER)
    assert erased is not None
    await queue.apply(erased.comment)
    assert await queue.of_authors([mine[0]]) == [[mine[2].id, mine[0].id]]


async def test_what_has_not_come_to_be_leaves_the_index(any_store: Store) -> None:
    queue = RedisQueue(any_store)
    comment = a_comment(state=State.HELD, reasons=(Reason(ReasonCode.MODEL),))
    await queue.apply(comment)
    await queue.drop(comment.id, "unknown")
    assert await queue.places(State.HELD, reason_facet(ReasonCode.MODEL), WHOLE, None, 10) == []
    assert (await queue.of_authors([comment]), await queue.states([comment.id])) == ([[]], [None])


async def test_news_are_what_moderators_may_want_to_see(any_store: Store) -> None:
    queue, news = RedisQueue(any_store), RedisNews(any_store)
    before = await news.last()
    public, held = a_comment(1), a_comment(2, state=State.HELD)
    await queue.apply(public, held)
    await queue.apply(approve(held).comment)
    told = await news.wait(before)
    assert told is not None
    assert (told.id, told.comments) == (await news.last(), (held.id,))
    assert await news.since(told.id) == replace(told, comments=())
    assert await news.since(before) == told
    await any_store.execute("XTRIM", "{queue}:news", "MAXLEN", "=", 1)
    assert await news.since("1-0") is None


async def test_a_claim_is_one_persons_until_it_ends(any_store: Store) -> None:
    claims = RedisClaims(any_store)
    mine, hers = Hold("daeng", LATER), Hold("dam", LATER + timedelta(minutes=5))
    assert await claims.take(["a", "b"], mine, NOW) == {"a": mine, "b": mine}
    assert await claims.take(["b", "c"], hers, NOW) == {"b": mine, "c": hers}
    assert await claims.held(["a", "b", "c", "d"], NOW) == {"a": mine, "b": mine, "c": hers}
    await claims.release(["a", "c"], "daeng")
    assert await claims.held(["a", "b", "c"], NOW) == {"b": mine, "c": hers}
    assert await claims.held(["b"], LATER) == {}
    assert await claims.take(["b"], hers, LATER) == {"b": hers}
    await claims.release(["b", "c"], None)
    assert await claims.held(["b", "c"], NOW) == {}


async def test_of_many_who_claim_at_once_one_gets_it(any_store: Store) -> None:
    claims = RedisClaims(any_store)
    taken = await asyncio.gather(*(claims.take(["a"], Hold(f"m{n}", LATER), NOW) for n in range(20)))
    assert len({each["a"].person for each in taken}) == 1


async def test_proposals_are_kept_until_they_are_removed(any_store: Store) -> None:
    shelf = RedisProposals(any_store)
    one = Proposal(Fact("d1", NOW, "daeng", Action.SPAM, ("c1",), "ก"), 12, "o", Once("k", "o"))
    other = Proposal(Fact("d2", NOW, "dam", "undo", ("c1",), undoes="d0", campaign="k1"), 40, "undo d0")
    await shelf.put(one)
    await shelf.put(other)
    assert sorted(await shelf.everything(), key=lambda proposal: proposal.id) == [one, other]
    await shelf.remove("d1")
    assert (await shelf.get("d1"), await shelf.get("d2")) == (None, other)


async def test_the_ledger_takes_each_number_once(any_store: Store) -> None:
    ledger = RedisLedger(any_store)
    assert await ledger.last() is None
    facts = [Fact(f"d{n}", NOW, "daeng", "approve", ("c1",), "เหตุ", model_versions=("m1",)) for n in range(12)]

    async def append(fact: Fact) -> None:
        for _ in range(100):
            if await ledger.append(chained(fact, await ledger.last()), NOW):
                return
        pytest.fail("never got its turn")

    await asyncio.gather(*map(append, facts))
    entries = await ledger.entries(0, 100)
    assert audited(entries).broken is None
    assert {entry.decision for entry in entries} == {fact.decision for fact in facts}
    assert await ledger.entries(10, 1) == entries[10:11]
    assert await ledger.of_decision(entries[4].decision) == entries[4]
    assert await ledger.of_decision("unknown") is None


async def test_a_key_records_one_decision(any_store: Store) -> None:
    ledger, once = RedisLedger(any_store), Once("k1", "order")
    entries = [chained(Fact(f"d{n}", NOW, "daeng", "spam", ("c1",)), None) for n in (1, 2)]
    assert await ledger.of_key("k1") is None
    assert [await ledger.append(entry, NOW, once) for entry in entries] == ["d1", "d1"]
    assert await ledger.of_key("k1") == ("d1", "order")
    assert await ledger.append(entries[1], NOW) is None


async def test_decisions_stay_open_until_they_are_closed(any_store: Store) -> None:
    ledger = RedisLedger(any_store)
    chain: list[Entry] = []
    for number, action in enumerate(("spam", "approve", VOID)):
        fact = Fact(f"d{number}", NOW, "daeng", action, ("c1",))
        chain.append(chained(fact, chain[-1] if chain else None))
        await ledger.append(chain[-1], NOW)
    assert await ledger.left_open(NOW, 10) == ["d0", "d1"]
    assert await ledger.left_open(NOW - timedelta(seconds=1), 10) == []
    await ledger.close("d0")
    assert await ledger.left_open(NOW, 10) == ["d1"]
    assert [entry async for entry in ledger.everything()] == chain
    assert await ledger.newest(3, 1) == [chain[1]]


async def test_a_head_is_published_once_a_day(any_store: Store) -> None:
    ledger, days = RedisLedger(any_store), [date(2026, 3, 1), date(2026, 3, 2)]
    heads = [Head(number, str(number) * 64) for number in (1, 2)]
    assert [await ledger.publish_head(day, head) for day, head in zip(days, heads, strict=True)] == [True, True]
    assert not await ledger.publish_head(days[0], heads[1])
    assert [*(await ledger.heads()).items()] == [(days[1], heads[1]), (days[0], heads[0])]


async def test_notices_are_claimed_by_one_and_told_once(any_store: Store) -> None:
    outbox, memory = RedisOutbox(any_store), RedisMemory(any_store)
    job = Job("n1.mail", "mail", Notice("n1", Code.ALARM, NOW, "s", "t", "u"))
    await outbox.put([job], NOW)
    claimed = await asyncio.gather(*(outbox.claim(NOW, LATER, 10) for _ in range(5)))
    assert [jobs for jobs in claimed if jobs] == [[job]]
    again = replace(job, tries=1)
    await outbox.again(again, LATER)
    assert await outbox.claim(NOW, LATER, 10) == []
    assert await outbox.claim(LATER, LATER + timedelta(minutes=1), 10) == [again]
    await outbox.done(again)
    assert await outbox.claim(LATER + timedelta(hours=1), LATER, 10) == []
    day = timedelta(days=1)
    begun = [await memory.begin(Code.QUEUE_LONG, NOW + n * day / 2, day) for n in range(3)]
    assert begun == [True, False, True]
    await memory.end(Code.QUEUE_LONG)
    assert await memory.begin(Code.QUEUE_LONG, NOW, day)


class Kept:
    """Records as a test would have them."""

    def __init__(self, *comments: Comment) -> None:
        self.by_id = {comment.id: comment for comment in comments}

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]:
        return [self.by_id.get(identity) for identity in identities]


def perhaps(number: int, probability: float = 0.4, **fields: Any) -> Comment:
    """A public comment in doubt, of a sender and with words of its own."""
    fields = {"sender": f"{number:08x}", "campaign": f"campaign-{number}", **fields}
    return a_comment(number, judgement=Judgement(probability, 0.0, (), "m1"), **fields)


async def doubted(doubts: RedisDoubts) -> set[str]:
    return {place.comment for place in (await doubts.everything())[0]}


async def test_who_asks_for_a_place_is_looked_at_again(any_store: Store) -> None:
    one, two, three = (perhaps(number) for number in range(3))
    doubts = RedisDoubts(any_store, Kept(one, approve(two).comment), lambda: NOW)
    await doubts.apply(one, two, three)
    assert await doubted(doubts) == {one.id}, "somebody was faster, and one has not come to be"
    assert (await doubts.everything())[1] == {"campaign-1"}


async def test_a_day_has_so_many_places_for_the_greatest_doubts(any_store: Store) -> None:
    comments = [perhaps(number, 0.5 - number / 200) for number in range(MOST_OF_DAY + 2)]
    doubts = RedisDoubts(any_store, Kept(*comments), lambda: NOW)
    await doubts.apply(*reversed(comments))
    assert await doubted(doubts) == {comment.id for comment in comments[:MOST_OF_DAY]}
    for _ in range(2):
        await doubts.apply(*comments)
    assert await doubted(doubts) == {comment.id for comment in comments[:MOST_OF_DAY]}
    twin = perhaps(200, 0.5, campaign="campaign-3")
    await RedisDoubts(any_store, Kept(twin), lambda: NOW).apply(twin)
    assert await doubted(doubts) == {c.id for c in (*comments[:MOST_OF_DAY], twin)} - {comments[3].id}
    sent = [perhaps(300 + number, 0.5, sender="00000000") for number in range(MOST_OF_SENDER + 1)]
    await RedisDoubts(any_store, Kept(*sent), lambda: NOW).apply(*sent)
    found = await doubted(doubts)
    assert len(found & {c.id for c in (*sent, comments[0])}) == MOST_OF_SENDER
    assert len(found) == MOST_OF_DAY
    await doubts.forget()
    assert await doubts.everything() == ([], frozenset())


async def test_confirmed_ones_are_bounded_too(any_store: Store) -> None:
    confirmed = [approve(perhaps(number)).comment for number in range(MOST_OF_DAY + 5)]
    doubts = RedisDoubts(any_store, Kept(*confirmed), lambda: NOW)
    await doubts.apply(*confirmed)
    places, settled = await doubts.everything()
    assert (places, len(settled)) == ([], MOST_OF_DAY)
    size = max([await any_store.execute("MEMORY", "USAGE", key) async for key in any_store.scan("{doubts}:*")])
    assert size < 100 * MOST_OF_DAY + 2000
