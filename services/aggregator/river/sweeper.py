"""The loop that tells the river what a crash kept from it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from shared.errors import StoreError

log = logging.getLogger(__name__)

_SWEEP_SECONDS: Final = 15.0


async def sweep_forever(sweep: Callable[[timedelta], Awaitable[int]]) -> None:
    """Now and then look for sources whose news the river missed because a process died in between."""
    while True:
        try:
            await sweep(timedelta(seconds=_SWEEP_SECONDS))
        except StoreError as error:
            log.warning("the sweep waits for the store: %s", error)
        await asyncio.sleep(_SWEEP_SECONDS)
