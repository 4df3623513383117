"""The loop that polls what is due.

take turns | claim them | poll, each in a task of its own | keep the leases of those under way
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.aggregator.errors import LeaseLost
from services.aggregator.model import Claim, Turn
from shared.clock import Clock
from shared.errors import StoreError

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=24)
"""What a killed worker held comes back after it."""
_RENEW_SECONDS: Final = 8.0
_LOOK_SECONDS: Final = 0.5
_AFTER_SECONDS: Final = 0.05
"""So long after the end of a poll the schedule is looked at, where there were free places anyway."""
_STORE_PAUSE_SECONDS: Final = 1.0
_AT_ONCE: Final = 100


class Due(Protocol):
    """The schedule that all processes share."""

    async def take(self, now: datetime, until: datetime, limit: int) -> tuple[list[Turn], datetime | None]: ...
    async def renew(self, turns: Sequence[Turn], until: datetime) -> list[bool]: ...


class Polls(Protocol):
    """Who polls."""

    async def begin(self, turns: Sequence[Turn]) -> list[tuple[Turn, Claim]]: ...
    async def poll(self, turn: Turn, claim: Claim) -> object: ...


class Poller:
    """Polls what is due, at most ``places`` sources at a time; ``wake`` makes it look at once."""

    def __init__(self, due: Due, polls: Polls, clock: Clock, places: int, wake: asyncio.Event) -> None:
        self._due = due
        self._polls = polls
        self._clock = clock
        self._places = places
        self._wake = wake
        self._running: dict[asyncio.Task[None], Turn] = {}
        self._soon: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Until cancelled; then the polls under way are cancelled too, and their leases run out."""
        keeper = asyncio.create_task(self._keep_leases(), name="planet-leases")
        try:
            while True:
                await self._look()
        finally:
            if self._soon is not None:
                self._soon.cancel()
            tasks = [keeper, *self._running]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self) -> None:
        self._wake.clear()
        free = min(self._places - len(self._running), _AT_ONCE)
        pause = _LOOK_SECONDS
        try:
            if free:
                pause = await self._start(free)
        except StoreError as error:
            log.warning("the poller waits for the store: %s", error)
            await asyncio.sleep(_STORE_PAUSE_SECONDS)
            return
        if pause > 0:
            await self._rest(pause)

    async def _start(self, free: int) -> float:
        """For how many seconds there is nothing more to do."""
        now = self._clock()
        turns, following = await self._due.take(now, now + LEASE, free)
        for turn, claim in await self._polls.begin(turns):
            task = asyncio.create_task(self._one(turn, claim), name=f"poll {turn.source}")
            self._running[task] = turn
            task.add_done_callback(self._ended)
        return min((following - now).total_seconds(), _LOOK_SECONDS) if following else _LOOK_SECONDS

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Another source may take its place, and others of its domain may be due now."""
        is_full = len(self._running) >= self._places
        del self._running[task]
        if is_full:
            self._wake.set()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(_AFTER_SECONDS, self._look_again)

    def _look_again(self) -> None:
        self._soon = None
        self._wake.set()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _one(self, turn: Turn, claim: Claim) -> None:
        try:
            await self._polls.poll(turn, claim)
        except LeaseLost:
            log.info("the poll of %s was overtaken", turn.source)
        except StoreError as error:
            log.warning("the poll of %s is lost: %s", turn.source, error)
        except Exception:  # a task's boundary: one source must not end the loop; its lease runs out by itself
            log.exception("the poll of %s failed", turn.source)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._renew()
            except StoreError as error:
                log.warning("leases wait for the store: %s", error)

    async def _renew(self) -> None:
        """A poll whose lease is lost is another worker's: it ends here."""
        held = [(task, turn) for task, turn in self._running.items() if not task.done()]
        if not held:
            return
        until = self._clock() + LEASE
        kept = await self._due.renew([turn for _, turn in held], until)
        for (task, _), is_kept in zip(held, kept, strict=True):
            if not is_kept:
                task.cancel()
