"""The feeds of comments as prepared answers, each kept until its version changes."""

from typing import Final

from services.comments.feeds import Feeds
from services.comments.window import NEWEST, Window
from shared.feed.formats import Format
from shared.http.cache import ViewCache
from shared.http.view import View

_ATOM: Final = Format.ATOM


class CommentFeeds:
    """Also for callers in the same process, such as the addresses that Blogger's comment feeds had."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._cache = ViewCache()

    async def thread(self, address: str, form: Format = _ATOM, window: Window = NEWEST) -> View:
        """The comments on the post at ``address``, any that it ever had.

        Raises `InvalidInput` (field ``url``) where no thread could be, and `NotFound` where there is no public post.
        """
        feeds = self._feeds
        thread = await feeds.directory.readable(address, "url")
        written, standing = await feeds.reading.state(thread)
        is_closed = standing.closed is not None
        version = (written, thread, is_closed, feeds.site.board.version)
        key = ("thread", thread.url, form, window)
        return await self._cache.get(key, version, lambda: feeds.thread(thread, form, window, closed=is_closed))

    async def replies(self, identity: str, form: Format = _ATOM, window: Window = NEWEST) -> View:
        """The answers to a comment. Raises `NotFound` where there is no public comment under a public post."""
        feeds = self._feeds
        comment = await feeds.reading.public(identity)
        thread = await feeds.directory.readable(comment.url, "id")
        written, _ = await feeds.reading.state(thread)
        key, version = ("replies", identity, form, window), (written, thread, feeds.site.board.version)
        return await self._cache.get(key, version, lambda: feeds.replies(comment, thread, form, window))

    async def everything(self, form: Format = _ATOM, window: Window = NEWEST) -> View:
        """The comments on all posts."""
        feeds = self._feeds
        version = (await feeds.newest.version(), await feeds.directory.posts.version(), feeds.site.board.version)
        return await self._cache.get(("all", form, window), version, lambda: feeds.everything(form, window))

    async def queue(self) -> View:
        """What waits for a moderator: for moderators only."""
        version = (await self._feeds.newest.version(), self._feeds.site.board.version)
        return await self._cache.get("queue", version, self._feeds.queue)
