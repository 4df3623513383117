"""Ends of polls are written in groups, and everybody learns what became of their own."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.aggregator.errors import LeaseLost
from services.aggregator.model import NOTHING, Claim, Entry, Harvest, Pace, Source, Turn
from services.aggregator.polling.settling import Ended, Settlement
from shared.errors import StoreUnavailable

NOW = datetime(2026, 1, 5, tzinfo=UTC)


class Kept:
    """A store whose first write waits for ``go``; sources in ``lost`` are somebody else's by now."""

    def __init__(self, lost: Iterable[str] = (), *, broken: bool = False) -> None:
        self.go = asyncio.Event()
        self.noted: list[list[str]] = []
        self.settled: list[list[str]] = []
        self.river: list[str] = []
        self._lost = set(lost)
        self._broken = broken

    async def note_each(self, polled: Sequence[tuple[Claim, Source]]) -> list[bool]:
        await self.go.wait()
        if self._broken:
            raise StoreUnavailable
        self.noted.append([claim.source.id for claim, _ in polled])
        return [claim.source.id not in self._lost for claim, _ in polled]

    async def expect_each(self, sources: Sequence[str]) -> str:
        self.river.append(f"expect {' '.join(sources)}")
        return "mark"

    async def apply_each(self, polled: Sequence[tuple[Claim, Source, Harvest]]) -> list[bool]:
        self.river.append(f"apply {' '.join(source.id for _, source, _ in polled)}")
        return [source.id not in self._lost for _, source, _ in polled]

    async def update_each(self, sources: Sequence[Source], mark: str) -> None:
        assert mark == "mark"
        self.river.append(f"update {' '.join(source.id for source in sources)}")

    async def settle(self, ended: Iterable[tuple[Turn, Source, timedelta]], now: datetime) -> None:
        assert now == NOW
        self.settled.append([turn.source for turn, _, _ in ended])


def ended(name: str, harvest: Harvest | None = None) -> Ended:
    source = Source(id=name, url=f"http://{name}.example/", created=NOW, pace=Pace(next_poll=NOW))
    return Ended(Turn(name, f"{name}.example", NOW), Claim(source, 1), source, timedelta(), harvest)


def entry(size: int) -> Entry:
    return Entry(
        id="e",
        source="a",
        atom_id="e",
        title="",
        url="",
        first_seen=NOW,
        changed=NOW,
        position=NOW,
        published=None,
        updated=None,
        size=size,
    )


async def outcomes(kept: Kept, polls: Sequence[Ended]) -> list[object]:
    settlement = Settlement(kept, kept, kept, lambda: NOW)
    waiting = [asyncio.create_task(settlement.settle(each)) for each in polls]
    await asyncio.sleep(0)
    kept.go.set()
    return list(await asyncio.gather(*waiting, return_exceptions=True))


async def test_what_ends_meanwhile_is_one_batch() -> None:
    kept = Kept()
    settlement = Settlement(kept, kept, kept, lambda: NOW)
    first = asyncio.create_task(settlement.settle(ended("a")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(settlement.settle(ended(name))) for name in "bcd"]
    await asyncio.sleep(0)
    kept.go.set()
    await asyncio.gather(first, *others)
    assert kept.noted == kept.settled == [["a"], ["b", "c", "d"]]


async def test_a_lost_claim_settles_nothing_and_hurts_nobody_else() -> None:
    kept = Kept(lost="b")
    found = await outcomes(kept, [ended("a"), ended("b"), ended("c", NOTHING)])
    assert [type(each) for each in found] == [type(None), LeaseLost, type(None)]
    assert (kept.noted, kept.settled) == ([["a", "b"]], [["a", "c"]])


async def test_everybody_learns_that_the_store_is_away() -> None:
    found = await outcomes(Kept(broken=True), [ended("a"), ended("b")])
    assert all(isinstance(each, StoreUnavailable) for each in found)


async def test_who_gives_up_waiting_does_not_stop_the_others() -> None:
    kept = Kept()
    settlement = Settlement(kept, kept, kept, lambda: NOW)
    tasks = [asyncio.create_task(settlement.settle(ended(name))) for name in "ab"]
    await asyncio.sleep(0)
    tasks[0].cancel()
    kept.go.set()
    await tasks[1]
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert kept.settled == [["a", "b"]]


async def test_what_polls_brought_is_written_together_between_what_the_river_hears() -> None:
    kept = Kept(lost="b")
    found = await outcomes(kept, [ended("a", NOTHING), ended("b", NOTHING), ended("c")])
    assert [type(each) for each in found] == [type(None), LeaseLost, type(None)]
    assert kept.river == ["expect a b", "apply a b", "update a b"]
    assert (kept.noted, kept.settled) == ([["c"]], [["a", "c"]])


async def test_a_batch_ends_where_it_becomes_large() -> None:
    large = [ended(name, Harvest(put=(entry(size),))) for name, size in (("a", 2_500_000), ("b", 2_500_000), ("c", 1))]
    kept = Kept()
    await outcomes(kept, large)
    assert kept.settled == [["a", "b"], ["c"]]


async def test_a_mistake_over_one_poll_hurts_no_other() -> None:
    class Odd(Kept):
        async def apply_each(self, polled: Sequence[tuple[Claim, Source, Harvest]]) -> list[bool]:
            if "b" in [source.id for _, source, _ in polled]:
                raise ZeroDivisionError
            return await super().apply_each(polled)

    kept = Odd()
    found = await outcomes(kept, [ended("a", NOTHING), ended("b", NOTHING), ended("c")])
    assert [type(each) for each in found] == [type(None), ZeroDivisionError, type(None)]
    assert kept.settled == [["a"], ["c"]]
