"""Puts facts into the ledger, one after the other."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from services.comments.moderation.ledger import VOID, Entry, Fact, chained
from shared.clock import Clock
from shared.errors import Conflict
from shared.ids import NewId

_TRIES: Final = 50


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key (its digest) and the digest of the order that it came with."""

    key: str
    order: str


class Ledger(Protocol):
    """The append-only record of decisions. ``open`` are those whose comments may not all have been changed yet."""

    async def last(self) -> Entry | None: ...
    async def append(self, entry: Entry, now: datetime, once: Once | None) -> str | None: ...
    async def close(self, decision: str) -> None: ...
    async def left_open(self, before: datetime, limit: int) -> list[str]: ...
    async def of_decision(self, decision: str) -> Entry | None: ...
    async def of_key(self, key: str) -> tuple[str, str] | None: ...


class Recorder:
    """The only writer of the ledger."""

    def __init__(self, ledger: Ledger, clock: Clock, new_id: NewId) -> None:
        self._ledger = ledger
        self._clock = clock
        self._new_id = new_id
        self._turn = asyncio.Lock()

    async def record(self, fact: Fact, once: Once | None = None) -> str:
        """Next in the chain; the decision that the same request had recorded before, if another was faster.

        Within this process one after the other; other processes are few enough to compete.
        """
        async with self._turn:
            for _ in range(_TRIES):
                entry = chained(fact, await self._ledger.last())
                recorded = await self._ledger.append(entry, fact.at, once)
                if recorded is not None:
                    return recorded
        raise Conflict("others are writing to the ledger")

    async def void(self, decision: str, actor: str, missed: Sequence[str]) -> None:
        """Take back what an entry claimed of these comments."""
        now = self._clock()
        await self.record(Fact(self._new_id(now), now, actor, VOID, tuple(missed), undoes=decision))
