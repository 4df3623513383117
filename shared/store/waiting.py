"""Waiting for another process: there is no event to wait on, only a condition to look at."""

import asyncio
from collections.abc import Callable


async def wait_until(condition: Callable[[], bool], *, seconds: float | None, every: float = 0.02) -> bool:
    """Look ``every`` so many seconds. Whether ``condition`` came true within ``seconds`` (None: no limit)."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - the one place that polls, see above
                await asyncio.sleep(every)
    except TimeoutError:
        return False
    return True
