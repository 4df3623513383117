"""How a new comment comes into the store: mark, record and index in one round trip (see `services.comments.writer`)."""

from datetime import datetime

from services.comments.aftermath import Mark
from services.comments.model import Change
from services.comments.moderation.queue_store import RedisQueue
from services.comments.store import RedisThreads
from services.comments.writer import Added, Claim
from shared.store.client import Store


class RedisEntry:
    """`services.comments.writer.Entry` over a real server."""

    def __init__(self, store: Store, threads: RedisThreads, queue: RedisQueue) -> None:
        self._store = store
        self._threads = threads
        self._queue = queue

    async def add(self, mark: Mark, now: datetime, change: Change, claim: Claim | None) -> Added:
        """Marked before it is written, indexed after."""
        steps = (
            self._queue.marking(now, mark),
            self._threads.adding(change, claim),
            self._queue.applying(change.comment),
        )
        _, reply, _ = await self._store.in_order(steps)
        return self._threads.added(change, claim, reply)
