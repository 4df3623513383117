"""What has to be looked up before a freshly read feed can be compared: only what that feed makes necessary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.aggregator.identity import source_id
from services.aggregator.model import Entry, EntryRef, Known, Source
from services.aggregator.reading.document import ParsedFeed
from services.aggregator.reading.harvest import Remembered, changed_of
from services.aggregator.reading.loops import Ours
from services.aggregator.retention import Limits
from services.aggregator.rules import Rules
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl


class Sources(Protocol):
    """What is kept of sources."""

    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]: ...
    async def sources(self, ids: Iterable[str]) -> dict[str, Source]: ...
    async def pinned(self, source: str) -> frozenset[str]: ...


class Ruled(Protocol):
    """Which rules there are."""

    async def rules_for(self, source: Source) -> Rules: ...


@dataclass(frozen=True, slots=True)
class Recollection:
    """Looks up. ``ours`` is what this site is known by."""

    sources: Sources
    ruled: Ruled
    ours: Ours
    limits: Limits

    async def of(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> Remembered:
        """What `harvest.gather` has to know beside the feed."""
        refs = [EntryRef(source.id, name) for name in changed_of(feed, known)]
        entries = await self.sources.entries(refs) if refs else []
        return Remembered(
            before={entry.id: entry for entry in entries},
            rules=await self.ruled.rules_for(source),
            limits=self.limits,
            pinned=await self.sources.pinned(source.id) if known else frozenset(),
            ours=self.ours,
            first_hand=await self._first_hand(source, feed),
        )

    async def _first_hand(self, source: Source, feed: ParsedFeed) -> frozenset[str]:
        """Addresses of origins that are sources of ours."""
        urls = {entry.origin.url for entry in feed.entries if entry.origin and entry.origin.url}
        names = {name: url for url in urls if (name := _source_at(url)) and name != source.id}
        found = await self.sources.sources(names) if names else {}
        return frozenset(names[name] for name in found)


def _source_at(url: str) -> str:
    try:
        return source_id(str(HttpUrl.parse(url)))
    except BadUrl:
        return ""
