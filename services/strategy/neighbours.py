"""`voices.Neighbours` from what the aggregator keeps."""

from collections.abc import Sequence

from services.aggregator.model import Entry, EntryRef, Source
from services.aggregator.river.store import RiverStore
from services.aggregator.river.views import ALL
from services.aggregator.store.sources import SourceStore
from services.strategy.mapping import Neighbour
from services.strategy.voices import NeighbourLine
from shared.store.client import Store


class PlanetEntries:
    """The entries of the planet."""

    def __init__(self, store: Store) -> None:
        self._river = RiverStore(store)
        self._sources = SourceStore(store)

    async def newest(self, limit: int) -> Sequence[NeighbourLine]:
        places = await self._river.page(ALL, None, limit)
        entries = await self._sources.entries([ref for ref, _ in places])
        sources = await self._sources.sources({entry.source for entry in entries})
        return [_line(entry, sources[entry.source]) for entry in entries if entry.source in sources]

    async def entry(self, identity: str) -> Neighbour | None:
        source, _, entry = identity.partition("/")
        found = await self._sources.entries([EntryRef(source, entry)]) if entry else []
        return _neighbour(found[0]) if found else None

    async def version(self) -> str:
        return str((await self._river.versions([ALL]))[0])


def _neighbour(entry: Entry) -> Neighbour:
    return Neighbour(f"{entry.source}/{entry.id}", entry.source, entry.labels, f"{entry.title}\n{entry.summary}")


def _line(entry: Entry, source: Source) -> NeighbourLine:
    return NeighbourLine(_neighbour(entry), entry.title, entry.url, source.title, entry.published or entry.first_seen)
