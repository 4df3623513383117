"""Tells open desks what has changed: one follower of the news in each process, and many listeners, each bounded."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from shared.errors import RateLimited, StoreError

log = logging.getLogger(__name__)

MOST_LISTENERS: Final = 100
_MOST_UNREAD: Final = 50
_PAUSE_SECONDS: Final = 0.25
"""So that a flood of changes becomes a few pieces of news."""
_AWAY_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 30
_IDENTITY: Final = re.compile(r"\d{1,15}-\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class News:
    """Comments that have changed, up to and including the news called ``id``."""

    id: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """News with the counts of the moment, as JSON; ``lost``: so much was missed that everything has to be read anew."""

    news: News
    counts: bytes
    lost: bool = False


class Source(Protocol):
    """Where news come from, also those of other processes."""

    async def last(self) -> str: ...
    async def wait(self, after: str) -> News | None: ...
    async def since(self, after: str) -> News | None: ...


Count = Callable[[], Awaitable[bytes]]


class Listener:
    """One open desk. Who does not keep up loses what was waiting, and is told so."""

    def __init__(self) -> None:
        self._unread: asyncio.Queue[Told | None] = asyncio.Queue()

    def put(self, told: Told | None) -> None:
        """News; None for the end of them."""
        if told is not None and self._unread.qsize() >= _MOST_UNREAD:
            while not self._unread.empty():
                self._unread.get_nowait()
            told = Told(told.news, told.counts, lost=True)
        self._unread.put_nowait(told)

    async def get(self, seconds: float) -> Told | None:
        """The next news; None for the end of them. Raises `TimeoutError` if there are none in time."""
        async with asyncio.timeout(seconds):
            return await self._unread.get()


class Live:
    """``count`` tells how much waits, as JSON."""

    def __init__(self, source: Source, count: Count) -> None:
        self._source = source
        self._count = count
        self._listeners: set[Listener] = set()

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """A listener for as long as the block lasts. Raises `RateLimited` if there are too many."""
        if len(self._listeners) >= MOST_LISTENERS:
            raise RateLimited(_AGAIN_SECONDS)
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def since(self, last: str | None) -> Told:
        """What to tell first: what was missed since the news called ``last``, or only how things stand."""
        news: News | None = News(await self._source.last(), ())
        if last is not None:
            news = await self._source.since(last) if _IDENTITY.fullmatch(last) else None
        if news is None:
            return Told(News(await self._source.last(), ()), await self._count(), lost=True)
        return Told(news, await self._count())

    async def follow(self) -> None:
        """Until cancelled. While the store is away it waits and tries again."""
        last: str | None = None
        while True:
            try:
                last = await self._step(last if last is not None else await self._source.last())
            except StoreError as error:
                log.warning("live news of the moderation queue wait for the store: %s", error)
                await asyncio.sleep(_AWAY_SECONDS)

    def close(self) -> None:
        """Let all listeners go."""
        for listener in self._listeners:
            listener.put(None)

    async def _step(self, last: str) -> str:
        news = await self._source.wait(last)
        if news is None:
            return last
        if self._listeners:
            told = Told(news, await self._count())
            for listener in self._listeners:
                listener.put(told)
            await asyncio.sleep(_PAUSE_SECONDS)
        return news.id
