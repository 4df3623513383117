"""Gathers the facts of a period from those who hold them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from services.strategy.mapping import issues_of
from services.strategy.model import Plan
from services.strategy.period import Period
from services.strategy.report.facts import CommentFact, DecisionFact, Facts, NeighbourFact, PostFact, ReachFact
from services.strategy.report.figures import Report, report_of
from services.strategy.service import Strategy
from services.strategy.voices import NeighbourLine
from shared.clock import Clock
from shared.errors import NotFound


class Posts(Protocol):
    """The posts of this site."""

    def until(self, end: datetime) -> AsyncIterator[PostFact]:
        """All public ones that were published before ``end``."""


class Comments(Protocol):
    """The comments of this site, and what was decided about them."""

    def around(self, start: datetime, end: datetime) -> AsyncIterator[CommentFact]:
        """Those of all discussions in which anything was said from ``start`` to before ``end``, whole discussions."""

    async def decisions(self, end: datetime) -> Sequence[DecisionFact]:
        """All before ``end``, in their order."""


class Neighbours(Protocol):
    """What the planet has gathered."""

    def between(self, start: datetime, end: datetime) -> AsyncIterator[NeighbourLine]:
        """Entries by when they were published."""


class Audience(Protocol):
    """How many people were reached."""

    async def months(self, months: Sequence[datetime]) -> Sequence[ReachFact]: ...


class Reports:
    """Makes reports."""

    def __init__(
        self,
        *,
        strategy: Strategy,
        posts: Posts,
        comments: Comments,
        neighbours: Neighbours,
        audience: Audience,
        clock: Clock,
    ) -> None:
        self._strategy = strategy
        self._posts = posts
        self._comments = comments
        self._neighbours = neighbours
        self._audience = audience
        self._clock = clock

    async def of(self, period: Period) -> Report:
        """The report about a period. Raises `NotFound` for one to come, and `NoPlan` where no plan covers it."""
        if period.start > self._clock():
            raise NotFound("report", str(period))
        edition = await self._strategy.covering(period)
        facts = await self._facts(edition.plan, period)
        return await asyncio.to_thread(report_of, edition.plan, facts)

    async def _facts(self, plan: Plan, period: Period) -> Facts:
        lessons = await self._strategy.lessons()
        neighbours = [
            NeighbourFact(line.when, line.entry.source, issues_of(plan, line.entry, lessons))
            async for line in self._neighbours.between(period.start, period.end)
        ]
        now = self._clock()
        return Facts(
            period=period,
            now=now,
            posts=[post async for post in self._posts.until(period.end)],
            comments=[comment async for comment in self._comments.around(period.start, period.end)],
            decisions=await self._comments.decisions(period.end),
            neighbours=neighbours,
            reach=await self._audience.months([month for month in period.months if month <= now]),
        )
