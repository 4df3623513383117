"""`voices.Neighbours` from what the aggregator keeps."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from services.aggregator.model import Entry, EntryRef, Place, Source
from services.aggregator.river.store import RiverStore
from services.aggregator.river.views import ALL
from services.aggregator.store.sources import SourceStore
from services.strategy.mapping import Neighbour
from services.strategy.voices import NeighbourLine
from shared.clock import from_ms
from shared.store.client import Store

_AT_ONCE: Final = 200


class PlanetEntries:
    """The entries of the planet."""

    def __init__(self, store: Store) -> None:
        self._river = RiverStore(store)
        self._sources = SourceStore(store)

    async def newest(self, limit: int) -> Sequence[NeighbourLine]:
        return await self._lines([ref for ref, _ in await self._river.page(ALL, None, limit)])

    async def between(self, start: datetime, end: datetime) -> AsyncIterator[NeighbourLine]:
        """Entries that were published from ``start`` to before ``end``, newest first."""
        place: Place | None = None
        while True:
            found = await self._river.page(ALL, place, _AT_ONCE)
            for line in await self._lines([ref for ref, _ in found]):
                if start <= line.when < end:
                    yield line
            if len(found) < _AT_ONCE or from_ms(found[-1][1].score) < start:
                return
            place = found[-1][1]

    async def entry(self, identity: str) -> Neighbour | None:
        source, _, entry = identity.partition("/")
        found = await self._sources.entries([EntryRef(source, entry)]) if entry else []
        return _neighbour(found[0]) if found else None

    async def version(self) -> str:
        return str((await self._river.versions([ALL]))[0])

    async def _lines(self, refs: Sequence[EntryRef]) -> list[NeighbourLine]:
        entries = await self._sources.entries(refs)
        sources = await self._sources.sources({entry.source for entry in entries})
        return [_line(entry, sources[entry.source]) for entry in entries if entry.source in sources]


def _neighbour(entry: Entry) -> Neighbour:
    return Neighbour(f"{entry.source}/{entry.id}", entry.source, entry.labels, f"{entry.title}\n{entry.summary}")


def _line(entry: Entry, source: Source) -> NeighbourLine:
    return NeighbourLine(_neighbour(entry), entry.title, entry.url, source.title, entry.published or entry.first_seen)
