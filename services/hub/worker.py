"""The hub's loops: they claim work, run a bounded number of pieces at once, and outlive an absent store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Generic, TypeVar

from services.hub.errors import NotATopic
from services.hub.model import Claim
from services.hub.service import LEASE, News, Queue, Reception, Subscriptions
from shared.clock import Clock, from_ms
from shared.errors import StoreError
from shared.ids import NewId

log = logging.getLogger(__name__)

P = TypeVar("P")
_NEWS_BLOCK_MS: Final = 1000
_SWEEP_SECONDS: Final = 60.0


class Worker(Generic[P]):
    """Attends to one queue, ``slots`` pieces at once; looks at it every ``poll`` seconds, and at once when rung."""

    def __init__(
        self,
        queue: Queue[P],
        attend: Callable[[Claim[P]], Awaitable[None]],
        *,
        clock: Clock,
        new_id: NewId,
        slots: int,
        poll: float,
    ) -> None:
        self._queue = queue
        self._attend = attend
        self._clock = clock
        self._new_id = new_id
        self._slots = slots
        self._poll = poll
        self._busy = 0

    async def run(self) -> None:
        """Until cancelled; what is under way is cancelled too, and comes back when its lease ends."""
        async with asyncio.TaskGroup() as group:
            while True:
                for claim in await self._claim():
                    self._busy += 1
                    group.create_task(self._work(claim))
                await self._queue.wait(self._poll)

    async def _claim(self) -> list[Claim[P]]:
        free = self._slots - self._busy
        if not free:
            return []
        now = self._clock()
        try:
            return await self._queue.claim(self._new_id(now), now, now + LEASE, free)
        except StoreError as error:
            log.warning("the hub waits for the store: %s", error)
            return []

    async def _work(self, claim: Claim[P]) -> None:
        try:
            await self._attend(claim)
        except StoreError as error:
            log.warning("%s comes back when its lease ends: %s", claim.item, error)
        except Exception:  # the boundary of one piece of work: a bug in it must not stop the others
            log.exception("unexpected error over %s", claim.item)
        finally:
            self._busy -= 1
            self._queue.ring()


class Newsroom:
    """Turns news of changed topics into looks."""

    def __init__(self, news: News, reception: Reception, *, pause: float) -> None:
        self._news = news
        self._reception = reception
        self._pause = pause

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._news.open()
                await self.step(_NEWS_BLOCK_MS)
            except StoreError as error:
                log.warning("the hub waits for the store: %s", error)
                await asyncio.sleep(self._pause)

    async def step(self, block_ms: int) -> None:
        """Hand on what there is; the same topic many times over is looked at once."""
        entries = await self._news.take(block_ms)
        for topic, told in {topic: told_at(identity) for identity, topic in entries}.items():
            await self._announce(topic, told)
        if entries:
            await self._news.acknowledge([identity for identity, _ in entries])

    async def _announce(self, topic: str, told: datetime) -> None:
        try:
            await self._reception.announce(topic, told)
        except NotATopic as error:
            log.warning("news of something that is no topic: %s", error)


def told_at(identity: bytes) -> datetime:
    """When an entry was added to its stream: ``<ms>-<number>``."""
    return from_ms(int(identity.partition(b"-")[0]))


class Sweeper:
    """Ends subscriptions whose lease is over. Deliveries look at the lease themselves; this only makes room."""

    def __init__(self, subscriptions: Subscriptions, clock: Clock) -> None:
        self._subscriptions = subscriptions
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self._subscriptions.remove_lapsed(self._clock()):
                    pass
            except StoreError as error:
                log.warning("the hub waits for the store: %s", error)
            await asyncio.sleep(_SWEEP_SECONDS)
