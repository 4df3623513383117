"""Reports in memory: made once for every change of what they are made from, one at a time."""

import asyncio
from collections.abc import Hashable
from typing import Protocol

from services.strategy.period import Period
from services.strategy.report.figures import Report

_MOST = 16


class Maker(Protocol):
    """Who makes reports."""

    async def of(self, period: Period) -> Report: ...


class KeptReports:
    """A year's report reads every comment there is; whoever asks while one is being made waits for it."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._kept: dict[Period, tuple[Hashable, Report]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def of(self, period: Period, version: Hashable) -> Report:
        """The report about a period as of ``version``."""
        async with self._one_at_a_time:
            kept = self._kept.get(period)
            if kept is not None and kept[0] == version:
                return kept[1]
            report = await self._maker.of(period)
            if len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept.pop(period, None)
            self._kept[period] = (version, report)
            return report
