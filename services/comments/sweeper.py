"""The background loop that finishes writes which something stopped in the middle, and the rebuilding of the index."""

import asyncio
import logging

from services.comments.queue_store import RedisQueue
from services.comments.store import RedisThreads
from services.comments.writer import Writer
from shared.errors import StoreError
from shared.store.client import Store

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


async def reindex_queue(store: Store) -> int:
    """Build the moderation index anew from the threads; safe while the site runs. How many comments it holds."""
    queue = RedisQueue(store)
    await queue.forget()
    seen = set()
    async for comment in RedisThreads(store).everything():
        await queue.apply(comment)
        seen.add(comment.id)
    return len(seen)
