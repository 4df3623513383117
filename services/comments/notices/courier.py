"""Brings notices to people: each over every channel, again and again until it arrives or has failed too often.

Nobody who tells something waits for this: a notice is put into the outbox, and a loop brings it.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.notices.model import Job, Notice, pause_after
from shared.clock import Clock
from shared.errors import SaketError, StoreError

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 5.0
_AT_ONCE: Final = 10
LEASE: Final = timedelta(minutes=2)
"""Longer than any channel takes for one notice."""


class NotBrought(SaketError):
    """A channel could not bring a notice this time."""

    code = "not-brought"


class Channel(Protocol):
    """One way to people. Raises `NotBrought`, or what the guarded client raises."""

    async def bring(self, notice: Notice) -> None: ...


class Outbox(Protocol):
    """Jobs by the time at which they are due; whoever claims one has it alone until the lease ends."""

    async def put(self, jobs: Sequence[Job], now: datetime) -> None: ...
    async def claim(self, now: datetime, until: datetime, count: int) -> list[Job]: ...
    async def done(self, job: Job) -> None: ...
    async def again(self, job: Job, due: datetime) -> None: ...


class Courier:
    """``channels`` by name; without any, nothing is kept."""

    def __init__(self, outbox: Outbox, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._outbox = outbox
        self._channels = channels
        self._clock = clock

    async def tell(self, notice: Notice) -> None:
        """Put a notice into the outbox."""
        jobs = [Job(f"{notice.id}.{name}", name, notice) for name in self._channels]
        if jobs:
            await self._outbox.put(jobs, self._clock())

    async def run(self) -> None:
        """Until cancelled. While the store is away it waits and tries again."""
        while True:
            try:
                await self.step()
            except StoreError as error:
                log.warning("notices wait for the store: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def step(self) -> int:
        """Bring what is due; how many notices that were."""
        now = self._clock()
        jobs = await self._outbox.claim(now, now + LEASE, _AT_ONCE)
        await asyncio.gather(*map(self._bring, jobs))
        return len(jobs)

    async def _bring(self, job: Job) -> None:
        channel = self._channels.get(job.channel)
        if channel is None:  # it was configured when the notice was told
            await self._outbox.done(job)
            return
        try:
            await channel.bring(job.notice)
        except SaketError as error:
            await self._failed(replace(job, tries=job.tries + 1), error)
        else:
            await self._outbox.done(job)

    async def _failed(self, job: Job, error: SaketError) -> None:
        pause = pause_after(job.tries)
        if pause is None:
            log.error(
                "notice %s (%s) could not be brought by %s: %s", job.notice.id, job.notice.code, job.channel, error
            )
            await self._outbox.done(job)
            return
        log.warning("notice %s is brought by %s again in %s: %s", job.notice.id, job.channel, pause, error)
        await self._outbox.again(job, self._clock() + pause)
