"""What goes on beside the comments: follow the roll, tell what was seen, ring alarms, do what is due.

every second, every instance   the roll → serving; tally → store; an unusable version → alarm
every minute, one of them      drift, disagreement, doubted accounts → alarms; promote; learn if it is time
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.learning.alarms import MODEL_UNUSABLE, TRAINING_FAILED, Alarm, Ringing
from services.comments.learning.drift import Histograms, Seen, alarms, disagreement, doubted
from services.comments.learning.gate import Beside
from services.comments.learning.labels import Label
from services.comments.learning.promotion import Promotion
from services.comments.learning.serving import Serving
from services.comments.learning.tally import Tally
from services.comments.learning.tasks import TrainingTasks
from services.comments.learning.trainings import SCHEDULE, Busy, Trainings
from services.comments.learning.versions import Roll, Training, TrainingState, Version
from shared.clock import Clock
from shared.errors import SaketError, StoreError

_log = logging.getLogger(__name__)

FOLLOW_SECONDS: Final = 1.0
TURN: Final = timedelta(seconds=55)
"""Shorter than an alarm may be quiet (`services.comments.learning.alarm_store.QUIET`)."""
_RECENT: Final = timedelta(days=7)


class Registry(Protocol):
    """Which versions there are, and whose turn it is."""

    async def roll(self) -> Roll: ...
    async def versions(self) -> list[Version]: ...
    async def training(self) -> Training | None: ...
    async def take_turn(self, lasting: timedelta) -> bool: ...


class Labels(Protocol):
    """What moderators have said."""

    async def everything(self) -> list[Label]: ...


class Tallies(Protocol):
    """What all instances have seen."""

    async def note(self, tally: Tally, now: datetime) -> None: ...
    async def histograms(self, version: str) -> Histograms: ...
    async def beside(self, active: str, shadow: str) -> Beside: ...


class Alarms(Protocol):
    """Rung again and again while something is wrong."""

    async def ringing(self) -> list[Ringing]: ...
    async def ring(self, alarm: Alarm, now: datetime) -> None: ...
    async def settle(self, now: datetime) -> None: ...


class Watch:
    """One of each instance."""

    def __init__(
        self,
        *,
        registry: Registry,
        labels: Labels,
        tallies: Tallies,
        alarms: Alarms,
        serving: Serving,
        promotion: Promotion,
        trainings: Trainings,
        tasks: TrainingTasks,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._labels = labels
        self._tallies = tallies
        self._alarms = alarms
        self._serving = serving
        self._promotion = promotion
        self._trainings = trainings
        self._tasks = tasks
        self._clock = clock
        self.ringing: frozenset[str] = frozenset()
        """Codes of what rang a moment ago."""

    async def run(self) -> None:
        """Until cancelled. While the store is away, what serves goes on serving."""
        while True:
            try:
                await self.follow()
                if await self._registry.take_turn(TURN):
                    await self.look()
                    await self._do_what_is_due()
            except StoreError as error:
                _log.warning("learning waits for the store: %s", error)
            except SaketError:
                _log.exception("learning stumbled")
            await asyncio.sleep(FOLLOW_SECONDS)

    async def follow(self) -> None:
        """Serve what the roll says, and tell what was seen."""
        await self._serving.follow(await self._registry.roll())
        tally = self._serving.take_tally()
        if tally.sights:
            await self._told(tally)
        for unusable in self._serving.unusable:
            await self._alarms.ring(Alarm(MODEL_UNUSABLE, detail=unusable.version), self._clock())
        self.ringing = frozenset(one.alarm.code for one in await self._alarms.ringing())

    async def look(self) -> None:
        """Ring what is wrong, and end what is no longer."""
        now = self._clock()
        for alarm in (*alarms(await self.seen()), *await self._of_trainings()):
            await self._alarms.ring(alarm, now)
        await self._alarms.settle(now)

    async def seen(self) -> Seen:
        """What the alarms about verdicts look at."""
        version, shadow = self._serving.version, self._serving.shadow
        labels = await self._labels.everything()
        return Seen(
            drift=(await self._tallies.histograms(version)).drift,
            shadow=await self._tallies.beside(version, shadow) if shadow else Beside(),
            moderators=disagreement(labels, version, self._clock() - _RECENT),
            labels=len(labels),
        )

    async def _told(self, tally: Tally) -> None:
        try:
            await self._tallies.note(tally, self._clock())
        except StoreError:
            self._serving.restore(tally)
            raise

    async def _of_trainings(self) -> list[Alarm]:
        """A training that failed, and accounts whose labels hardly anything bears out."""
        training, versions = await self._registry.training(), await self._registry.versions()
        failed = training is not None and training.state is TrainingState.FAILED
        found = [Alarm(TRAINING_FAILED, detail=training.problem or "")] if training and failed else []
        return [*found, *doubted(versions[0].trusts if versions else ())]

    async def _do_what_is_due(self) -> None:
        await self._promotion.promote_if_better()
        if await self._trainings.is_due():
            with suppress(Busy):
                self._tasks.start(await self._trainings.begin(SCHEDULE))
