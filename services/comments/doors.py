"""Staff close threads by hand, open them whatever their age, or leave them to the calendar again."""

from dataclasses import dataclass
from typing import Protocol

from services.comments.aftermath import Changed, Discussion
from services.comments.closing import Door
from services.comments.thread import Thread
from shared.clock import Clock
from shared.discussion import Figures


class Threads(Protocol):
    """What is kept of threads' doors."""

    async def door(self, url: str) -> Door | None: ...
    async def set_door(self, url: str, door: Door | None) -> None: ...
    async def figures(self, url: str) -> Figures: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """The use case."""

    threads: Threads
    changed: Changed
    discussion: Discussion
    clock: Clock

    async def of(self, thread: Thread) -> Door | None:
        """What staff have said about a thread."""
        return await self.threads.door(thread.url)

    async def set(self, thread: Thread, is_open: bool | None, actor: str) -> Door | None:
        """Open or closed by hand; None: as its age says."""
        door = None if is_open is None else Door(is_open, self.clock(), actor)
        await self.threads.set_door(thread.url, door)
        self.changed(thread.url)
        await self.discussion.tell(await self.threads.figures(thread.url))
        return door
