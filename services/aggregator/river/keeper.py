"""Keeping the river true to its sources.

    mark the source dirty | (somebody writes to it) | drain its outbox | announce changed feeds | clean the mark

Every step may be repeated; a process that dies in between leaves the mark, and `sweep` does the rest.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from services.aggregator.model import Source
from services.aggregator.river.topics import topics_of
from shared.clock import Clock, from_ms, to_ms


class Index(Protocol):
    """The derived indexes."""

    async def mark(self, source: str, mark: str) -> None: ...
    async def clean(self, source: str, mark: str) -> None: ...
    async def marks(self) -> dict[str, str]: ...
    async def drain(self, source: str) -> int: ...
    async def mark_each(self, sources: Sequence[str], mark: str) -> None: ...
    async def drain_each(self, sources: Sequence[str]) -> list[int]: ...
    async def clean_each(self, sources: Sequence[str], mark: str) -> None: ...


class Origin(Protocol):
    """What the indexes are derived from."""

    async def source(self, source: str) -> Source | None: ...
    async def replay(self, source: Source) -> None: ...
    def every_id(self) -> AsyncIterator[str]: ...


class Announcer(Protocol):
    """Who tells the hub."""

    async def announce(self, topics: Iterable[str]) -> None: ...


class River:
    """The one who brings indexes up to date. ``absolute`` makes public addresses, ``nonce`` tells marks apart."""

    def __init__(
        self,
        *,
        index: Index,
        origin: Origin,
        announcer: Announcer,
        clock: Clock,
        absolute: Callable[[str], str],
        nonce: Callable[[], str],
    ) -> None:
        self._index = index
        self._origin = origin
        self._announcer = announcer
        self._clock = clock
        self._absolute = absolute
        self._nonce = nonce

    async def expect(self, source: str) -> str:
        """To be called before a source is written to; the mark belongs into `update`."""
        mark = f"{to_ms(self._clock())} {self._nonce()}"
        await self._index.mark(source, mark)
        return mark

    async def update(self, source: Source, mark: str) -> None:
        """Bring in what a source has to tell, and announce the feeds that this changes."""
        await self._settle(source.id, source.group, mark)

    async def expect_each(self, sources: Sequence[str]) -> str:
        """`expect` for many; they share the mark, which belongs into `update_each` or `welcome`."""
        mark = f"{to_ms(self._clock())} {self._nonce()}"
        await self._index.mark_each(sources, mark)
        return mark

    async def update_each(self, sources: Sequence[Source], mark: str) -> None:
        """`update` for many."""
        names = [source.id for source in sources]
        applied = await self._index.drain_each(names)
        changed = [source for source, count in zip(sources, applied, strict=True) if count]
        topics = dict.fromkeys(topic for source in changed for topic in topics_of(source.id, source.group))
        await self._announcer.announce(map(self._absolute, topics))
        await self._index.clean_each(names, mark)

    async def welcome(self, sources: Sequence[Source], mark: str) -> None:
        """Bring in sources that were just created; nobody reads of them before they bring entries."""
        await self._index.drain_each([source.id for source in sources])
        await self._index.clean_each([source.id for source in sources], mark)

    async def sweep(self, age: timedelta) -> int:
        """Update sources that were marked longer than ``age`` ago and never cleaned; how many."""
        latest = self._clock() - age
        left = {source: mark for source, mark in (await self._index.marks()).items() if _marked(mark) <= latest}
        for source, mark in left.items():
            record = await self._origin.source(source)
            await self._settle(source, record.group if record else None, mark)
        return len(left)

    async def rebuild(self) -> int:
        """Derive everything anew from the sources; how many there are."""
        count = 0
        async for name in self._origin.every_id():
            source = await self._origin.source(name)
            if source is not None:
                mark = await self.expect(name)
                await self._origin.replay(source)
                await self.update(source, mark)
                count += 1
        return count

    async def _settle(self, source: str, group: str | None, mark: str) -> None:
        if await self._index.drain(source):
            await self._announcer.announce(map(self._absolute, topics_of(source, group)))
        await self._index.clean(source, mark)


def _marked(mark: str) -> datetime:
    return from_ms(int(mark.partition(" ")[0]))
