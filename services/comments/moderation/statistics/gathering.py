"""Gathers what figures are made of, bounded, and keeps the result for a minute."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from services.comments.campaigns.model import Campaign
from services.comments.model import Comment, State
from services.comments.moderation.ledger import Entry
from services.comments.moderation.statistics.figures import Figures, Material, figures
from services.comments.threads.names import moment_of
from shared.clock import Clock, day_of

SPANS: Final = (7, 30, 90)
KEPT: Final = timedelta(minutes=1)
_MOST_ENTRIES: Final = 5000
_MOST_COMMENTS: Final = 10_000
_MOST_CAMPAIGNS: Final = 50
_CHUNK: Final = 500
_CAMPAIGN_DAYS: Final = 3
"""Campaigns are shown hour by hour, so not for long."""


class Ledger(Protocol):
    """The ledger, the newest first."""

    async def newest(self, before: int | None, limit: int) -> list[Entry]: ...


class Threads(Protocol):
    """Comments by their identifiers."""

    async def comments(self, identities: Sequence[str]) -> list[Comment | None]: ...


class Index(Protocol):
    """The moderation index."""

    async def first(self, state: State, limit: int, skip: int = 0) -> list[str]: ...


class Campaigns(Protocol):
    """What campaigns there are, and their comments."""

    async def newest(self, limit: int) -> list[Campaign]: ...
    async def members(self, identity: str) -> list[str]: ...


class Statistics:
    """The use case behind the page of statistics."""

    def __init__(self, ledger: Ledger, threads: Threads, index: Index, campaigns: Campaigns, clock: Clock) -> None:
        self._ledger = ledger
        self._threads = threads
        self._index = index
        self._campaigns = campaigns
        self._clock = clock
        self._kept: dict[int, tuple[datetime, Figures]] = {}
        self._turn = asyncio.Lock()

    async def of(self, days: int) -> Figures:
        """The figures of the last ``days`` (one of `SPANS`), today among them."""
        async with self._turn:
            now = self._clock()
            kept = self._kept.get(days)
            if kept is None or now - kept[0] >= KEPT:
                last = day_of(now)
                kept = self._kept[days] = (now, await self._figures(last - timedelta(days=days - 1), last))
        return kept[1]

    async def _figures(self, first: date, last: date) -> Figures:
        entries = await self._entries(first)
        ids = list(dict.fromkeys(identity for entry in entries for identity in entry.ids))[-_MOST_COMMENTS:]
        waiting = await self._index.first(State.HELD, _MOST_COMMENTS)
        material = Material(
            entries,
            {comment.id: comment for comment in await self._comments(ids)},
            [identity.rpartition(".")[2] for identity in waiting],
            await self._of_campaigns(last - timedelta(days=_CAMPAIGN_DAYS - 1)),
        )
        return await asyncio.to_thread(figures, material, first, last)

    async def _entries(self, first: date) -> list[Entry]:
        """Those of the span, oldest first; of very many the latest."""
        found: list[Entry] = []
        before: int | None = None
        while len(found) < _MOST_ENTRIES:
            chunk = await self._ledger.newest(before, _CHUNK)
            within = [entry for entry in chunk if day_of(datetime.fromisoformat(entry.at)) >= first]
            found += within
            if len(within) < _CHUNK:
                break
            before = within[-1].number
        return found[::-1]

    async def _comments(self, ids: Sequence[str]) -> list[Comment]:
        found: list[Comment | None] = []
        for start in range(0, len(ids), _CHUNK):
            found += await self._threads.comments(ids[start : start + _CHUNK])
        return [comment for comment in found if comment is not None]

    async def _of_campaigns(self, first: date) -> list[datetime]:
        """When the comments of campaigns came in."""
        campaigns = [each for each in await self._campaigns.newest(_MOST_CAMPAIGNS) if each.established]
        members = [identity for each in campaigns for identity in await self._campaigns.members(each.id)]
        moments = [moment_of(identity.rpartition(".")[2]) for identity in members]
        return [moment for moment in moments if day_of(moment) >= first]
