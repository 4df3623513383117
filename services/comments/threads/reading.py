"""What everybody may read of threads."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.comments.model import Comment
from services.comments.proofs.form_token import issue, prove
from services.comments.threads.closing import Door, Standing, standing
from services.comments.threads.thread import Directory, Thread, thread_key
from shared.clock import Clock
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Gone:
    """A comment that the public sees no more, and since when."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True)
class State:
    """A thread at a moment: ``version`` grows with every write."""

    version: int
    door: Door | None
    first: datetime | None


class Threads(Protocol):
    """The threads, as far as readers are concerned."""

    async def comment(self, identity: str) -> Comment | None: ...
    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...
    async def published(self, thread: str, after: str | None, limit: int) -> list[Comment]: ...
    async def newest(self, thread: str, limit: int, skip: int = 0) -> list[Comment]: ...
    async def counts(self, threads: Sequence[str]) -> list[int]: ...
    async def state(self, thread: str) -> State: ...
    async def gone(self, thread: str, limit: int) -> list[Gone]: ...
    async def replies(self, identity: str, limit: int, skip: int = 0) -> list[Comment]: ...
    async def answered(self, identities: Sequence[str]) -> list[tuple[int, datetime | None]]: ...


class Reading:
    """The use cases. ``open_for`` is how long after a post its thread takes comments, None for ever."""

    def __init__(
        self, *, threads: Threads, directory: Directory, open_for: timedelta | None, secret: bytes, clock: Clock
    ) -> None:
        self._threads = threads
        self._directory = directory
        self._open_for = open_for
        self._secret = secret
        self._clock = clock

    async def public(self, identity: str) -> Comment:
        """A published comment. Raises `NotFound`, also for one that is not (or no longer) public."""
        comment = await self._threads.comment(identity)
        if comment is None or not comment.published:
            raise NotFound("comment", identity)
        return comment

    async def thread(self, url: str, after: str | None, limit: int) -> list[Comment]:
        """Published comments of the thread with this normalised address, oldest first."""
        return await self._threads.published(thread_key(url), after, limit)

    async def newest(self, url: str, limit: int, skip: int = 0) -> list[Comment]:
        """The last published comments of a thread but ``skip``, newest first."""
        return await self._threads.newest(thread_key(url), limit, skip)

    async def replies(self, comment: Comment, limit: int, skip: int = 0) -> list[Comment]:
        """The last published answers to a comment but ``skip``, newest first."""
        return await self._threads.replies(comment.id, limit, skip)

    async def answered(self, comments: Sequence[Comment]) -> dict[str, tuple[int, datetime | None]]:
        """How many public answers some comments have, and when the last one came."""
        identities = [comment.id for comment in comments]
        return dict(zip(identities, await self._threads.answered(identities), strict=True))

    async def gone(self, url: str, limit: int) -> list[Gone]:
        """What the public has last lost sight of in a thread, the latest first."""
        return await self._threads.gone(thread_key(url), limit)

    async def counts(self, urls: Sequence[str]) -> dict[str, int]:
        """How many published comments each of these threads has."""
        return dict(zip(urls, await self._threads.counts([thread_key(url) for url in urls]), strict=True))

    async def state(self, thread: Thread) -> tuple[int, Standing]:
        """The version of a thread, which changes whenever anything in it does, and whether it is closed."""
        state = await self._threads.state(thread_key(thread.url))
        begun = thread.published or state.first
        return state.version, standing(state.door, begun, self._open_for, self._clock())

    async def title(self, url: str) -> str:
        """What the post is called; its address if nobody knows."""
        thread = await self._directory.at(url)
        return (thread.title if thread else "") or url

    async def titles(self, urls: Iterable[str]) -> dict[str, str]:
        """What the posts of some threads are called, each asked for once and all at the same time."""
        distinct = list(dict.fromkeys(urls))
        return dict(zip(distinct, await asyncio.gather(*map(self.title, distinct)), strict=True))

    def form_token(self, url: str, sent: str = "") -> str:
        """A signed token for a form of this thread: the one that was ``sent`` with it, or one that is issued now.

        A form that is shown again, with what is to be mended, was asked for when it was shown first.
        """
        key, now = thread_key(url), self._clock()
        return sent if prove(self._secret, key, sent, now).has_form else issue(self._secret, key, now)
