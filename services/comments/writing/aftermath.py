"""What follows the write of comments: feeds are announced, figures told, reports weighed, doubts noted, marks cleared.

    later   behind the answer, many at once, if the loop is running; else at once
    now     before the answer

A mark is cleared last: what a crash leaves undone, `services.comments.writing.writer.Writer.sweep` does.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from services.comments.model import Comment
from shared.discussion import Figures
from shared.errors import StoreError

log = logging.getLogger(__name__)

_MOST_AT_ONCE: Final = 500
_PAUSE_SECONDS: Final = 0.1
"""Between announcements: each wakes the hub and the feeds, which a burst of comments is to do once, not each time.

The first after a while is made at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A promise to bring the index up to ``comment``; ``token`` makes it this writer's own."""

    token: str
    comment: str


@dataclass(frozen=True, slots=True)
class Job:
    """Comments that were written; ``visible``: the public can see a difference."""

    marks: tuple[Mark, ...]
    comments: tuple[Comment, ...]
    visible: bool


class Marks(Protocol):
    """The marks, as far as clearing them is concerned."""

    async def clear(self, *marks: Mark) -> None: ...


class Figured(Protocol):
    """Threads whose figures can be read."""

    async def figures(self, url: str) -> Figures: ...


class Announce(Protocol):
    """Tells the hub which feeds have changed."""

    async def announce(self, topics: Iterable[str]) -> None: ...


class Discussion(Protocol):
    """Tells other services what a thread shows (`shared.discussion.Teller`)."""

    async def tell(self, figures: Figures) -> bool: ...


class Weigh(Protocol):
    """Learns from decisions which readers report rightly."""

    async def weigh(self, comment: Comment) -> None: ...


class Doubts(Protocol):
    """Remembers which public comments the filter was unsure of."""

    async def apply(self, *comments: Comment) -> None: ...


class KnownSenders(Protocol):
    """Remembers for a day or two whose comments are public."""

    async def note(self, comments: Iterable[Comment]) -> None: ...


class Tombstones(Protocol):
    """Remembers what the public saw in any thread and sees no more."""

    async def note(self, comments: Sequence[Comment]) -> None: ...


Topics = Callable[[Comment], list[str]]
"""The feeds that a comment stands in."""
Changed = Callable[[str], None]
"""Hears at once, in this process, that a thread (by its address) shows something else."""


class Aftermath:
    """Does it. ``changed`` is told in any case, before anything else."""

    def __init__(
        self,
        *,
        marks: Marks,
        threads: Figured,
        announcer: Announce,
        topics: Topics,
        discussion: Discussion,
        tombstones: Tombstones,
        reports: Weigh,
        doubts: Doubts,
        senders: KnownSenders,
        changed: Changed,
    ) -> None:
        self._marks = marks
        self._threads = threads
        self._announcer = announcer
        self._topics = topics
        self._discussion = discussion
        self._tombstones = tombstones
        self._reports = reports
        self._doubts = doubts
        self._senders = senders
        self._changed = changed
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._running = False

    async def later(self, job: Job) -> None:
        """Behind the answer, if `run` is running."""
        if not self._running:
            await self.now(job)
            return
        self._tell_process([job])
        self._jobs.put_nowait(job)

    async def now(self, job: Job) -> None:
        """Before the answer."""
        self._tell_process([job])
        await self._do([job])

    async def run(self) -> None:
        """Until cancelled. What fails because the store is away is left to the sweep."""
        self._running = True
        try:
            while True:
                jobs = await self._next()
                try:
                    await self._do(jobs)
                except StoreError as error:
                    log.warning("%d comments are announced later: %s", len(jobs), error)
                await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            self._running = False

    async def _next(self) -> list[Job]:
        jobs = [await self._jobs.get()]
        while not self._jobs.empty() and len(jobs) < _MOST_AT_ONCE:
            jobs.append(self._jobs.get_nowait())
        return jobs

    def _tell_process(self, jobs: Sequence[Job]) -> None:
        for url in {comment.url for job in jobs if job.visible for comment in job.comments}:
            self._changed(url)

    async def _do(self, jobs: Sequence[Job]) -> None:
        comments = [comment for job in jobs for comment in job.comments]
        shown = [comment for job in jobs if job.visible for comment in job.comments]
        await self._tombstones.note([comment for comment in comments if comment.rev > 1 or comment.gone])
        for comment in comments:
            if comment.rev > 1:
                await self._reports.weigh(comment)
        await self._doubts.apply(*comments)
        await self._senders.note(comments)
        if shown:
            await self._announcer.announce(dict.fromkeys(topic for each in shown for topic in self._topics(each)))
            for url in dict.fromkeys(each.url for each in shown):
                await self._discussion.tell(await self._threads.figures(url))
        await self._marks.clear(*(mark for job in jobs for mark in job.marks))
