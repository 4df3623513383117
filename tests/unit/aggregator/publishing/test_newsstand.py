"""How pages of entries end: by number or by size."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, cast

import pytest

from services.aggregator.model import Burial, Entry, EntryRef, Filter, Pace, Place, Source
from services.aggregator.publishing.newsstand import PAGE_BYTES, Newsstand
from services.aggregator.river.views import ALL

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SOURCE = Source(id="s", url="http://k.example/feed", created=NOW, pace=Pace(next_poll=None))


class Kept:
    """Entries 0, 1, 2 … of one source, each of ``size`` bytes; the even ones hold the word ``even``."""

    def __init__(self, count: int, size: int) -> None:
        self._count = count
        self._size = size
        self.read = 0
        self.most_at_once = 0

    async def page(
        self, view: str, place: Place | None, limit: int, since: datetime | None = None, *, leads: bool = False
    ) -> list[tuple[EntryRef, Place]]:
        del view, since, leads
        start = int(place.member) + 1 if place else 0
        numbers = range(start, min(start + limit, self._count))
        return [(EntryRef("s", str(number)), Place(str(number), 0)) for number in numbers]

    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]:
        self.read += len(refs)
        self.most_at_once = max(self.most_at_once, len(refs))
        return [self._entry(ref.entry) for ref in refs]

    async def find(
        self, terms: Sequence[str], wanted: Filter, place: Place | None, limit: int
    ) -> list[tuple[EntryRef, Place]]:
        del wanted
        found = await self.page("", place, self._count)
        held = [each for each in found if all(term in _words(each[0].entry).split() for term in terms)]
        return held[:limit]

    async def alike(self, refs: Sequence[EntryRef]) -> list[tuple[EntryRef | None, tuple[EntryRef, ...]]]:
        return [(None, ()) for _ in refs]

    async def sources(self, ids: Iterable[str]) -> dict[str, Source]:
        del ids
        return {"s": SOURCE}

    async def claimants(self, claims: Sequence[tuple[EntryRef, str]]) -> list[None]:
        return [None] * len(claims)

    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]:
        del refs
        return []

    def _entry(self, name: str) -> Entry:
        return Entry(
            id=name, source="s", atom_id=f"urn:x:{name}", title=name, url="", first_seen=NOW, changed=NOW,
            position=NOW, published=None, updated=None, size=self._size,
        )  # fmt: skip


def _words(name: str) -> str:
    return f"{'odd' if int(name) % 2 else 'even'} {name}"


async def pages(kept: Kept, query: str, limit: int) -> list[list[str]]:
    newsstand = Newsstand(cast(Any, kept), cast(Any, kept), cast(Any, kept))
    found, place = [], None
    for _ in range(100):
        gathered, place = await newsstand.entries(Filter(ALL, query), place, limit)
        found.append([each.entry.id for each in gathered])
        if place is None:
            break
    assert place is None
    return found


@pytest.mark.parametrize("query", ["", "even"])
async def test_a_page_ends_when_it_is_heavy(query: str) -> None:
    kept = Kept(40, PAGE_BYTES // 4)
    found = await pages(kept, query, 200)
    step = 2 if query else 1
    assert list(chain(*found)) == [str(number) for number in range(0, 40, step)]
    assert max(map(len, found)) == 4


async def test_no_more_is_read_than_is_shown_but_a_little() -> None:
    kept = Kept(1000, PAGE_BYTES)
    newsstand = Newsstand(cast(Any, kept), cast(Any, kept), cast(Any, kept))
    gathered, place = await newsstand.entries(Filter(ALL), None, 200)
    assert ([each.entry.id for each in gathered], place) == (["0"], Place("0", 0))
    assert kept.read == kept.most_at_once <= 25


async def test_light_pages_end_by_number() -> None:
    assert [len(page) for page in await pages(Kept(120, 1), "", 50)] == [50, 50, 20]
    assert [len(page) for page in await pages(Kept(120, 1), "even", 50)] == [50, 10]


async def test_a_search_reads_only_what_it_has_found() -> None:
    kept = Kept(3000, 1)
    found = await pages(kept, "odd 1777", 50)
    assert list(chain(*found)) == ["1777"]
    assert kept.read == 1


async def test_a_query_without_words_finds_nothing() -> None:
    assert await pages(Kept(10, 1), "\u200b", 50) == [[]]
