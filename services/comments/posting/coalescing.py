"""The same request while it is still under way: done once, answered to all who sent it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Coalescing(Generic[T]):
    """Within one process. Between processes the store decides; this only keeps repeats from costing twice."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Future[T]] = {}

    async def join(self, key: Hashable, start: Callable[[], Awaitable[T]]) -> T:
        """What ``start`` returns or raises, or what the one that is under way for ``key`` does."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(start())
            task.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(task)

    def _land(self, key: Hashable, done: "asyncio.Future[T]") -> None:
        del self._tasks[key]
        if not done.cancelled():
            done.exception()  # where everybody who waited was cancelled, nobody is left to hear of it
