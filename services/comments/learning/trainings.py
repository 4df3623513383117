"""Trainings: what moderators have decided makes a new version, which runs in shadow of the one that serves.

labels | another process | keep, run in shadow | what is of no more use goes
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from services.comments.learning.gate import FEWEST
from services.comments.learning.job import UNFINISHED, Learnt, Refused, Report, Step, TrainingJob
from services.comments.learning.labels import Label
from services.comments.learning.versions import (
    Roll,
    Training,
    TrainingState,
    Version,
    dispensable,
    shadowed,
)
from services.comments.spam.errors import ModelUnusable
from shared.clock import Clock
from shared.errors import Conflict, StoreError
from shared.ids import NewId

SCHEDULE: Final = "schedule"
"""Who begins a training that is due."""
NOTHING: Final = "nothing-to-learn"
DIED: Final = "process-died"
_KEPT: Final = 12  # versions that nothing names
_HEARTBEAT_SECONDS: Final = 5.0


class Labels(Protocol):
    """What moderators have said."""

    async def everything(self) -> list[Label]: ...


class Registry(Protocol):
    """Versions, what runs in shadow, and the training under way."""

    async def versions(self) -> list[Version]: ...
    async def keep(self, version: Version) -> None: ...
    async def drop(self, identity: str) -> None: ...
    async def roll(self) -> Roll: ...
    async def change(self, plan: Callable[[Roll], Roll]) -> Roll: ...
    async def training(self) -> Training | None: ...
    async def begin(self, training: Training) -> bool: ...
    async def note(self, training: Training) -> bool: ...
    async def renew(self, training: Training) -> bool: ...


class Served(Protocol):
    """The models as they are served here."""

    @property
    def base(self) -> str: ...
    def place(self, version: str) -> Path | None: ...
    async def follow(self, roll: Roll) -> None: ...


class Watched(Protocol):
    """The version in shadow (`services.comments.learning.promotion.Promotion`)."""

    async def is_watching(self) -> bool: ...


class Worker(Protocol):
    """Learns in another process (`services.comments.learning.worker_process.WorkerProcess`)."""

    def run(self, job: TrainingJob) -> AsyncIterator[Report]: ...


class Busy(Conflict):
    """A training is under way."""

    code = "training-under-way"

    def __init__(self) -> None:
        super().__init__("a training is under way")


class Trainings:
    """The use cases. ``every``: how often to learn; nothing: only when asked to."""

    def __init__(
        self,
        *,
        registry: Registry,
        labels: Labels,
        promotion: Watched,
        serving: Served,
        worker: Worker,
        folder: Path,
        every: timedelta,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._registry = registry
        self._labels = labels
        self._promotion = promotion
        self._serving = serving
        self._worker = worker
        self._folder = folder
        self._every = every
        self._clock = clock
        self._new_id = new_id

    async def begin(self, by: str) -> Training:
        """Take the lease for a training, which `carry_out` then does. Raises `Busy` and `ModelUnusable`."""
        if not self._serving.base:
            raise ModelUnusable("base", "there is nothing to move")
        now = self._clock()
        training = Training(self._new_id(now), by, now, doing="starting")
        if not await self._registry.begin(training):
            raise Busy
        return training

    async def carry_out(self, training: Training) -> Training:
        """Learn; how it ended, which the registry knows too."""
        try:
            report, last = await self._heard(training)
        except BaseException:
            await self._end(training, problem=DIED)
            raise
        match report:
            case Learnt(version):
                await self._keep(version)
                return await self._end(last, version=version.id)
            case Refused(problem):
                return await self._end(last, problem=problem)
            case _:
                return await self._end(last, problem=DIED)

    async def is_due(self) -> bool:
        """Whether it is time to learn, and there is something new."""
        if not self._every or await self._promotion.is_watching():
            return False
        labels, last = await self._labels.everything(), await self._registry.training()
        fresh = [label for label in labels if last is None or label.at > last.started]
        since = last.started if last else min((label.at for label in labels), default=self._clock())
        return len(fresh) >= FEWEST and self._clock() - since >= self._every

    async def _heard(self, training: Training) -> tuple[Report | None, Training]:
        """The last report, and the training as it then was; the lease is kept meanwhile."""
        job = await self._job()
        if not job.labels:
            return Refused(NOTHING), training
        await asyncio.to_thread(_clear, self._folder)
        reports = self._worker.run(job)
        last: Report | None = None
        heartbeat = asyncio.create_task(self._beat(training))
        try:
            async for report in reports:
                last = report
                if isinstance(report, Step):
                    training = replace(training, step=report.step, steps=report.steps, doing=report.doing)
                    await self._registry.note(training)
        finally:
            heartbeat.cancel()
        return last, training

    async def _beat(self, training: Training) -> None:
        """Keep the lease while the process thinks."""
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            with suppress(StoreError):
                await self._registry.renew(training)

    async def _job(self) -> TrainingJob:
        roll, base = await self._registry.roll(), self._serving.base
        return TrainingJob(
            base=self._serving.place(base),
            active=self._serving.place(roll.active(base)),
            folder=self._folder.absolute(),
            created=self._clock(),
            labels=await self._labels.everything(),
        )

    async def _keep(self, version: Version) -> None:
        """Into the registry and into the shadow of the active one; what is of no more use goes."""
        base = self._serving.base
        await self._registry.keep(version)
        roll = await self._registry.change(lambda roll: shadowed(roll, base, version.id))
        for old in dispensable(await self._registry.versions(), roll, _KEPT):
            await self._registry.drop(old.id)
            await asyncio.to_thread(shutil.rmtree, self._folder / old.id, ignore_errors=True)
        await self._serving.follow(roll)

    async def _end(self, training: Training, version: str | None = None, problem: str | None = None) -> Training:
        nothing = problem in {None, NOTHING}
        state = TrainingState.DONE if nothing else TrainingState.FAILED
        ended = replace(training, state=state, version=version, problem=problem, ended=self._clock())
        await self._registry.note(replace(ended, step=ended.steps if nothing else ended.step, doing=""))
        return ended


def _clear(folder: Path) -> None:
    """What trainings left that were killed; whoever calls this has the lease, so nobody is writing."""
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
