"""How a comment is written so that what is derived from it always follows.

    new comment     [mark in {queue} | write in the thread's slot | bring the index up], in order and at once
    anything else    mark | write | bring the index and the labels up
    then             announce the feeds | tell the figures | weigh the reports | clear the mark

Whatever stops this in the middle leaves a mark, and `Writer.sweep` finishes the work. What follows the write of a new
comment happens behind the answer (`services.comments.writing.aftermath`), where somebody looks after that.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.comments.model import Change, Comment
from services.comments.writing.aftermath import Aftermath, Job, Mark
from shared.clock import Clock
from shared.discussion import Figures
from shared.errors import Conflict, NotFound
from shared.ids import NewId

__all__ = ["Added", "Arrival", "Arrivals", "Claim", "Mark", "Plan", "Writer", "rebuild", "retell"]

SWEEP_AFTER: Final = timedelta(seconds=30)
"""Longer than any write can take (`shared.store.client.DEADLINE_SECONDS`)."""
_SWEEP_LIMIT: Final = 200
_TRIES: Final = 20

Plan = Callable[[Comment], Change | None]
"""Pure: what becomes of the comment as it is now; None for nothing. Asked again if another change came between."""


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


@dataclass(frozen=True, slots=True)
class Arrival:
    """A comment from elsewhere; ``source`` is what it is called there."""

    source: str
    change: Change


class Records(Protocol):
    """The threads, as far as writing is concerned."""

    async def replace(self, change: Change) -> bool: ...
    async def comment(self, identity: str) -> Comment | None: ...
    async def figures(self, url: str) -> Figures: ...


class Entry(Protocol):
    """Lets a new comment in: marks, writes and indexes it, in this order."""

    async def add(self, mark: Mark, now: datetime, change: Change, claim: Claim | None) -> Added: ...


class Arrivals(Protocol):
    """Keeps comments of one thread, each once by its source; says of each whether it is new."""

    async def bring(self, url: str, arrivals: Sequence[Arrival]) -> list[bool]: ...


class Index(Protocol):
    """The moderation index, as far as writing is concerned."""

    async def mark(self, now: datetime, *marks: Mark) -> None: ...
    async def clear(self, *marks: Mark) -> None: ...
    async def leftovers(self, before: datetime, limit: int) -> list[Mark]: ...
    async def apply(self, *comments: Comment) -> None: ...
    async def drop(self, *identities: str) -> None: ...


class Labels(Protocol):
    """What comments teach the filter."""

    async def apply(self, *comments: Comment) -> None: ...


class Everything(Protocol):
    """All comments there are; one may come twice."""

    def everything(self) -> AsyncIterator[Comment]: ...


class Rebuildable(Protocol):
    """An index that can be made anew."""

    async def forget(self) -> None: ...
    async def apply(self, *comments: Comment) -> None: ...


class Discussion(Protocol):
    """Tells other services what a thread shows (`shared.discussion.Teller`)."""

    async def tell(self, figures: Figures) -> bool: ...


class Writer:
    """The only way comments are written."""

    def __init__(
        self,
        *,
        records: Records,
        entry: Entry,
        index: Index,
        labels: Labels,
        aftermath: Aftermath,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._entry = entry
        self._index = index
        self._labels = labels
        self._aftermath = aftermath
        self._clock = clock
        self._new_id = new_id

    async def add(self, change: Change, claim: Claim | None) -> Added:
        """Write a new comment, or find the one that the same claim made before."""
        now, comment = self._clock(), change.comment
        mark = Mark(comment.id.rpartition(".")[2], comment.id)  # nobody else writes what is not there yet
        added = await self._entry.add(mark, now, change, claim)
        if added.before:
            await self._index.drop(comment.id)
            await self._index.clear(mark)
        else:
            await self._aftermath.later(Job((mark,), (comment,), visible=comment.published))
        return added

    async def bring(self, url: str, arrivals: Sequence[Arrival], into: Arrivals) -> list[bool]:
        """Write comments of the thread at ``url`` from elsewhere; which of them were not there yet."""
        marks = await self._mark(*(arrival.change.comment.id for arrival in arrivals))
        news = await into.bring(url, arrivals)
        comments = [arrival.change.comment for arrival, new in zip(arrivals, news, strict=True) if new]
        await self._settle(marks, comments, visible=any(comment.published for comment in comments))
        return news

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
            mark = mark or (await self._mark(identity))[0]
            if await self._records.replace(change):
                await self._settle([mark], [change.comment], visible=current.face != change.comment.face)
                return change.comment
        raise Conflict("others are changing this comment")

    async def sweep(self) -> int:
        """Finish what was left in the middle; how many marks there were."""
        marks = await self._index.leftovers(self._clock() - SWEEP_AFTER, _SWEEP_LIMIT)
        for mark in marks:
            comment = await self._records.comment(mark.comment)
            if comment is None:
                await self._index.drop(mark.comment)
                await self._index.clear(mark)
            else:
                await self._settle([mark], [comment], visible=True)
        return len(marks)

    async def _mark(self, *identities: str) -> list[Mark]:
        now = self._clock()
        marks = [self._new_mark(now, identity) for identity in identities]
        await self._index.mark(now, *marks)
        return marks

    def _new_mark(self, now: datetime, identity: str) -> Mark:
        return Mark(self._new_id(now), identity)

    async def _settle(self, marks: Sequence[Mark], comments: Sequence[Comment], *, visible: bool) -> None:
        """What follows the write of some comments of one thread."""
        if comments:
            await self._index.apply(*comments)
            await self._labels.apply(*comments)
        await self._aftermath.now(Job(tuple(marks), tuple(comments), visible=visible))


async def rebuild(records: Everything, *indexes: Rebuildable) -> dict[str, int]:
    """Derive indexes anew from the threads; safe while the site runs. How many comments each thread holds, by URL."""
    for index in indexes:
        await index.forget()
    seen: dict[str, set[str]] = {}
    async for comment in records.everything():
        for index in indexes:
            await index.apply(comment)
        seen.setdefault(comment.url, set()).add(comment.id)
    return {url: len(ids) for url, ids in seen.items()}


async def retell(urls: Iterable[str], records: Records, discussion: Discussion) -> None:
    """Tell the figures of these threads anew."""
    for url in urls:
        await discussion.tell(await records.figures(url))
