"""What is done with versions of the model: learn one, let it run beside, let it serve, go back, and what is due.

labels | another process | keep, run in shadow | (the gate, or a person) activate | every instance follows
"""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from services.comments.learning.gate import FEWEST, FEWEST_BESIDE, Beside, Comparison, compare, loss, promotable
from services.comments.learning.labels import Label
from services.comments.learning.lesson import UNFINISHED, Learnt, Lesson, Refused, Report, Step
from services.comments.learning.versions import (
    BY_GATE,
    Activation,
    Roll,
    Training,
    TrainingState,
    Version,
    activated,
    dispensable,
    shadowed,
)
from services.comments.spam.errors import ModelUnusable
from shared.clock import Clock
from shared.errors import Conflict, NotFound, StoreError
from shared.ids import NewId

_log = logging.getLogger(__name__)

SCHEDULE: Final = "schedule"
"""Who begins a training that is due."""
NOTHING: Final = "nothing-to-learn"
DIED: Final = "process-died"
LONGEST_BESIDE: Final = timedelta(days=14)
"""For so long a version that has passed the gate is watched before the next one is learnt, where few comments come."""
_KEPT: Final = 12  # versions that nothing names
_HEARTBEAT_SECONDS: Final = 5.0


class Labels(Protocol):
    """What moderators have said."""

    async def everything(self) -> list[Label]: ...


class Registry(Protocol):
    """Versions, what serves, and the training under way."""

    async def versions(self) -> list[Version]: ...
    async def version(self, identity: str) -> Version | None: ...
    async def keep(self, version: Version) -> None: ...
    async def drop(self, identity: str) -> None: ...
    async def roll(self) -> Roll: ...
    async def change(self, plan: Callable[[Roll], Roll]) -> Roll: ...
    async def training(self) -> Training | None: ...
    async def begin(self, training: Training) -> bool: ...
    async def note(self, training: Training) -> bool: ...
    async def renew(self, training: Training) -> bool: ...


class Tallies(Protocol):
    """What all instances have seen."""

    async def beside(self, active: str, shadow: str) -> Beside: ...


class Served(Protocol):
    """The models as they are served here."""

    @property
    def base(self) -> str: ...
    def place(self, version: str) -> Path | None: ...
    def check(self, version: str) -> None: ...
    def both(self, texts: Sequence[str]) -> list[tuple[float | None, float | None]]: ...
    async def follow(self, roll: Roll) -> None: ...


class Teacher(Protocol):
    """Learns in another process (`services.comments.learning.classroom.Classroom`)."""

    def teach(self, lesson: Lesson) -> AsyncIterator[Report]: ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``every``: how often to learn (nothing: only when asked to); ``promote``: whether the gate may activate."""

    every: timedelta
    promote: bool = True


@dataclass(frozen=True, slots=True)
class LearningConfig:
    """``base``: the folder of the model that labels move (None: the shipped one); versions lie in ``folder``."""

    base: Path | None
    folder: Path
    rhythm: Rhythm


class Busy(Conflict):
    """A training is under way."""

    code = "training-under-way"

    def __init__(self) -> None:
        super().__init__("a training is under way")


class School:
    """The use cases of learning."""

    def __init__(
        self,
        *,
        registry: Registry,
        labels: Labels,
        tallies: Tallies,
        serving: Served,
        teacher: Teacher,
        folder: Path,
        rhythm: Rhythm,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._registry = registry
        self._labels = labels
        self._tallies = tallies
        self._serving = serving
        self._teacher = teacher
        self._folder = folder
        self._rhythm = rhythm
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

    async def activate(self, version: str, by: str) -> Roll:
        """Let a version serve everywhere. Raises `NotFound`, and `ModelUnusable` for one that cannot be read here."""
        if version != self._serving.base and await self._registry.version(version) is None:
            raise NotFound("model", version)
        await asyncio.to_thread(self._serving.check, version)
        return await self._activate(version, by)

    async def promote_if_better(self) -> bool:
        """Let the version in shadow serve, if it has passed the gate, was watched, and recent decisions bear it out."""
        base, roll = self._serving.base, await self._registry.roll()
        version = await self._candidate(roll)
        if version is None:
            return False
        beside = await self._tallies.beside(roll.active(base), version.id)
        if not promotable(version.verdict, beside, await self._since(version)):
            return False
        after = await self._activate(version.id, BY_GATE, seen=roll.number)
        return after.active(base) == version.id

    async def is_due(self) -> bool:
        """Whether it is time to learn, and there is something new."""
        if not self._rhythm.every or await self._is_watching():
            return False
        labels, last = await self._labels.everything(), await self._registry.training()
        fresh = [label for label in labels if last is None or label.at > last.started]
        since = last.started if last else min((label.at for label in labels), default=self._clock())
        return len(fresh) >= FEWEST and self._clock() - since >= self._rhythm.every

    async def _candidate(self, roll: Roll) -> Version | None:
        """The version in shadow that may serve by itself. What has served before has made way: for a person to say."""
        candidate = roll.beside(self._serving.base)
        if candidate is None or not self._rhythm.promote or roll.has_served(candidate, self._serving.base):
            return None
        return await self._registry.version(candidate)

    async def _is_watching(self) -> bool:
        """Whether a version that has passed the gate was seen beside too few comments yet.

        Another one in its place would begin from nothing: where few write, none would ever serve.
        """
        roll = await self._registry.roll()
        version = await self._candidate(roll)
        if version is None or not version.verdict.passed or self._clock() - version.created > LONGEST_BESIDE:
            return False
        beside = await self._tallies.beside(roll.active(self._serving.base), version.id)
        return beside.times < FEWEST_BESIDE

    async def _heard(self, training: Training) -> tuple[Report | None, Training]:
        """The last report, and the training as it then was; the lease is kept meanwhile."""
        lesson = await self._lesson()
        if not lesson.labels:
            return Refused(NOTHING), training
        await asyncio.to_thread(_clear, self._folder)
        reports = self._teacher.teach(lesson)
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

    async def _lesson(self) -> Lesson:
        roll, base = await self._registry.roll(), self._serving.base
        return Lesson(
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

    async def _activate(self, version: str, by: str, seen: int | None = None) -> Roll:
        """``seen``: only if the roll still has this number."""
        base, activation = self._serving.base, Activation(version, by, self._clock())
        roll = await self._registry.change(
            lambda roll: activated(roll, base, activation) if seen in {None, roll.number} else roll
        )
        if roll.active(base) == version:
            _log.info("the spam model %s serves everywhere, as %s said", version, by)
        await self._serving.follow(roll)
        return roll

    async def _since(self, version: Version) -> tuple[Comparison, ...]:
        """On what moderators have decided since a version was made: account by account, and all of them.

        Whoever the version does not know, or does not believe, has no say; and nobody outvotes another.
        """
        labels = [label for label in await self._labels.everything() if label.at > version.created]
        judged = await asyncio.to_thread(self._serving.both, [label.text for label in labels])
        pairs = list(zip(labels, judged, strict=True))
        old = [loss(one, spam=label.spam) for label, (one, _) in pairs]
        new = [loss(other, spam=label.spam) for label, (_, other) in pairs]
        trusts = {(trust.moderator, trust.spam): trust.trust for trust in version.trusts}
        says = [trusts.get((label.moderator, label.spam), 0.0) for label in labels]
        groups = [{name} for name in sorted({label.moderator for label in labels})]
        return tuple(
            compare(old, new, [say * (label.moderator in group) for say, label in zip(says, labels, strict=True)])
            for group in (*groups, {label.moderator for label in labels})
        )

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
