"""How a comment is written so that what is derived from it always follows.

    mark in {queue} | write in the thread's slot | bring the index up | clear the mark | announce the feeds

Whatever stops this in the middle leaves a mark, and `Writer.sweep` finishes the work.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.model import Change, Comment
from shared.clock import Clock
from shared.errors import Conflict, NotFound
from shared.ids import NewId

SWEEP_AFTER: Final = timedelta(seconds=30)
"""Longer than any write can take (`shared.store.client.DEADLINE_SECONDS`)."""
_SWEEP_LIMIT: Final = 200
_TRIES: Final = 20

Plan = Callable[[Comment], Change | None]
"""Pure: what becomes of the comment as it is now; None for nothing. Asked again if another change came between."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A promise to bring the index up to ``comment``; ``token`` makes it this writer's own."""

    token: str
    comment: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An Idempotency-Key (its digest) and the digest of the body it came with."""

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Added:
    """The comment that a request made, or that the same key had made ``before`` (perhaps with another body)."""

    id: str
    before: bool = False
    other_body: bool = False


class Records(Protocol):
    """The threads, as far as writing is concerned."""

    async def add(self, change: Change, claim: Claim | None) -> Added: ...
    async def replace(self, change: Change) -> bool: ...
    async def comment(self, identity: str) -> Comment | None: ...


class Index(Protocol):
    """The moderation index, as far as writing is concerned."""

    async def mark(self, mark: Mark, now: datetime) -> None: ...
    async def clear(self, mark: Mark) -> None: ...
    async def leftovers(self, before: datetime, limit: int) -> list[Mark]: ...
    async def apply(self, comment: Comment) -> None: ...


class Everything(Protocol):
    """All comments there are; one may come twice."""

    def everything(self) -> AsyncIterator[Comment]: ...


class Rebuildable(Protocol):
    """An index that can be made anew."""

    async def forget(self) -> None: ...
    async def apply(self, comment: Comment) -> None: ...


class Announce(Protocol):
    """Tells the hub which feeds have changed."""

    async def announce(self, topics: Iterable[str]) -> None: ...


Topics = Callable[[Comment], list[str]]
"""The feeds that a comment stands in."""


class Writer:
    """The only way comments are written."""

    def __init__(
        self, *, records: Records, index: Index, announcer: Announce, topics: Topics, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._index = index
        self._announcer = announcer
        self._topics = topics
        self._clock = clock
        self._new_id = new_id

    async def add(self, change: Change, claim: Claim | None) -> Added:
        """Write a new comment, or find the one that the same claim made before."""
        mark = await self._mark(change.comment.id)
        added = await self._records.add(change, claim)
        if added.before:
            await self._index.clear(mark)
        else:
            await self._settle(mark, change.comment, visible=change.comment.published)
        return added

    async def change(self, identity: str, plan: Plan) -> Comment:
        """Apply ``plan``. Raises `NotFound`, what the plan raises, and `Conflict` if others are always faster."""
        mark: Mark | None = None
        for _ in range(_TRIES):
            current = await self._records.comment(identity)
            if current is None:
                raise NotFound("comment", identity)
            change = plan(current)
            if change is None:
                return current
            mark = mark or await self._mark(identity)
            if await self._records.replace(change):
                visible = current.published or change.comment.published
                await self._settle(mark, change.comment, visible=visible)
                return change.comment
        raise Conflict("others are changing this comment")

    async def sweep(self) -> int:
        """Finish what was left in the middle; how many marks there were."""
        marks = await self._index.leftovers(self._clock() - SWEEP_AFTER, _SWEEP_LIMIT)
        for mark in marks:
            comment = await self._records.comment(mark.comment)
            if comment is None:
                await self._index.clear(mark)
            else:
                await self._settle(mark, comment, visible=True)
        return len(marks)

    async def _mark(self, identity: str) -> Mark:
        now = self._clock()
        mark = Mark(self._new_id(now), identity)
        await self._index.mark(mark, now)
        return mark

    async def _settle(self, mark: Mark, comment: Comment, *, visible: bool) -> None:
        await self._index.apply(comment)
        if visible:
            await self._announcer.announce(self._topics(comment))
        await self._index.clear(mark)


async def rebuild(records: Everything, index: Rebuildable) -> int:
    """Derive the index anew from the threads; safe while the site runs. How many comments it holds."""
    await index.forget()
    seen = set()
    async for comment in records.everything():
        await index.apply(comment)
        seen.add(comment.id)
    return len(seen)
