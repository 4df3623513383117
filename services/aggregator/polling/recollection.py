"""What has to be looked up before a freshly read feed can be compared: only what that feed makes necessary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.aggregator.attribution import Claimant, may_share, names_of_origin
from services.aggregator.identity import source_id
from services.aggregator.model import Entry, EntryRef, Known, Origin, Source
from services.aggregator.reading import rewritten
from services.aggregator.reading.document import OriginFound, ParsedFeed
from services.aggregator.reading.harvest import Remembered, changed_of, zone_of
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


class Index(Protocol):
    """Whose ids are whose."""

    async def claimants(self, claims: Sequence[tuple[EntryRef, str]]) -> list[Claimant | None]: ...


@dataclass(frozen=True, slots=True)
class Recollection:
    """Looks up. ``ours`` is what this site is known by."""

    sources: Sources
    index: Index
    ruled: Ruled
    ours: Ours
    limits: Limits

    async def recognised(self, source: Source, known: Mapping[str, Known], feed: ParsedFeed) -> ParsedFeed:
        """The feed, its edited entries under their names though they are known by nothing but their words."""
        new = rewritten.nameless(feed, known)
        gone = rewritten.vanished(feed, known) if new else []
        if not gone:
            return feed
        entries = await self.sources.entries([EntryRef(source.id, name) for name in gone])
        return rewritten.recognised(feed, new, entries, zone_of(source.url))

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
        """Ids of copies of what we have, or will have, from where it was first published."""
        copies = [(entry, entry.origin) for entry in feed.entries if entry.origin]
        if not copies:
            return frozenset()
        gathered = await self.sources.sources(filter(None, (_source_at(origin.url) for _, origin in copies)))
        owners = await self.index.claimants([(EntryRef(source.id, entry.id), entry.atom_id) for entry, _ in copies])
        return frozenset(
            entry.id
            for (entry, origin), owner in zip(copies, owners, strict=True)
            if _source_at(origin.url) in gathered.keys() - {source.id} or _is_original(origin, owner)
        )


def _is_original(origin: OriginFound, owner: Claimant | None) -> bool:
    names = names_of_origin(Origin(origin.atom_id, origin.title, origin.url))
    return owner is not None and not owner.is_copy and may_share(names, owner, is_copy=True)


def _source_at(url: str) -> str:
    try:
        return source_id(str(HttpUrl.parse(url))) if url else ""
    except BadUrl:
        return ""
