"""Writing down what polls brought and that they are over, many in one go.

    tell the river to expect news | write each harvest under its claim's fence, or only the pace | bring the river up to
    date and announce it, once for all of them | settle when each is due next

Whatever ends while one batch is being written, and within a moment after it, is the next batch. A poll that brought
nothing costs its share of two round trips, and touches nothing but its source's pace and due time.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.model import Claim, Harvest, Source, Turn
from shared.clock import Clock
from shared.errors import StoreError

_AT_ONCE: Final = 200
_BYTES_AT_ONCE: Final = 4 * 1024 * 1024
_MOMENT_SECONDS: Final = 0.004
_LONG_MOMENT_SECONDS: Final = 0.05
"""After a batch that brought something: each of those takes seven round trips, whatever its size."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A poll that is over: ``source`` as it is now, how long its domain rests, what is to be written but its pace."""

    turn: Turn
    claim: Claim
    source: Source
    pause: timedelta
    harvest: Harvest | None = None


class Sources(Protocol):
    """Where sources and their entries are kept."""

    async def note_each(self, polled: Sequence[tuple[Claim, Source]]) -> list[bool]: ...
    async def apply_each(self, polled: Sequence[tuple[Claim, Source, Harvest]]) -> list[bool]: ...


class River(Protocol):
    """Who brings the indexes up to date and announces what changed."""

    async def expect_each(self, sources: Sequence[str]) -> str: ...
    async def update_each(self, sources: Sequence[Source], mark: str) -> None: ...


class Schedule(Protocol):
    """Where the next times are kept."""

    async def settle(self, ended: Iterable[tuple[Turn, Source, timedelta]], now: datetime) -> None: ...


class Settlement:
    """Writes in batches."""

    def __init__(self, sources: Sources, river: River, due: Schedule, clock: Clock) -> None:
        self._sources = sources
        self._river = river
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
                size = _fitting([ended for ended, _ in self._waiting])
                batch, self._waiting = self._waiting[:size], self._waiting[size:]
                await self._attempt(batch)
                if not self._fills_a_batch():
                    brought = any(ended.harvest is not None for ended, _ in batch)
                    await asyncio.sleep(_LONG_MOMENT_SECONDS if brought else _MOMENT_SECONDS)
        finally:
            self._writer = None

    def _fills_a_batch(self) -> bool:
        """Whether no more would go with those that wait."""
        return _fitting([ended for ended, _ in self._waiting]) < len(self._waiting) or len(self._waiting) >= _AT_ONCE

    async def _attempt(self, batch: list[tuple[Ended, asyncio.Future[None]]]) -> None:
        """Every waiter learns what became of its own, also where the store fails; our mistakes hurt no other."""
        try:
            kept = await self._write([ended for ended, _ in batch])
        except BaseException as error:
            if isinstance(error, Exception) and not isinstance(error, StoreError) and len(batch) > 1:
                for each in batch:  # what is written a second time under the same fence changes nothing
                    await self._attempt([each])
                return
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
        bare = [(ended.claim, ended.source) for ended in batch if ended.harvest is None]
        noted = iter(await self._sources.note_each(bare) if bare else ())
        brought = [(ended.claim, ended.source, ended.harvest) for ended in batch if ended.harvest is not None]
        applied = iter(await self._apply(brought) if brought else ())
        kept = [next(noted if ended.harvest is None else applied) for ended in batch]
        due = [(e.turn, e.source, e.pause) for e, is_kept in zip(batch, kept, strict=True) if is_kept]
        if due:
            await self._due.settle(due, self._clock())
        return kept

    async def _apply(self, brought: Sequence[tuple[Claim, Source, Harvest]]) -> list[bool]:
        """The river expects all of them first: what a crash keeps from it, it will ask for itself."""
        mark = await self._river.expect_each([source.id for _, source, _ in brought])
        applied = await self._sources.apply_each(brought)
        await self._river.update_each([source for _, source, _ in brought], mark)
        return applied


def _fitting(waiting: Sequence[Ended]) -> int:
    """How many of them go in one batch: the store has a few seconds for each of its round trips."""
    size = 0
    for count, ended in enumerate(waiting[:_AT_ONCE], 1):
        size += sum(entry.size for entry in ended.harvest.put) if ended.harvest else 0
        if size >= _BYTES_AT_ONCE:
            return count
    return min(len(waiting), _AT_ONCE)


def _fail(written: asyncio.Future[None], error: BaseException) -> None:
    if not written.done():
        written.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
