"""Hear of posts that are withdrawn, renamed or moved, so that what is shown of their threads ends when it should."""

import asyncio
import logging
from typing import Final

from services.comments.threads.thread import Posts
from services.comments.web.listing import POSTS
from shared.errors import StoreError
from shared.http.versions import Versions

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 0.5


async def follow_posts(posts: Posts, versions: Versions[str]) -> None:
    """Until cancelled: ends the version of `POSTS` at the start and with every change."""
    while True:
        try:
            version, moved = await posts.version(), True
            while True:
                if moved:
                    versions.bump([POSTS])
                await posts.wait(version)
                version, moved = await posts.moved(version)
        except StoreError as error:
            log.warning("the tail of the posts waits for the store: %s", error)
            await asyncio.sleep(_PAUSE_SECONDS)
