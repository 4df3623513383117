"""Where the planet's entries are read: by view, page by page, or those that hold some words.

The river says which entries and in which order, the sources' store what stands in them.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from services.aggregator.attribution import Claimant, is_foreign
from services.aggregator.folding import terms
from services.aggregator.model import Burial, Entry, EntryRef, Filter, Gathered, Place, Source

_READ_AT_ONCE: Final = 25
_MOST_OTHERS: Final = 5
PAGE_BYTES: Final = 4 * 1024 * 1024
"""A page of entries ends with the one that passes this size."""


class Sources(Protocol):
    """What is kept of sources."""

    async def sources(self, ids: Iterable[str]) -> dict[str, Source]: ...
    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]: ...
    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]: ...


class Index(Protocol):
    """What the river can be asked."""

    async def page(
        self, view: str, place: Place | None, limit: int, since: datetime | None = None, *, leads: bool = False
    ) -> list[tuple[EntryRef, Place]]: ...
    async def buried(self, view: str, limit: int) -> list[EntryRef]: ...
    async def groups(self) -> list[str]: ...
    async def group_sizes(self) -> dict[str, int]: ...
    async def claimants(self, claims: Sequence[tuple[EntryRef, str]]) -> list[Claimant | None]: ...
    async def owners(self, atom_ids: Sequence[str]) -> list[EntryRef | None]: ...
    async def alike(self, refs: Sequence[EntryRef]) -> list[tuple[EntryRef | None, tuple[EntryRef, ...]]]: ...
    async def arrived(self, view: str, since: datetime, before: datetime, limit: int) -> list[EntryRef]: ...
    async def last_arrival(self, view: str, before: datetime) -> datetime | None: ...


class Search(Protocol):
    """Who finds entries by their words."""

    async def find(
        self, terms: Sequence[str], wanted: Filter, place: Place | None, limit: int
    ) -> list[tuple[EntryRef, Place]]: ...


class Newsstand:
    """Entries, by view and by words."""

    def __init__(self, sources: Sources, index: Index, search: Search) -> None:
        self._sources = sources
        self._index = index
        self._search = search

    async def groups(self) -> list[str]:
        """The names of all groups."""
        return await self._index.groups()

    async def group_sizes(self) -> dict[str, int]:
        """How many sources each group has."""
        return await self._index.group_sizes()

    async def others(self, gathered: Sequence[Gathered]) -> dict[str, list[Gathered]]:
        """By the entries that lead them, near-duplicates."""
        refs = [ref for each in gathered for ref in each.alike[:_MOST_OTHERS]]
        found = {each.entry.id: each for each, _ in await self._gathered([(ref, Place("", 0)) for ref in refs])}
        return {each.entry.id: [found[ref.entry] for ref in each.alike if ref.entry in found] for each in gathered}

    async def entries(self, wanted: Filter, place: Place | None, limit: int) -> tuple[list[Gathered], Place | None]:
        """Entries, the newest first, and where the next page begins."""
        asked = terms(wanted.query)
        if wanted.query.strip() and not asked:
            return [], None
        page = await self._places(asked, wanted, place, limit)
        found = _Page(limit)
        if await self._fill(found, page, wanted):
            return found.entries, found.end
        return found.entries, page[-1][1] if len(page) == limit else None

    async def archived(self, view: str, since: datetime, before: datetime, limit: int) -> list[Gathered]:
        """What came in from one moment to another, the first first."""
        refs = await self._index.arrived(view, since, before, limit)
        return [gathered for gathered, _ in await self._gathered([(ref, Place("", 0)) for ref in refs])]

    async def last_arrival(self, view: str, before: datetime) -> datetime | None:
        """When the last entry of a view came in before a moment."""
        return await self._index.last_arrival(view, before)

    async def burials(self, view: str, limit: int) -> list[Burial]:
        """The latest tombstones of a view; none of them may stand for an entry that another source has."""
        found = await self._sources.burials(await self._index.buried(view, limit))
        owners = await self._index.owners([burial.atom_id for burial in found])
        return [
            replace(burial, is_foreign=owner not in {None, EntryRef(burial.source, burial.entry)})
            for burial, owner in zip(found, owners, strict=True)
        ]

    async def _places(
        self, asked: Sequence[str], wanted: Filter, place: Place | None, limit: int
    ) -> list[tuple[EntryRef, Place]]:
        if asked:
            return await self._search.find(asked, wanted, place, limit)
        return await self._index.page(wanted.view, place, limit, wanted.since, leads=wanted.leads)

    async def _fill(self, page: "_Page", places: Sequence[tuple[EntryRef, Place]], wanted: Filter) -> bool:
        """Read entries until the page is full, which is the answer, in steps between which others get their turn."""
        for start in range(0, len(places), _READ_AT_ONCE):
            for gathered, place in await self._gathered(places[start : start + _READ_AT_ONCE]):
                if not (wanted.leads and wanted.query and gathered.lead):
                    page.add(gathered, place)
                if page.is_full:
                    return True
            await asyncio.sleep(0)
        return False

    async def _gathered(self, page: Sequence[tuple[EntryRef, Place]]) -> list[tuple[Gathered, Place]]:
        """Those that still exist: the river may lag behind its sources for a moment."""
        entries = await self._sources.entries([ref for ref, _ in page])
        refs = [EntryRef(entry.source, entry.id) for entry in entries]
        owners = await self._index.claimants([(ref, entry.atom_id) for ref, entry in zip(refs, entries, strict=True)])
        alike = await self._index.alike(refs)
        sources = await self._sources.sources(entry.source for entry in entries)
        places = dict(page)
        return [
            (Gathered(entry, source, is_foreign(entry, source, owner), lead, flock), places[ref])
            for entry, ref, owner, (lead, flock) in zip(entries, refs, owners, alike, strict=True)
            if (source := sources.get(entry.source)) is not None
        ]


class _Page:
    """Entries that are going to be shown, and where the last of them stands."""

    def __init__(self, limit: int) -> None:
        self.entries: list[Gathered] = []
        self.end: Place | None = None
        self._limit = limit
        self._size = 0

    def add(self, gathered: Gathered, place: Place) -> None:
        self.entries.append(gathered)
        self.end = place
        self._size += gathered.entry.size

    @property
    def is_full(self) -> bool:
        return len(self.entries) == self._limit or self._size >= PAGE_BYTES
