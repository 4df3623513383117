"""The loop that keeps all that was gathered within its limits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from shared.errors import Conflict, NotFound, StoreError

log = logging.getLogger(__name__)

_SECONDS: Final = 6 * 3600.0


async def prune_forever(prune: Callable[[], Awaitable[int]]) -> None:
    """A few times a day forget what is too much. What somebody else is just writing waits for the next time."""
    while True:
        await asyncio.sleep(_SECONDS)
        try:
            gone = await prune()
        except (StoreError, Conflict, NotFound) as error:
            log.warning("pruning is put off: %s", error)
        else:
            if gone:
                log.info("%d entries forgotten: the planet keeps no more", gone)
