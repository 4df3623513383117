"""Writing down that polls are over, many in one go: whatever ends while one batch is being written is the next batch.

A poll that brought nothing costs its share of two round trips, and touches nothing but its source's pace and due time.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.model import Claim, Source, Turn
from shared.clock import Clock

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Ended:
    """A poll that is over: ``source`` as it is now, how long its domain rests, whether it is written already."""

    turn: Turn
    claim: Claim
    source: Source
    pause: timedelta
    is_applied: bool


class Sources(Protocol):
    """Where the pace of sources is kept."""

    async def note_each(self, polled: Sequence[tuple[Claim, Source]]) -> list[bool]: ...


class Schedule(Protocol):
    """Where the next times are kept."""

    async def settle(self, ended: Iterable[tuple[Turn, Source, timedelta]], now: datetime) -> None: ...


class Settlement:
    """Writes in batches."""

    def __init__(self, sources: Sources, due: Schedule, clock: Clock) -> None:
        self._sources = sources
        self._due = due
        self._clock = clock
        self._waiting: list[tuple[Ended, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def settle(self, ended: Ended) -> None:
        """Returns once it is written. Raises `LeaseLost` if another worker has the source by now."""
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((ended, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all(), name="planet-settlement")
        await written

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                await self._attempt(batch)
        finally:
            self._writer = None

    async def _attempt(self, batch: list[tuple[Ended, asyncio.Future[None]]]) -> None:
        """Every waiter learns what became of its poll, also where the store fails."""
        try:
            kept = await self._write([ended for ended, _ in batch])
        except BaseException as error:
            for _, written in batch:
                _fail(written, error)
            if not isinstance(error, Exception):
                raise
            return
        for (_, written), is_kept in zip(batch, kept, strict=True):
            if not is_kept:
                _fail(written, LeaseLost())
            elif not written.done():
                written.set_result(None)

    async def _write(self, batch: Sequence[Ended]) -> list[bool]:
        open_ones = [ended for ended in batch if not ended.is_applied]
        noted = iter(await self._sources.note_each([(ended.claim, ended.source) for ended in open_ones]))
        kept = [ended.is_applied or next(noted) for ended in batch]
        due = [(e.turn, e.source, e.pause) for e, is_kept in zip(batch, kept, strict=True) if is_kept]
        if due:
            await self._due.settle(due, self._clock())
        return kept


def _fail(written: asyncio.Future[None], error: BaseException) -> None:
    if not written.done():
        written.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
