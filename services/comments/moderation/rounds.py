"""The background loop of moderation: finishes what something stopped in the middle, does what is due every day."""

import asyncio
import logging
from typing import Final, Protocol

from shared.errors import StoreError

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 30.0


class Unfinished(Protocol):
    """Finishes what was left in the middle."""

    async def finish(self) -> int: ...


class Daily(Protocol):
    """Does once a day what is due."""

    async def tick(self) -> bool: ...


class Rounds:
    """Until cancelled. While the store is away it waits and tries again."""

    def __init__(self, decisions: Unfinished, *daily: Daily) -> None:
        self._decisions = decisions
        self._daily = daily

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except StoreError as error:
                log.warning("the rounds of moderation wait for the store: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def once(self) -> None:
        """One round."""
        finished = await self._decisions.finish()
        if finished:
            log.info("finished %d decisions that were left in the middle", finished)
        for each in self._daily:
            await each.tick()
