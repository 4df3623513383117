"""The loop that publishes scheduled posts at their time."""

import asyncio
import logging

from services.feed.posts.publishing import Publishing
from shared.errors import StoreError

log = logging.getLogger(__name__)


class Schedule:
    """Looks every ``seconds`` for posts that are due; any number of processes may do so at once."""

    def __init__(self, publishing: Publishing, seconds: float) -> None:
        self._publishing = publishing
        self._seconds = seconds

    async def run(self) -> None:
        """Until cancelled. What falls due while the store is away is published when it is back."""
        while True:
            try:
                await self._publishing.publish_due()
            except StoreError as error:
                log.warning("scheduled posts wait for the store: %s", error)
            await asyncio.sleep(self._seconds)
