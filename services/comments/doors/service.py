"""Staff close threads by hand, open them whatever their age, or leave them to the calendar again.

    on record, with who and why | turned, unless somebody was faster | told | closed in the ledger

Each can be taken back for ever, as long as nobody has said anything else about the thread since. What a crash leaves
in the middle is finished like any other decision (`services.comments.moderation.decisions`).
"""

from dataclasses import dataclass
from typing import Protocol

from services.comments.threads.closing import Door, Said, Turn, said_by
from services.comments.threads.thread import Thread
from services.comments.writing.aftermath import Changed, Discussion
from shared.clock import Clock
from shared.discussion import Figures
from shared.ids import NewId


class Threads(Protocol):
    """What is kept of threads' doors."""

    async def door(self, url: str) -> Door | None: ...
    async def turned(self, url: str) -> tuple[Door | None, str]: ...
    async def turn(self, turn: Turn) -> bool: ...
    async def figures(self, url: str) -> Figures: ...


class Book(Protocol):
    """The ledger, as far as doors are concerned: written before anything is done, closed when it is."""

    async def record(self, turn: Turn) -> None: ...
    async def close(self, turn: Turn) -> None: ...
    async def void(self, turn: Turn) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The use case."""

    threads: Threads
    book: Book
    changed: Changed
    discussion: Discussion
    clock: Clock
    new_id: NewId

    async def of(self, thread: Thread) -> Door | None:
        """What staff have said about a thread."""
        return await self.threads.door(thread.url)

    async def set(self, thread: Thread, said: Said, actor: str, reason: str = "") -> str:
        """Open, closed, or as its age says; the name of the decision."""
        door, _ = await self.threads.turned(thread.url)
        now = self.clock()
        turn = Turn(self.new_id(now), now, actor, thread.url, said_by(door), said, reason)
        await self._do(turn)
        return turn.decision

    async def undo(self, undone: Turn, actor: str) -> str | None:
        """As it was before that turn; the name of the decision, None where something else was said since."""
        door, last = await self.threads.turned(undone.url)
        if last != undone.decision:
            return None
        now = self.clock()
        turn = Turn(self.new_id(now), now, actor, undone.url, said_by(door), undone.before, undoes=undone.decision)
        return turn.decision if await self._do(turn) else None

    async def carry_out(self, turn: Turn) -> bool:
        """Do what is on record; False if somebody else was faster. Twice is as good as once."""
        turned = await self.threads.turn(turn)
        if turned:
            self.changed(turn.url)
            await self.discussion.tell(await self.threads.figures(turn.url))
        else:
            await self.book.void(turn)
        await self.book.close(turn)
        return turned

    async def _do(self, turn: Turn) -> bool:
        await self.book.record(turn)
        return await self.carry_out(turn)
