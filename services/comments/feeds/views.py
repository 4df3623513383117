"""The feeds of comments as prepared answers, each kept until its version changes."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Final

from services.comments.feeds.rendering import Feeds
from services.comments.feeds.window import Edition
from shared.http.cache import ViewCache
from shared.http.view import View

_NEWEST: Final = Edition()
Permit = Callable[[], Awaitable[None]]
"""Asked before comments are looked through for one reader alone; raises `RateLimited`."""


async def _anybody() -> None:
    """No limit."""


class CommentFeeds:
    """Also for callers in the same process, such as the addresses that Blogger's comment feeds had."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._cache = ViewCache()

    async def thread(self, address: str, edition: Edition = _NEWEST, permit: Permit = _anybody) -> View:
        """The comments on the post at ``address``, any that it ever had.

        Raises `InvalidInput` (field ``url``) where no thread could be, and `NotFound` where there is no public post.
        """
        feeds = self._feeds
        thread = await feeds.directory.readable(address, "url")
        written, standing = await feeds.reading.state(thread)
        is_closed = standing.closed is not None
        version = (written, thread, is_closed, feeds.site.board.version)

        async def make() -> View:
            return await feeds.thread(thread, edition, closed=is_closed)

        return await self._kept(("thread", thread.url), version, edition, permit, make)

    async def replies(self, identity: str, edition: Edition = _NEWEST, permit: Permit = _anybody) -> View:
        """The answers to a comment. Raises `NotFound` where there is no public comment under a public post."""
        feeds = self._feeds
        comment = await feeds.reading.public(identity)
        thread = await feeds.directory.readable(comment.url, "id")
        written, _ = await feeds.reading.state(thread)
        version = (written, thread, feeds.site.board.version)

        async def make() -> View:
            return await feeds.replies(comment, thread, edition)

        return await self._kept(("replies", identity), version, edition, permit, make)

    async def everything(self, edition: Edition = _NEWEST, permit: Permit = _anybody) -> View:
        """The comments on all posts."""
        feeds = self._feeds
        version = (await feeds.newest.version(), await feeds.directory.posts.version(), feeds.site.board.version)

        async def make() -> View:
            return await feeds.everything(edition)

        return await self._kept("all", version, edition, permit, make)

    async def queue(self) -> View:
        """What waits for a moderator: for moderators only."""
        version = (await self._feeds.newest.version(), self._feeds.site.board.version)
        return await self._cache.get("queue", version, self._feeds.queue)

    async def _kept(
        self, name: Hashable, version: Hashable, edition: Edition, permit: Permit, make: Callable[[], Awaitable[View]]
    ) -> View:
        """The view in memory, or a new one: what has to be looked for is made by permission only."""

        async def permitted() -> View:
            if edition.window.is_bounded:
                await permit()
            return await make()

        return await self._cache.get((name, edition), version, permitted)
