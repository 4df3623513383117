"""What the aggregator's stores promise, on one server and on a cluster."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from services.aggregator.attribution import is_foreign
from services.aggregator.errors import LeaseLost
from services.aggregator.model import (
    Burial,
    Claim,
    Entry,
    EntryRef,
    FeedFacts,
    Harvest,
    Hints,
    Moving,
    Origin,
    Pace,
    Problem,
    Source,
    SourceState,
    Subscription,
    SubscriptionState,
    Validators,
    Why,
)
from services.aggregator.river.keeper import River
from services.aggregator.river.store import RiverStore
from services.aggregator.store.due import DueStore
from services.aggregator.store.sources import SourceStore, source_key
from shared.errors import NotFound
from shared.store.client import Store

NOW = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def source(name: str = "a", group: str | None = "g") -> Source:
    return Source(id=name, url=f"http://{name}.example/", created=NOW, pace=Pace(next_poll=NOW), group=group)


def entry(number: int, of: str = "a", atom_id: str | None = None) -> Entry:
    moment = NOW + timedelta(minutes=number)
    return Entry(
        id=f"e{number}",
        source=of,
        atom_id=atom_id or f"tag:{of}.example,2026:{number}",
        title=f"ข่าว {number}",
        url="",
        first_seen=moment,
        changed=moment,
        position=moment,
        published=moment,
        updated=None,
    )


def brings(*entries: Entry, forget: Iterable[str] = (), buried: Iterable[Burial] = (), marks: str = "") -> Harvest:
    digests = ("digest",) * len(entries)
    return Harvest(
        put=entries,
        digests=digests,
        marks=(marks,) * len(entries),
        forget=tuple(forget),
        buried=tuple(buried),
        fresh=len(entries),
    )


class Silent:
    """Nobody is told."""

    async def announce(self, topics: Iterable[str]) -> None:
        del topics


@pytest.fixture
def sources(any_store: Store) -> SourceStore:
    return SourceStore(any_store)


@pytest.fixture
def index(any_store: Store) -> RiverStore:
    return RiverStore(any_store)


async def claimed(sources: SourceStore, name: str = "a") -> Claim:
    claim = (await sources.claim_each([name]))[0]
    assert claim is not None
    return claim


@pytest.fixture
def due(any_store: Store) -> DueStore:
    return DueStore(any_store)


async def gather(sources: SourceStore, index: RiverStore, harvest: Harvest, name: str = "a") -> None:
    claim = await claimed(sources, name)
    await sources.apply(claim, claim.source, harvest)
    await index.drain(name)


async def foreign(index: RiverStore, *entries: Entry) -> set[str]:
    """Those of the entries that use the id of another one."""
    owners = await index.claimants([(EntryRef(each.source, each.id), each.atom_id) for each in entries])
    return {
        each.id for each, owner in zip(entries, owners, strict=True) if is_foreign(each, source(each.source), owner)
    }


async def shown(index: RiverStore, view: str = "all") -> list[str]:
    return [f"{ref.source}/{ref.entry}" for ref, _ in await index.page(view, None, 100)]


async def test_a_source_is_created_once(sources: SourceStore) -> None:
    assert await sources.create(source()) is None
    existing = await sources.create(replace(source(), name="other"))
    assert existing == source()
    assert await sources.source("a") == source()
    assert await sources.sources(["a", "b"]) == {"a": source()}


async def test_a_later_claim_ends_the_one_before(sources: SourceStore) -> None:
    assert await sources.claim_each(["a"]) == [None]
    await sources.create(source())
    first, second = await claimed(sources), await claimed(sources)
    assert second.fence > first.fence
    with pytest.raises(LeaseLost):
        await sources.apply(first, source(), brings(entry(1)))
    polled = replace(source(), pace=replace(source().pace, last_attempt=NOW))
    assert await sources.note_each([(first, polled), (second, polled)]) == [False, True]
    assert await sources.known("a") == {}
    await sources.apply(second, polled, brings(entry(1)))
    assert await sources.source("a") == polled


async def test_a_removed_source_is_noted_no_more(sources: SourceStore) -> None:
    await sources.create(source())
    claim = await claimed(sources)
    await sources.remove(source())
    assert await sources.note_each([(claim, source())]) == [False]


async def test_a_record_of_the_first_release_is_read(sources: SourceStore, any_store: Store) -> None:
    record = """{"id":"a","url":"http://a.example/","created":"2026-01-05T02:30:00Z","next_poll":null,"group":"g",
        "state":"failing","facts":{"title":"ก"},"validators":{"etag":"x"},"failures":2,"ttl":60}"""
    await any_store.execute("HSET", source_key("a"), "record", record)
    kept = (await claimed(sources)).source
    assert (kept.title, kept.pace.failures, kept.pace.validators.etag) == ("ก", 2, "x")
    assert await sources.source("a") == kept
    assert await sources.create(source()) == kept


async def test_a_poll_is_kept_and_reaches_every_view(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await gather(sources, index, brings(entry(1), entry(2)))
    assert await shown(index) == ["a/e2", "a/e1"]
    assert await shown(index, "s:a") == await shown(index, "g:g") == ["a/e2", "a/e1"]
    assert await shown(index, "g:h") == []
    found = await sources.entries([EntryRef("a", "e1"), EntryRef("a", "none")])
    assert found == [entry(1)]
    known = await sources.known("a")
    assert known["e1"].first_seen == entry(1).first_seen
    assert await sources.counts(["a", "b"]) == [2, 0]
    assert [place.member for place in await index.source_ids(None, 10)] == ["a"]
    assert await index.groups() == ["g"]


async def test_draining_twice_or_late_changes_nothing(
    sources: SourceStore, index: RiverStore, any_store: Store
) -> None:
    await sources.create(source())
    claim = await claimed(sources)
    await sources.apply(claim, claim.source, brings(entry(1)))
    events = await any_store.execute("XRANGE", source_key("a", "outbox"), "-", "+")
    assert await index.drain("a") == 1, "that there is a source shows in no feed"
    assert await index.drain("a") == 0
    await gather(sources, index, brings(forget=["e1"]))
    assert await shown(index) == []
    for _, fields in events:  # somebody who read the outbox before is late
        flat = [part for pair in fields.items() for part in pair]
        await any_store.execute("XADD", source_key("a", "outbox"), "*", *flat)
    assert await index.drain("a") == 0
    assert await shown(index) == []


async def test_versions_grow_with_changes_of_their_view(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await sources.create(source("b", group=None))
    await gather(sources, index, brings(entry(1)))
    before = await index.versions(["all", "s:a", "g:g", "s:b"])
    await gather(sources, index, brings(entry(2)))
    after = await index.versions(["all", "s:a", "g:g", "s:b"])
    assert [new > old for old, new in zip(before, after, strict=True)] == [True, True, True, False]


async def test_withdrawn_entries_leave_a_tombstone(sources: SourceStore, index: RiverStore) -> None:
    burial = Burial("a", "e1", "tag:a.example,2026:1", NOW)
    await sources.create(source())
    await gather(sources, index, brings(entry(1)))
    await gather(sources, index, brings(forget=["e1"], buried=[burial]))
    assert await shown(index) == []
    assert await sources.burials(await index.buried("g:g", 10)) == [burial]
    await gather(sources, index, brings(entry(1)))
    assert await index.buried("all", 10) == []
    await sources.replay(source())
    await index.drain("a")
    assert await index.buried("all", 10) == []


async def test_a_source_keeps_its_latest_thousand_tombstones(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    stones = [Burial("a", f"e{number}", "x", NOW + timedelta(minutes=number)) for number in range(1003)]
    await gather(sources, index, brings(buried=stones[2:] + stones[:2]))
    kept = await sources.burials([EntryRef("a", stone.entry) for stone in stones])
    assert kept == stones[3:]
    assert len(await index.buried("all", 2000)) == 1003, "what is shown of them asks for each"


async def test_the_first_to_use_an_id_owns_it(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await sources.create(source("b"))
    await gather(sources, index, brings(entry(1)))
    stolen = entry(7, of="b", atom_id=entry(1).atom_id)
    await gather(sources, index, brings(stolen), "b")
    assert await foreign(index, entry(1), stolen) == {"e7"}
    await gather(sources, index, brings(forget=["e1"]))
    assert await foreign(index, stolen) == set()


async def test_a_removed_source_leaves_nothing_and_may_come_back(
    sources: SourceStore, index: RiverStore, due: DueStore
) -> None:
    await sources.create(source())
    await sources.create(source("b"))
    await gather(sources, index, brings(entry(1)))
    await gather(sources, index, brings(entry(2, of="b")), "b")
    claim = await claimed(sources)
    assert await sources.remove(source())
    assert not await sources.remove(source())
    await index.drain("a")
    assert await shown(index) == ["b/e2"]
    assert await sources.source("a") is None
    assert await sources.entries([EntryRef("a", "e1")]) == []
    with pytest.raises(LeaseLost):
        await sources.apply(claim, claim.source, brings(entry(3)))
    assert [turn.source for turn in (await due.take(NOW, NOW + LEASE, 10))[0]] == ["b"]
    await sources.create(source())
    await gather(sources, index, brings(entry(4)))
    assert await shown(index) == ["a/e4", "b/e2"]


async def test_pages_go_on_where_they_ended(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await gather(sources, index, brings(*(entry(number) for number in range(5))))
    first = await index.page("all", None, 2)
    await gather(sources, index, brings(entry(9)))
    second = await index.page("all", first[-1][1], 2)
    assert [ref.entry for ref, _ in first + second] == ["e4", "e3", "e2", "e1"]
    await gather(sources, index, brings(forget=["e1"]))
    assert [ref.entry for ref, _ in await index.page("all", second[-1][1], 2)] == ["e0"]
    late = await index.page("all", None, 10, since=entry(4).first_seen)
    assert [ref.entry for ref, _ in late] == ["e9", "e4"]


async def test_a_subscription_is_replaced_only_by_who_has_read_it(sources: SourceStore) -> None:
    wanted = Subscription(
        hub="http://h.example/", topic="t", token="a-1", secret="s", state=SubscriptionState.PENDING, requested=NOW
    )
    assert not await sources.swap_subscription("a", None, wanted), "no source, no subscription"
    await sources.create(source())
    assert await sources.swap_subscription("a", None, wanted)
    assert not await sources.swap_subscription("a", None, wanted)
    assert await sources.subscription("a") == wanted
    assert await sources.swap_subscription("a", wanted, None)
    assert await sources.subscription("a") is None


async def test_what_a_crash_kept_from_the_river_is_swept_up(sources: SourceStore, index: RiverStore) -> None:
    clock = [NOW]
    river = River(
        index=index, origin=sources, announcer=Silent(), clock=lambda: clock[0], absolute=str, nonce=lambda: "n"
    )
    await sources.create(source())
    await river.expect("a")
    claim = await claimed(sources)
    await sources.apply(claim, claim.source, brings(entry(1)))
    assert await river.sweep(timedelta(seconds=15)) == 0, "it may be under way"
    clock[0] += timedelta(seconds=20)
    assert await river.sweep(timedelta(seconds=15)) == 1
    assert await shown(index) == ["a/e1"]
    assert await index.marks() == {}


async def test_the_river_can_be_made_anew(
    sources: SourceStore, index: RiverStore, due: DueStore, any_store: Store
) -> None:
    river = River(index=index, origin=sources, announcer=Silent(), clock=lambda: NOW, absolute=str, nonce=lambda: "n")
    await sources.create(source())
    await gather(sources, index, brings(entry(1), entry(2)))
    await gather(sources, index, brings(forget=["e1"], buried=[Burial("a", "e1", "x", NOW)]))
    keys = [key async for key in any_store.scan("{planet}:*")]
    for key in keys:
        if not key.endswith(b":revs"):
            await any_store.execute("DEL", key)
    assert await river.rebuild() == 1
    assert await shown(index) == ["a/e2"]
    assert await index.buried("all", 10) == [EntryRef("a", "e1")]
    assert [turn.source for turn in (await due.take(NOW, NOW + LEASE, 10))[0]] == ["a"]


async def test_records_survive_the_round_trip(sources: SourceStore) -> None:
    await sources.create(source())
    claim = await claimed(sources)
    pace = Pace(
        next_poll=None,
        why=Why.GONE,
        state=SourceState.GONE,
        validators=Validators('W/"ก"', "x", "y"),
        moving=Moving("http://b.example/", NOW, 3),
        hints=Hints(60, (1, 2), (6,)),
        failures=3,
        error=Problem("http-status", "410"),
        intervals=(300, 600),
    )
    changed = replace(source(), pace=pace, facts=FeedFacts(title="ใหม่"))
    await sources.apply(claim, changed, Harvest())
    assert await sources.source("a") == changed


async def test_pins_are_kept_with_their_entries_and_go_with_them(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await gather(sources, index, brings(entry(1), entry(2)))
    await sources.pin(EntryRef("a", "e1"), keep=True)
    await sources.pin(EntryRef("a", "e2"), keep=True)
    await sources.pin(EntryRef("a", "e2"), keep=False)
    assert await sources.pinned("a") == {"e1"}
    with pytest.raises(NotFound):
        await sources.pin(EntryRef("a", "e3"), keep=True)
    await gather(sources, index, brings(forget=["e1"]))
    assert await sources.pinned("a") == frozenset()


async def test_what_is_noted_changes_the_digest_and_nothing_that_is_shown(
    sources: SourceStore, index: RiverStore
) -> None:
    await sources.create(source())
    await gather(sources, index, brings(entry(1)))
    before = await index.versions(["all"])
    await gather(sources, index, Harvest(noted=((entry(1), "other"),)))
    assert (await sources.known("a"))["e1"].digest == "other"
    assert (await sources.known("a"))["e1"].position == entry(1).position
    assert await index.versions(["all"]) == before


MARKS = "u1 2 3 4 5 6 7 8 9"


async def alike(index: RiverStore, view: str = "all") -> list[str]:
    return [f"{ref.source}/{ref.entry}" for ref, _ in await index.page(view, None, 100, leads=True)]


async def three_alike(sources: SourceStore, index: RiverStore) -> None:
    for name, group in (("a", "north"), ("b", "north"), ("c", "south")):
        await sources.create(source(name, group=group))
        await index.drain(name)
        await gather(sources, index, brings(entry(1, name), marks=MARKS), name)


async def test_near_duplicates_of_other_sources_have_one_lead_and_stay(sources: SourceStore, index: RiverStore) -> None:
    await three_alike(sources, index)
    assert sorted(await shown(index)) == ["a/e1", "b/e1", "c/e1"]
    assert await alike(index) == ["a/e1"]
    assert await alike(index, "g:north") == ["a/e1"]
    assert await alike(index, "g:south") == ["c/e1"], "its lead is no news there"
    (lead,) = await index.alike([EntryRef("a", "e1")])
    assert lead == (None, (EntryRef("b", "e1"), EntryRef("c", "e1")))
    assert (await index.alike([EntryRef("b", "e1")]))[0][0] == EntryRef("a", "e1")


def _polls(chance: Random, world: str) -> list[tuple[str, Harvest]]:
    """What three sources of a world bring: some say that they copied it, use the same ids, or have marks in common."""
    polls = []
    for poll in range(4):
        name = f"{chance.choice('abc')}{world}"
        entries = [
            replace(
                entry(chance.randrange(12) * 10 + poll, name, f"tag:{world}.example,2026:{chance.randrange(8)}"),
                origin=Origin("tag:o", "O", f"http://{chance.choice('abc')}{world}.example/")
                if chance.random() < 0.3
                else None,
            )
            for _ in range(8)
        ]
        put = tuple({each.id: each for each in entries}.values())
        marks = tuple(" ".join(f"{chance.randrange(9)}{world}" for _ in range(8)) for _ in put)
        polls.append((name, Harvest(put=put, digests=("d",) * len(put), marks=marks, fresh=len(put))))
    return polls


@pytest.mark.parametrize("seed", range(12))
async def test_entries_that_come_together_make_the_river_that_they_make_one_by_one(
    sources: SourceStore, index: RiverStore, seed: int
) -> None:
    rivers = []
    for world in "XY":
        for name in "abc":
            await sources.create(source(f"{name}{world}", group=_group_in(name, world)))
        for name, harvest in _polls(Random(seed), world):
            if world == "X":
                await gather(sources, index, harvest, name)
                continue
            for put, marks in zip(harvest.put, harvest.marks, strict=True):
                await gather(sources, index, brings(put, marks=marks), name)
        views = [f"s:a{world}", f"s:b{world}", f"s:c{world}", f"g:g{world}"]
        pages = [await index.page(view, None, 99, leads=leads) for view in views for leads in (False, True)]
        refs = [ref for page in pages for ref, _ in page]
        told = (refs, await index.alike(refs), await index.owners([f"tag:{world}.example,2026:{n}" for n in range(8)]))
        rivers.append(repr(told).replace(world, ""))
    assert rivers[0] == rivers[1]


def _group_in(name: str, world: str) -> str | None:
    return None if name == "c" else f"g{world}"


async def test_a_lead_that_goes_has_an_heir(sources: SourceStore, index: RiverStore) -> None:
    await three_alike(sources, index)
    await gather(sources, index, brings(forget=["e1"]))
    assert await alike(index) == ["b/e1"]
    assert (await index.alike([EntryRef("b", "e1")]))[0] == (None, (EntryRef("c", "e1"),))
    await gather(sources, index, brings(forget=["e1"]), "b")
    assert (await alike(index), await alike(index, "g:south")) == (["c/e1"], ["c/e1"])
    assert await index.alike([EntryRef("c", "e1")]) == [(None, ())]


async def test_entries_of_one_source_and_those_with_little_in_common_are_not_grouped(
    sources: SourceStore, index: RiverStore
) -> None:
    for name in ("a", "b"):
        await sources.create(source(name))
    await gather(sources, index, brings(entry(1), entry(2), marks="1 2 3 4 5 6 7 8"))
    await gather(sources, index, brings(entry(1, "b"), marks="1 2 3 4 5 16 17 18"), "b")
    assert len(await alike(index)) == 3


async def test_who_copied_leaves_the_id_to_the_one_it_was_copied_from(sources: SourceStore, index: RiverStore) -> None:
    for name in ("a", "b"):
        await sources.create(source(name))
    original = entry(1, "b")
    copy = replace(entry(1, "a", original.atom_id), origin=Origin("tag:b", "B", "https://b.example/"))
    await gather(sources, index, brings(copy))
    assert await foreign(index, copy) == set()
    await gather(sources, index, brings(original), "b")
    assert await foreign(index, original, copy) == set()
    assert await alike(index) == ["b/e1"]


async def test_who_only_says_that_he_copied_leaves_the_id_and_shares_nothing(
    sources: SourceStore, index: RiverStore
) -> None:
    for name in ("a", "b", "c"):
        await sources.create(source(name))
    original = entry(1, "b")
    forged = replace(entry(2, "a", original.atom_id), origin=Origin("tag:x", "X", "https://x.example/"))
    await gather(sources, index, brings(forged))
    assert await foreign(index, forged) == set(), "nobody else is known to have the id"
    await gather(sources, index, brings(original), "b")
    assert await foreign(index, original, forged) == {"e2"}
    assert sorted(await alike(index)) == ["a/e2", "b/e1"]


async def test_an_original_whose_id_names_somebody_else_takes_it_from_no_copy(
    sources: SourceStore, index: RiverStore
) -> None:
    for name in ("a", "b"):
        await sources.create(source(name))
    copy = replace(entry(1, "a", "tag:v.example,2026:1"), origin=Origin("tag:v", "V", "https://v.example/feed"))
    thief = entry(2, "b", copy.atom_id)
    await gather(sources, index, brings(copy))
    await gather(sources, index, brings(thief), "b")
    assert await foreign(index, copy, thief) == {"e2"}
    other = replace(entry(3, "a", copy.atom_id), origin=Origin("tag:v", "V", "http://v.example/other"))
    await gather(sources, index, brings(other))
    assert await foreign(index, other) == set(), "its id on its domain names a feed as well as its address"
    await sources.replay(source())
    await index.drain("a")
    assert await foreign(index, copy, other) == set()


async def test_the_log_tells_what_came_and_went(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await gather(sources, index, brings(entry(1), entry(2)))
    told = await index.log("", 10)
    assert [(op, ref.entry) for _, op, ref in told] == [("put", "e1"), ("put", "e2")]
    await gather(sources, index, brings(forget=["e1"]))
    assert [(op, ref.entry) for _, op, ref in await index.log(told[-1][0], 10)] == [("drop", "e1")]
    assert (await index.log_bounds())[0] == told[0][0]
    assert await index.epoch("one") == await index.epoch("two") == "one"


async def test_arrivals_are_read_by_time(sources: SourceStore, index: RiverStore) -> None:
    await sources.create(source())
    await gather(sources, index, brings(entry(1), entry(2), entry(3)))
    first, last = entry(1).first_seen, entry(3).first_seen
    assert await index.arrived("all", first, last, 10) == [EntryRef("a", "e1"), EntryRef("a", "e2")]
    assert await index.last_arrival("all", last) == entry(2).first_seen
    assert await index.last_arrival("all", first) is None
    assert (await index.oldest(1), await index.count()) == ([EntryRef("a", "e1")], 3)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("leads", [False, True])
async def test_no_entry_is_missed_or_doubled_while_others_come_and_go(
    sources: SourceStore, index: RiverStore, seed: int, leads: bool
) -> None:
    chance = Random(seed)
    await sources.create(source())
    await sources.create(source("b"))
    there = [replace(entry(number), position=NOW + timedelta(minutes=chance.randrange(20))) for number in range(40)]
    await gather(sources, index, brings(*there))
    seen: list[str] = []
    gone: set[str] = set()
    place = None
    while page := await index.page("all", place, chance.randrange(1, 8), leads=leads):
        seen += [f"{ref.source}/{ref.entry}" for ref, _ in page]
        place = page[-1][1]
        number = 1000 + len(seen)
        late = replace(entry(number, "b"), position=NOW + timedelta(minutes=chance.randrange(-5, 25)))
        await gather(sources, index, brings(late), "b")
        if chance.random() < 0.3:  # also the very one that the cursor stands on
            leaves = chance.choice([place.member.partition("/")[2], f"e{chance.randrange(40)}"])
            gone.add(f"a/{leaves}")
            await gather(sources, index, brings(forget=[leaves]))
    assert len(seen) == len(set(seen))
    assert {f"a/{each.id}" for each in there} - gone <= set(seen)
