"""Serves the feeds of comments, each kept until its version changes."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from services.comments.feeds import Feeds
from services.comments.service import Comments
from services.comments.thread import Directory
from shared.errors import Forbidden
from shared.feed.formats import Format
from shared.http.cache import ViewCache
from shared.staff.model import Scope
from shared.staff.service import Staff
from shared.web.auth import Gate
from shared.web.feed_answers import feed_answer
from shared.web.routing import Route
from shared.web.views import view_answer

_ATOM: Final = Format.ATOM.media_type


class FeedPages:
    """``/feeds/thread.atom``, ``/feeds/all.atom`` and ``/feeds/queue.atom``."""

    def __init__(
        self,
        *,
        feeds: Feeds,
        comments: Comments,
        index_version: Callable[[], Awaitable[int]],
        staff: Staff,
        gate: Gate,
        directory: Directory,
    ) -> None:
        self._feeds = feeds
        self._comments = comments
        self._index_version = index_version
        self._staff = staff
        self._gate = gate
        self._directory = directory
        self._cache = ViewCache()

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/feeds/thread.atom",
                handler=self.thread,
                summary="Comments of a thread",
                query=("url",),
                produces=_ATOM,
            ),
            Route(
                method="GET",
                path="/feeds/all.atom",
                handler=self.everything,
                summary="All comments",
                produces=_ATOM,
            ),
            Route(
                method="GET",
                path="/feeds/queue.atom",
                handler=self.queue,
                summary="Comments that wait for a moderator",
                query=("token",),
                produces=_ATOM,
            ),
        ]

    async def thread(self, request: web.Request) -> web.Response:
        thread = await self._directory.readable(request.query.get("url", ""), "url")
        version = (await self._comments.version(thread.url), thread.title)
        view = await self._cache.get(("thread", thread.url), version, lambda: self._feeds.thread(thread))
        return feed_answer(view, request)

    async def everything(self, request: web.Request) -> web.Response:
        version = (await self._index_version(), await self._directory.posts.version())
        view = await self._cache.get("all", version, self._feeds.everything)
        return feed_answer(view, request)

    async def queue(self, request: web.Request) -> web.Response:
        """A feed reader cannot send headers, so the token may stand in the address."""
        await self._let_in(request)
        view = await self._cache.get("queue", await self._index_version(), self._feeds.queue)
        return view_answer(view, request, {"Referrer-Policy": "no-referrer"})

    async def _let_in(self, request: web.Request) -> None:
        token = request.query.get("token")
        if token is None:
            await self._gate.require(request, Scope.MODERATION)
        elif not (await self._staff.by_token(token)).may(Scope.MODERATION):
            raise Forbidden(Scope.MODERATION)
