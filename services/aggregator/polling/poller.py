"""The loops in the background: polling what is due, and telling the river what a crash kept from it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.polling.poll import LEASE
from shared.clock import Clock
from shared.errors import NotFound, StoreError

log = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.5
_STORE_PAUSE_SECONDS: Final = 1.0
_SWEEP_SECONDS: Final = 15.0
_BUSY_PAUSE: Final = timedelta(seconds=1)

Poll = Callable[[str, datetime], Awaitable[object]]


class Due(Protocol):
    """The schedule that all processes share."""

    async def take_due(self, now: datetime, until: datetime, limit: int) -> list[str]: ...
    async def settle(self, source: str, until: datetime, due: datetime | None) -> None: ...


class Poller:
    """Polls what is due, at most ``polls`` sources at a time; ``wake`` makes it look at once."""

    def __init__(self, due: Due, poll: Poll, clock: Clock, polls: int, wake: asyncio.Event) -> None:
        self._due = due
        self._poll = poll
        self._clock = clock
        self._polls = polls
        self._wake = wake
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled; then the polls under way are cancelled too, and their leases run out."""
        try:
            while True:
                await self._look()
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _look(self) -> None:
        self._wake.clear()
        free = self._polls - len(self._running)
        try:
            found = await self._start(free) if free else 0
        except StoreError as error:
            log.warning("the poller waits for the store: %s", error)
            await asyncio.sleep(_STORE_PAUSE_SECONDS)
            return
        if found < free or not free:
            await self._rest()

    async def _start(self, free: int) -> int:
        now = self._clock()
        until = now + LEASE
        sources = await self._due.take_due(now, until, free)
        for source in sources:
            task = asyncio.create_task(self._one(source, until), name=f"poll {source}")
            self._running.add(task)
            task.add_done_callback(self._ended)
        return len(sources)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _one(self, source: str, until: datetime) -> None:
        try:
            if await self._poll(source, until) is None:
                await self._due.settle(source, until, self._clock() + _BUSY_PAUSE)
        except NotFound:
            await self._forget(source, until)
        except LeaseLost:
            log.info("the poll of %s was overtaken", source)
        except StoreError as error:
            log.warning("the poll of %s is lost: %s", source, error)
        except Exception:  # a task's boundary: one source must not end the loop; its lease runs out by itself
            log.exception("the poll of %s failed", source)

    async def _forget(self, source: str, until: datetime) -> None:
        """It was removed after it had been handed out."""
        try:
            await self._due.settle(source, until, None)
        except StoreError as error:
            log.warning("%s stays in the schedule for now: %s", source, error)


async def sweep_forever(sweep: Callable[[timedelta], Awaitable[int]]) -> None:
    """Now and then look for sources whose news the river missed because a process died in between."""
    while True:
        try:
            await sweep(timedelta(seconds=_SWEEP_SECONDS))
        except StoreError as error:
            log.warning("the sweep waits for the store: %s", error)
        await asyncio.sleep(_SWEEP_SECONDS)
