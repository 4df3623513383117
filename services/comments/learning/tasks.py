"""Trainings that go on while requests are answered; they end with the application."""

import asyncio
import logging

from services.comments.learning.trainings import Trainings
from services.comments.learning.versions import Training
from shared.errors import SaketError

_log = logging.getLogger(__name__)


class TrainingTasks:
    """Carries out what was begun."""

    def __init__(self, trainings: Trainings) -> None:
        self._trainings = trainings
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, training: Training) -> None:
        """Go on with it in the background."""
        task = asyncio.create_task(self._carry_out(training), name="comments-learning")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Cancel what goes on, and wait for its end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(self, training: Training) -> None:
        try:
            ended = await self._trainings.carry_out(training)
            _log.info("training %s: %s", ended.id, ended.version or ended.problem)
        except (SaketError, OSError):
            _log.exception("training %s failed", training.id)
