"""How a new comment comes into the store: mark, record and index in one round trip.

Why in this order, `services.comments.writing.writer` says.
"""

from datetime import datetime
from typing import Protocol

from services.comments.model import Change, Comment
from services.comments.storage.threads import RedisThreads
from services.comments.writing.aftermath import Mark
from services.comments.writing.writer import Added, Claim
from shared.store.client import Command, Invocation, Store


class Queue(Protocol):
    """The moderation index (`services.comments.moderation.queue_store.RedisQueue`), as far as new comments go."""

    def marking(self, now: datetime, *marks: Mark) -> Command: ...
    def applying(self, *comments: Comment) -> Invocation: ...


class RedisEntry:
    """`services.comments.writing.writer.Entry` over a real server."""

    def __init__(self, store: Store, threads: RedisThreads, queue: Queue) -> None:
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
