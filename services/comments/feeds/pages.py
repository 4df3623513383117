"""Serves the feeds of comments, at our own addresses and at WordPress's."""

from functools import partial
from typing import Final

from aiohttp import web

from services.comments.feeds.views import CommentFeeds, Permit
from services.comments.feeds.window import PARAMETERS, Edition, read_edition
from shared.errors import Forbidden
from shared.feed.alternative import Alternative
from shared.feed.formats import Format
from shared.staff.model import Scope
from shared.staff.service import Staff
from shared.web.auth import Gate
from shared.web.feed_answers import FORMAT, feed_answer, format_of
from shared.web.feed_limits import Limits
from shared.web.routing import Route
from shared.web.views import view_answer

_ATOM: Final = Format.ATOM.media_type
_WORDPRESS: Final = {"/feed": Format.RSS, "/feed/rss": Format.RSS, "/feed/rss2": Format.RSS, "/feed/atom": Format.ATOM}


class FeedPages:
    """The feeds of comments in all formats, that of the queue in Atom, and WordPress's addresses for all of them."""

    def __init__(self, *, feeds: CommentFeeds, limits: Limits, staff: Staff, gate: Gate) -> None:
        self._feeds = feeds
        self._limits = limits
        self._staff = staff
        self._gate = gate

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"/feeds/thread.{FORMAT}",
                handler=self.thread,
                summary="Comments of a thread",
                query=("url", *PARAMETERS),
                produces=_ATOM,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/replies.{FORMAT}",
                handler=self.replies,
                summary="Answers to a comment",
                query=("id", *PARAMETERS),
                produces=_ATOM,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/all.{FORMAT}",
                handler=self.everything,
                summary="All comments",
                query=PARAMETERS,
                produces=_ATOM,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feeds/queue.atom",
                handler=self.queue,
                summary="Comments that wait for a moderator",
                query=("token",),
                produces=_ATOM,
            ),
            *(self._wordpress(path + slash, form) for path, form in _WORDPRESS.items() for slash in ("", "/")),
        ]

    async def thread(self, request: web.Request) -> web.Response:
        edition, permit = self._asked(request)
        return feed_answer(await self._feeds.thread(request.query.get("url", ""), edition, permit), request)

    async def replies(self, request: web.Request) -> web.Response:
        edition, permit = self._asked(request)
        return feed_answer(await self._feeds.replies(request.query.get("id", ""), edition, permit), request)

    async def everything(self, request: web.Request) -> web.Response:
        edition, permit = self._asked(request)
        return feed_answer(await self._feeds.everything(edition, permit), request)

    async def wordpress(self, form: Format, request: web.Request) -> web.Response:
        return feed_answer(await self._feeds.everything(Edition(Alternative(form))), request)

    async def queue(self, request: web.Request) -> web.Response:
        """A feed reader cannot send headers, so the token may stand in the address."""
        await self._let_in(request)
        return view_answer(await self._feeds.queue(), request, {"Referrer-Policy": "no-referrer"})

    def _asked(self, request: web.Request) -> tuple[Edition, Permit]:
        edition = read_edition(request.query, format_of(request))
        return edition, lambda: self._limits.of_order(request)

    def _wordpress(self, path: str, form: Format) -> Route:
        return Route(
            method="GET",
            path=path,
            handler=partial(self.wordpress, form),
            summary="All comments, at WordPress's address",
            produces=form.media_type,
            cors=True,
        )

    async def _let_in(self, request: web.Request) -> None:
        token = request.query.get("token")
        if token is None:
            await self._gate.require(request, Scope.MODERATION)
        elif not (await self._staff.by_token(token)).may(Scope.MODERATION):
            raise Forbidden(Scope.MODERATION)
