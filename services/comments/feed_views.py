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
        version = (await feeds.comments.version(thread.url), thread.title)
        key = ("thread", thread.url, form, window)
        return await self._cache.get(key, version, lambda: feeds.thread(thread, form, window))

    async def everything(self, form: Format = _ATOM, window: Window = NEWEST) -> View:
        """The comments on all posts."""
        feeds = self._feeds
        version = (await feeds.newest.version(), await feeds.directory.posts.version())
        return await self._cache.get(("all", form, window), version, lambda: feeds.everything(form, window))

    async def queue(self) -> View:
        """What waits for a moderator: for moderators only."""
        return await self._cache.get("queue", await self._feeds.newest.version(), self._feeds.queue)
