"""Background loops that live and die with an application (aiohttp's ``cleanup_ctx``)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from aiohttp import web

Context = Callable[[web.Application], AsyncIterator[None]]
Loop = Callable[[], Coroutine[Any, Any, None]]
"""What runs until it is cancelled."""


def background(name: str, run: Loop) -> Context:
    """A ``cleanup_ctx`` entry: started with the application, cancelled and awaited when it stops."""

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(run(), name=name)
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context
