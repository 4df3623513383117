"""Once a day the head of the ledger is published, so that nobody can shorten or rewrite it unseen."""

from datetime import date
from typing import Protocol

from services.comments.moderation.audit import Head
from services.comments.moderation.ledger import Entry
from shared.clock import Clock, day_of


class Chain(Protocol):
    """The ledger, as far as its head is concerned."""

    async def last(self) -> Entry | None: ...
    async def publish_head(self, day: date, head: Head) -> bool: ...


class Announce(Protocol):
    """Tells the hub which feeds have changed."""

    async def announce(self, topics: list[str]) -> None: ...


class HeadPublisher:
    """``topic`` is the address of the feed that shows heads."""

    def __init__(self, chain: Chain, announcer: Announce, topic: str, clock: Clock) -> None:
        self._chain = chain
        self._announcer = announcer
        self._topic = topic
        self._clock = clock
        self._done: date | None = None

    async def tick(self) -> bool:
        """Publish today's head, unless that has been done or there is nothing yet; whether it was done now."""
        today = day_of(self._clock())
        if self._done == today:
            return False
        last = await self._chain.last()
        if last is None:
            return False
        published = await self._chain.publish_head(today, Head(last.number, last.hash))
        self._done = today
        if published:
            await self._announcer.announce([self._topic])
        return published
