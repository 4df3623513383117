"""The schedule that all workers share: turns, leases, budgets of domains, lines, pushes in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.model import Pace, Source, Turn
from services.aggregator.river.store import RiverStore
from services.aggregator.store.due import DueStore
from services.aggregator.store.sources import SourceStore
from shared.store.client import Store

NOW = datetime(2026, 1, 5, 2, 30, tzinfo=UTC)
LEASE = timedelta(seconds=24)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
NO_PAUSE = timedelta()


@pytest.fixture
def due(any_store: Store) -> DueStore:
    return DueStore(any_store, most=2, gap=SECOND)


def source(name: str, host: str | None = None, since: float = 0) -> Source:
    moment = NOW + timedelta(seconds=since)
    url = f"http://{host or f'{name}.example'}/{name}"
    return Source(id=name, url=url, created=moment, pace=Pace(next_poll=moment))


async def added(store: Store, *sources: Source) -> None:
    await SourceStore(store).create_each(sources)
    await RiverStore(store).drain_each([each.id for each in sources])


async def taken(due: DueStore, at: float = 0, limit: int = 10) -> list[Turn]:
    now = NOW + timedelta(seconds=at)
    turns, _ = await due.take(now, now + LEASE, limit)
    return turns


async def settled(due: DueStore, turn: Turn, source: Source, at: float, pause: timedelta = NO_PAUSE) -> None:
    now = NOW + timedelta(seconds=at)
    polled = replace(source, pace=replace(source.pace, next_poll=now + HOUR))
    await due.settle([(turn, polled, pause)], now)


def names(turns: Sequence[Turn]) -> list[str]:
    return [turn.source for turn in turns]


async def test_each_source_has_one_worker_until_its_next_time(due: DueStore, any_store: Store) -> None:
    await added(any_store, source("a"), source("b", since=-1), source("c", since=5))
    turns = await taken(due)
    assert names(turns) == ["b", "a"], "who waits longest comes first"
    assert await taken(due) == []
    await settled(due, turns[0], source("b"), 1)
    assert names(await taken(due, 5)) == ["c"]
    assert names(await taken(due, 23.9)) == []
    assert names(await taken(due, 24)) == ["a"], "a dead worker's source comes back"
    assert "b" in names(await taken(due, 3601))


async def test_when_the_next_one_is_due_is_told(due: DueStore, any_store: Store) -> None:
    assert await due.take(NOW, NOW + LEASE, 10) == ([], None)
    await added(any_store, source("a"), source("b", since=5))
    turns, following = await due.take(NOW, NOW + LEASE, 10)
    assert (names(turns), following) == (["a"], NOW + 5 * SECOND)


async def test_a_lease_is_kept_as_long_as_it_is_renewed(due: DueStore, any_store: Store) -> None:
    await added(any_store, source("a"))
    (turn,) = await taken(due)
    until = NOW + timedelta(seconds=40)
    assert await due.renew([turn], until) == [True]
    assert await taken(due, 30) == []
    (other,) = await taken(due, 41)
    assert await due.renew([Turn("a", turn.domain, until)], until + LEASE) == [False]
    await settled(due, Turn("a", turn.domain, until), source("a"), 42)
    assert await due.renew([other], NOW + timedelta(seconds=90)) == [True], "a lost turn settles nothing"


@pytest.mark.parametrize("is_first", [True, False])
async def test_a_poll_that_ends_while_its_lease_is_renewed_is_settled(
    due: DueStore, any_store: Store, *, is_first: bool
) -> None:
    """Whichever reaches the store first. Otherwise it would be polled again as soon as the renewed lease ends."""
    await added(any_store, source("a"))
    (turn,) = await taken(due)
    if is_first:
        await asyncio.gather(due.renew([turn], NOW + timedelta(seconds=32)), settled(due, turn, source("a"), 8))
    else:  # asked for, and on its way
        turn.asked = NOW + timedelta(seconds=32)
        await settled(due, turn, source("a"), 8)
    assert await taken(due, 40) == []
    assert names(await taken(due, 3608)) == ["a"]


async def test_a_domain_is_asked_by_two_at_a_time_and_once_a_second(due: DueStore, any_store: Store) -> None:
    listed = [source(f"s{number}", f"w{number}.moi.go.th", since=number / 100) for number in range(5)]
    await added(any_store, *listed, source("z", "other.go.th", since=0.5))
    first = await taken(due, 1)
    assert names(first) == ["s0", "z"], "the domain of one does not delay another"
    assert first[0].domain == "moi.go.th"
    assert names(await taken(due, 1.5)) == []
    second = await taken(due, 2)
    assert names(second) == ["s1"]
    assert names(await taken(due, 4)) == [], "two are under way"
    await settled(due, second[0], listed[1], 4)
    assert names(await taken(due, 4)) == ["s2"], "first come, first served"
    await settled(due, first[0], listed[0], 4.1)
    assert names(await taken(due, 4.5)) == []
    assert names(await taken(due, 5)) == ["s3"]


async def test_nobody_waits_for_ever_behind_newer_ones(due: DueStore, any_store: Store) -> None:
    """Sources of one domain that become due faster than its budget allows: each is served in its order."""
    listed = [source(f"s{number:02}", "moi.go.th", since=number / 3) for number in range(30)]
    await added(any_store, *listed)
    served: list[str] = []
    for second in range(40):
        for turn in await taken(due, second):
            served.append(turn.source)
            await settled(due, turn, listed[int(turn.source[1:])], second)
    assert served == [each.id for each in listed]


async def test_a_busy_domain_is_left_alone_as_a_whole(due: DueStore, any_store: Store) -> None:
    listed = [source("a", "x.moi.go.th"), source("b", "y.moi.go.th", since=0.1)]
    await added(any_store, *listed)
    (turn,) = await taken(due, 1)
    await settled(due, turn, listed[0], 2, pause=timedelta(seconds=60))
    assert await taken(due, 61) == []
    assert names(await taken(due, 62)) == ["b"]


async def test_a_dead_worker_gives_its_domain_back(due: DueStore, any_store: Store) -> None:
    await added(any_store, *(source(f"s{number}", "moi.go.th", since=number / 100) for number in range(4)))
    assert names(await taken(due, 1)) == ["s0"]
    assert names(await taken(due, 2)) == ["s1"]
    assert names(await taken(due, 24)) == []
    assert names(await taken(due, 25.5)) == ["s2"]


async def test_a_push_in_the_middle_of_a_poll_brings_another(due: DueStore, any_store: Store) -> None:
    await added(any_store, source("a"))
    (turn,) = await taken(due)
    await due.hasten(source("a"), NOW, NOW + SECOND)
    assert await taken(due, 2) == [], "it is being polled"
    await settled(due, turn, source("a"), 3)
    assert names(await taken(due, 3)) == ["a"]


async def test_a_push_hastens_what_waits_and_revives_nothing(due: DueStore, any_store: Store) -> None:
    listed = [source("a"), *(source(f"s{number}", "moi.go.th", since=number / 100) for number in range(3))]
    await added(any_store, *listed)
    for turn in await taken(due, 1):
        if turn.source == "a":
            await settled(due, turn, listed[0], 1)
    await due.hasten(listed[0], NOW, NOW + 2 * SECOND)
    await due.hasten(listed[3], NOW, NOW + 2 * SECOND)
    assert sorted(names(await taken(due, 2))) == ["a", "s2"], "the front of its line"
    gone = source("g")
    await due.hasten(gone, NOW, NOW)
    assert names(await taken(due, 3)) == []


async def test_a_person_gets_a_source_at_once_but_not_twice(due: DueStore, any_store: Store) -> None:
    listed = [source(f"s{number}", "moi.go.th", since=number / 100) for number in range(3)]
    await added(any_store, *listed)
    (turn,) = await taken(due, 1)
    now = NOW + SECOND
    assert await due.seize(listed[0], now, now + LEASE) is None
    seized = await due.seize(listed[2], now, now + LEASE)
    assert seized == Turn("s2", "moi.go.th", now + LEASE)
    await settled(due, turn, listed[0], 1.2)
    assert names(await taken(due, 1.9)) == [], "it counts against the budget"
    assert names(await taken(due, 2)) == ["s1"]
    await settled(due, seized, listed[2], 2)
    assert names(await taken(due, 3)) == []


async def test_what_was_pushed_is_read_without_cost_to_its_domain(due: DueStore, any_store: Store) -> None:
    listed = [source("a", "moi.go.th", since=3600), source("b", "moi.go.th")]
    await added(any_store, *listed)
    assert await due.seize(listed[0], NOW, NOW + LEASE, to_fetch=False)
    assert names(await taken(due)) == ["b"]


async def test_a_source_that_moved_goes_on_with_the_budget_of_its_new_home(due: DueStore, any_store: Store) -> None:
    await added(any_store, source("a"))
    (turn,) = await taken(due)
    moved = replace(source("a"), pace=Pace(next_poll=NOW + HOUR, address="https://new.example.org/feed"))
    await due.settle([(turn, moved, NO_PAUSE)], NOW)
    (again,) = await taken(due, 3600)
    assert again.domain == "example.org"
    await due.forget(again)
    assert await taken(due, 9000) == []


async def test_a_schedule_of_the_first_release_is_taken_over(due: DueStore, any_store: Store) -> None:
    await any_store.execute("ZADD", "{planet}:due", 1000, "a")
    (turn,) = await taken(due)
    assert turn.source == "a"
    await settled(due, turn, source("a"), 1)
    (again,) = await taken(due, 3700)
    assert (again.source, again.domain) == ("a", "a.example")
