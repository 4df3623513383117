"""The planet's use cases: which sources there are, and what they bring.

    add a source | (the poller polls it) | read entries by view, search them | remove the source and all it brought

Sources and entries are the truth, the river is an index of them; `river.River` keeps the two together.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from services.aggregator import search
from services.aggregator.identity import source_id
from services.aggregator.model import (
    Burial,
    Entry,
    EntryRef,
    Filter,
    Gathered,
    Listed,
    NewSource,
    Place,
    Source,
    Subscription,
)
from services.aggregator.poll import LEASE, Report
from shared.clock import Clock
from shared.errors import Conflict, FieldProblem, InvalidInput, NotFound
from shared.fetch.errors import BadUrl
from shared.fetch.urls import HttpUrl

_NAME_LENGTH: Final = 200
_GROUP_LENGTH: Final = 64
_SEARCH_BATCH: Final = 200
_SEARCH_BATCHES: Final = 5
_READ_AT_ONCE: Final = 25
PAGE_BYTES: Final = 4 * 1024 * 1024
"""A page of entries ends with the one that passes this size."""
_IMPORT_AT_A_TIME: Final = 16
_BUSY_LOOKS: Final = 200
_BUSY_PAUSE_SECONDS: Final = 0.1


class Sources(Protocol):
    """What is kept of sources."""

    async def create(self, source: Source) -> Source | None: ...
    async def source(self, source: str) -> Source | None: ...
    async def sources(self, ids: Iterable[str]) -> dict[str, Source]: ...
    async def counts(self, ids: Sequence[str]) -> list[int]: ...
    async def remove(self, source: Source) -> bool: ...
    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]: ...
    async def words(self, refs: Sequence[EntryRef]) -> list[str]: ...
    async def burials(self, refs: Sequence[EntryRef]) -> list[Burial]: ...


class Index(Protocol):
    """What the river can be asked."""

    async def page(
        self, view: str, place: Place | None, limit: int, since: datetime | None = None
    ) -> list[tuple[EntryRef, Place]]: ...
    async def buried(self, view: str, limit: int) -> list[EntryRef]: ...
    async def source_ids(self, place: Place | None, limit: int) -> list[Place]: ...
    async def groups(self) -> list[str]: ...
    async def foreign(self, entries: Sequence[Entry]) -> set[str]: ...
    async def hold(self, source: str, until: datetime) -> None: ...
    async def settle(self, source: str, until: datetime, due: datetime | None) -> None: ...


class River(Protocol):
    """Who brings the river up to date."""

    async def expect(self, source: str) -> str: ...
    async def update(self, source: Source, mark: str) -> None: ...


class Polls(Protocol):
    """Who polls."""

    async def poll(self, source: str, until: datetime) -> Report | None: ...


class Hubs(Protocol):
    """Who keeps subscriptions."""

    async def subscription(self, source: str) -> Subscription | None: ...
    async def leave(self, left: Subscription) -> None: ...


class Planet:
    """Sources and entries. ``wake`` makes the poller look at once."""

    def __init__(
        self,
        *,
        sources: Sources,
        index: Index,
        river: River,
        polls: Polls,
        hubs: Hubs,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._sources = sources
        self._index = index
        self._river = river
        self._polls = polls
        self._hubs = hubs
        self._clock = clock
        self._wake = wake

    async def add(self, new: NewSource) -> tuple[Source, bool]:
        """The source at that address, and whether it is new; a new one is polled at once, in the background."""
        source = made(new, self._clock())
        mark = await self._river.expect(source.id)
        existing = await self._sources.create(source)
        await self._river.update(existing or source, mark)
        self._wake()
        return existing or source, existing is None

    async def add_all(self, new: Iterable[NewSource]) -> tuple[int, int, list[tuple[str, str]]]:
        """How many were added, how many were there, and (address, code) of what cannot be a source."""
        places = asyncio.Semaphore(_IMPORT_AT_A_TIME)

        async def one(each: NewSource) -> bool | tuple[str, str]:
            async with places:
                try:
                    return (await self.add(each))[1]
                except InvalidInput as error:
                    return each.url, error.problems[0].code

        results = await asyncio.gather(*map(one, new))
        skipped = [result for result in results if isinstance(result, tuple)]
        return results.count(True), results.count(False), skipped

    async def source(self, source: str) -> Listed:
        """Raises `NotFound`."""
        found = await self._sources.source(source)
        if found is None:
            raise NotFound("source", source)
        return Listed(found, (await self._sources.counts([source]))[0])

    async def sources(self, place: Place | None, limit: int) -> tuple[list[Listed], Place | None]:
        """Sources in the order they were added, and where the next page begins."""
        places = await self._index.source_ids(place, limit)
        ids = [place.member for place in places]
        found, counts = await self._sources.sources(ids), await self._sources.counts(ids)
        listed = [Listed(found[name], count) for name, count in zip(ids, counts, strict=True) if name in found]
        return listed, places[-1] if len(places) == limit else None

    async def every_source(self) -> list[Listed]:
        """All of them."""
        listed, place = await self.sources(None, _SEARCH_BATCH)
        while place is not None:
            more, place = await self.sources(place, _SEARCH_BATCH)
            listed += more
        return listed

    async def groups(self) -> list[str]:
        """The names of all groups."""
        return await self._index.groups()

    async def remove(self, source: str) -> None:
        """Forget a source and its entries, and end its subscription. Raises `NotFound`."""
        found = (await self.source(source)).source
        subscribed = await self._hubs.subscription(source)
        mark = await self._river.expect(source)
        await self._sources.remove(found)
        await self._river.update(found, mark)
        if subscribed is not None:
            await self._hubs.leave(subscribed)

    async def poll(self, source: str) -> Report:
        """Poll now, or right after a poll under way. Raises `NotFound`, and `Conflict` if that one does not end."""
        found = (await self.source(source)).source
        until = self._clock() + LEASE
        await self._index.hold(source, until)
        for _ in range(_BUSY_LOOKS):
            report = await self._polls.poll(found.id, until)
            if report is not None:
                return report
            await asyncio.sleep(_BUSY_PAUSE_SECONDS)
        raise Conflict("the source is being polled just now")

    async def entries(self, wanted: Filter, place: Place | None, limit: int) -> tuple[list[Gathered], Place | None]:
        """Entries, the newest first, and where the next page begins. A search looks at so many entries a page."""
        terms = search.terms(wanted.query)
        if not terms:
            return ([], None) if wanted.query.strip() else await self._page(wanted, place, limit)
        found = _Page(limit)
        for _ in range(_SEARCH_BATCHES):
            looked_at = await self._index.page(wanted.view, place, _SEARCH_BATCH, wanted.since)
            if await self._fill(found, await self._matching(looked_at, terms)):
                return found.entries, found.end
            if len(looked_at) < _SEARCH_BATCH:
                return found.entries, None
            place = looked_at[-1][1]
        return found.entries, place

    async def burials(self, view: str, limit: int) -> list[Burial]:
        """The latest tombstones of a view."""
        return await self._sources.burials(await self._index.buried(view, limit))

    async def _page(self, wanted: Filter, place: Place | None, limit: int) -> tuple[list[Gathered], Place | None]:
        page = await self._index.page(wanted.view, place, limit, wanted.since)
        found = _Page(limit)
        if await self._fill(found, page):
            return found.entries, found.end
        return found.entries, page[-1][1] if len(page) == limit else None

    async def _fill(self, page: "_Page", places: Sequence[tuple[EntryRef, Place]]) -> bool:
        """Read entries until the page is full, which is the answer, in steps between which others get their turn."""
        for start in range(0, len(places), _READ_AT_ONCE):
            for gathered, place in await self._gathered(places[start : start + _READ_AT_ONCE]):
                page.add(gathered, place)
                if page.is_full:
                    return True
            await asyncio.sleep(0)
        return False

    async def _matching(
        self, places: Sequence[tuple[EntryRef, Place]], terms: Sequence[str]
    ) -> list[tuple[EntryRef, Place]]:
        words = await self._sources.words([ref for ref, _ in places])
        return [place for place, text in zip(places, words, strict=True) if search.matches(text, terms)]

    async def _gathered(self, page: Sequence[tuple[EntryRef, Place]]) -> list[tuple[Gathered, Place]]:
        """Those that still exist: the river may lag behind its sources for a moment."""
        entries = await self._sources.entries([ref for ref, _ in page])
        sources = await self._sources.sources(entry.source for entry in entries)
        foreign = await self._index.foreign(entries)
        places = dict(page)
        return [
            (Gathered(entry, sources[entry.source], entry.id in foreign), places[EntryRef(entry.source, entry.id)])
            for entry in entries
            if entry.source in sources
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


def made(new: NewSource, now: datetime) -> Source:
    """The source that is asked for. Raises `InvalidInput` with everything that is wrong."""
    problems = [*_text_problems("group", new.group, _GROUP_LENGTH), *_text_problems("name", new.name, _NAME_LENGTH)]
    if new.group and "/" in new.group:
        problems.append(FieldProblem("group", "bad-character", "/"))
    try:
        url = str(HttpUrl.parse(new.url))
    except BadUrl as error:
        raise InvalidInput(FieldProblem("url", error.reason, new.url[:100]), *problems) from error
    if problems:
        raise InvalidInput(*problems)
    group, name = ((text or "").strip() or None for text in (new.group, new.name))
    return Source(id=source_id(url), url=url, created=now, next_poll=now, group=group, name=name)


def host_of(source: Source) -> str:
    """The host a source lives on, for people."""
    return urlsplit(source.url).hostname or source.url


def _text_problems(field: str, text: str | None, longest: int) -> list[FieldProblem]:
    if text is None:
        return []
    problems = [FieldProblem(field, "too-long", str(longest))] if len(text) > longest else []
    return problems if text.isprintable() else [*problems, FieldProblem(field, "bad-character", "control")]
