"""One timer for a whole fetch: the stage that is under way has its own end, and all of it has another.

A context manager a stage was measured to cost more than reading the answer's headers; moving one timer costs 2 µs.
"""

import asyncio
from types import TracebackType
from typing import Self

from shared.fetch.errors import DeadlineExceeded

TOTAL = "total"


class Deadlines:
    """``async with Deadlines(total, stage, seconds) as deadlines`` begins one, `begin` the next.

    Raises `DeadlineExceeded` by name.
    """

    def __init__(self, total: float, stage: str, seconds: float) -> None:
        self._total = total
        self._loop = asyncio.get_running_loop()
        now = self._loop.time()
        self._end = now + total
        self._stage, self._seconds = (stage, seconds) if seconds < total else (TOTAL, total)
        self._timer = asyncio.timeout_at(now + self._seconds)

    def begin(self, stage: str, seconds: float) -> None:
        """From now on ``stage`` is under way, for at most ``seconds``."""
        if self._timer.expired():
            return  # the cancellation is on its way
        at = self._loop.time() + seconds
        if at < self._end:
            self._stage, self._seconds = stage, seconds
            self._timer.reschedule(at)
        else:
            self._stage, self._seconds = TOTAL, self._total
            self._timer.reschedule(self._end)

    async def __aenter__(self) -> Self:
        await self._timer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._timer.__aexit__(kind, error, trace)
        except TimeoutError as exc:
            if not self._timer.expired():  # somebody else's clock: aiohttp's, for the connection
                raise
            raise DeadlineExceeded(self._stage, self._seconds) from exc
