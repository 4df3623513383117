"""Asking the search index, which first hears what the river has heard since.

    where does the log end? | read on from where the index is (all of the river where that is gone) | ask

So a search never misses what was gathered before it began, and no loop has to run in between.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from services.aggregator.folding import EDITION, words_of
from services.aggregator.model import Entry, EntryRef, Filter, Place
from services.aggregator.search.index import Document, Question, SearchIndex
from shared.clock import to_ms
from shared.html.to_text import words
from shared.thai.provinces import region_of

_BATCH: Final = 200
_SOURCE, _GROUP, _REGION = "s:", "g:", "r:"


class Log(Protocol):
    """What happened in the river."""

    async def epoch(self, candidate: str) -> str: ...
    async def log(self, after: str, limit: int) -> list[tuple[str, str, EntryRef]]: ...
    async def log_bounds(self) -> tuple[str, str]: ...
    async def page(
        self, view: str, place: Place | None, limit: int, since: datetime | None = None
    ) -> list[tuple[EntryRef, Place]]: ...
    async def group_of(self, sources: Sequence[str]) -> list[str]: ...
    async def groups(self) -> list[str]: ...


class Entries(Protocol):
    """What stands in the entries."""

    async def entries(self, refs: Sequence[EntryRef]) -> list[Entry]: ...


class Searcher:
    """Finds entries. ``path`` is opened when first needed; ``candidate`` is a random name for a store that has none."""

    def __init__(self, path: Path, log: Log, entries: Entries, candidate: str) -> None:
        self._path = path
        self._opened: SearchIndex | None = None
        self._log = log
        self._entries = entries
        self._candidate = candidate
        self._turn = asyncio.Lock()

    @property
    def _index(self) -> SearchIndex:
        if self._opened is None:
            self._opened = SearchIndex.open(self._path)
        return self._opened

    def close(self) -> None:
        """Leave the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    async def find(
        self, terms: Sequence[str], wanted: Filter, place: Place | None, limit: int
    ) -> list[tuple[EntryRef, Place]]:
        """Entries that hold all ``terms``, the newest first."""
        view = wanted.view
        question = Question(
            terms,
            limit,
            source=view.removeprefix(_SOURCE) if view.startswith(_SOURCE) else "",
            groups=await self._groups_of(view),
            since=to_ms(wanted.since) if wanted.since else None,
            place=place,
        )
        async with self._turn:
            await self._catch_up()
            return await asyncio.to_thread(self._index.find, question)

    async def _groups_of(self, view: str) -> tuple[str, ...] | None:
        """The groups that a view is about; None where it is about no groups."""
        if view.startswith(_GROUP):
            return (view.removeprefix(_GROUP),)
        if not view.startswith(_REGION):
            return None
        return tuple(group for group in await self._log.groups() if region_of(group) == view.removeprefix(_REGION))

    async def rebuild(self) -> int:
        """Make the index anew; how many entries it holds."""
        async with self._turn:
            return await self._build(await self._epoch())

    async def _epoch(self) -> str:
        """Which store, and which spelling, an index has to be of."""
        return f"{await self._log.epoch(self._candidate)} {EDITION}"

    async def _catch_up(self) -> None:
        epoch = await self._epoch()
        known, at = await asyncio.to_thread(self._index.state)
        first, last = await self._log.log_bounds()
        has_missed = bool(at) and _order(at) < _order(first)
        if known != epoch or has_missed:
            await self._build(epoch)
            return
        while _order(at) < _order(last):
            events = await self._log.log(at, _BATCH)
            if not events:
                return
            at = events[-1][0]
            latest = {ref: op for _, op, ref in events}
            put = [ref for ref, op in latest.items() if op == "put"]
            await self._take(put, [ref for ref, op in latest.items() if op != "put"], epoch, at)

    async def _build(self, epoch: str) -> int:
        _, at = await self._log.log_bounds()
        await asyncio.to_thread(self._index.clear)
        count, place = 0, None
        while page := await self._log.page("all", place, _BATCH):
            place = page[-1][1]
            count += len(page)
            await self._take([ref for ref, _ in page], [], epoch, "")
        await self._take([], [], epoch, at)
        return count

    async def _take(self, put: Sequence[EntryRef], dropped: Sequence[EntryRef], epoch: str, at: str) -> None:
        entries = await self._entries.entries(put)
        groups = await self._log.group_of([entry.source for entry in entries])
        gone = {*dropped, *put} - {EntryRef(entry.source, entry.id) for entry in entries}
        pairs = list(zip(entries, groups, strict=True))
        await asyncio.to_thread(lambda: self._index.apply(_documents(pairs), gone, epoch, at))


def _documents(pairs: Iterable[tuple[Entry, str]]) -> Iterable[Document]:
    for entry, group in pairs:
        text = words_of(entry.title, entry.summary, *entry.labels, words(entry.content))
        yield Document(EntryRef(entry.source, entry.id), group, to_ms(entry.position), to_ms(entry.first_seen), text)


def _order(position: str) -> tuple[int, int]:
    """A stream's position as it sorts; nothing comes before ""."""
    if not position:
        return (-1, -1)
    milliseconds, _, number = position.partition("-")
    return (int(milliseconds), int(number or 0))
