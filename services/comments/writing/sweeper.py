"""The background loop that finishes writes which something stopped in the middle."""

import asyncio
import logging

from services.comments.writing.writer import Writer
from shared.errors import StoreError

log = logging.getLogger(__name__)

_PAUSE_SECONDS = 30.0


async def sweep_forever(writer: Writer) -> None:
    """Until cancelled. While the store is away it waits and tries again."""
    while True:
        try:
            done = await writer.sweep()
        except StoreError as error:
            log.warning("the sweep of unfinished comments waits for the store: %s", error)
        else:
            if done:
                log.info("finished %d unfinished writes of comments", done)
        await asyncio.sleep(_PAUSE_SECONDS)
