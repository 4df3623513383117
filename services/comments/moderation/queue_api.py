"""The moderators' JSON API of comments: the queue, its size, and one comment with all that is known of it."""

from aiohttp import web

from services.comments.moderation import present, wire
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.doubtful import Doubtful
from services.comments.moderation.queue_items import QueueItems
from services.comments.moderation.queue_query import PARAMETERS, read_filter
from services.comments.threads.thread import Directory
from shared.clock import Clock
from shared.http.paging import read_cursor, read_limit, write_cursor
from shared.staff.model import Scope
from shared.web.answers import Page, json_answer
from shared.web.auth import Gate
from shared.web.language import translator
from shared.web.routing import Route


class QueueApi:
    """Reading needs the scope ``moderation`` or ``view``; who only views sees no contacts of authors."""

    def __init__(
        self,
        *,
        browsing: Browsing,
        doubtful: Doubtful,
        items: QueueItems,
        gate: Gate,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._browsing = browsing
        self._doubtful = doubtful
        self._items = items
        self._gate = gate
        self._directory = directory
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/moderation/queue",
                handler=self.queue,
                summary="Comments of one state, held ones most urgent first, or by the filter's doubt (order)",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=Page[wire.QueueItem],
                query=(*PARAMETERS, "cursor", "limit", "lang"),
            ),
            Route(
                method="GET",
                path="/api/moderation/counts",
                handler=self.counts,
                summary="How many comments there are by state, and how many wait by band and reason",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CountsOut,
            ),
            Route(
                method="GET",
                path="/api/moderation/comments/{id}",
                handler=self.comment,
                summary="A comment with its score, the parts of the score, and its history",
                scope=Scope.MODERATION,
                or_scope=Scope.VIEW,
                returns=wire.CommentDetail,
                query=("lang",),
            ),
        ]

    async def queue(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")), read_limit(request.query.get("limit"))
        wanted = await read_filter(request.query, self._directory, self._clock())
        source = self._doubtful if wanted.least_certain else self._browsing
        comments, place = await source.queue(wanted, after, limit)
        return json_answer(Page(await self._items.of(request, comments), write_cursor(place) if place else None))

    async def counts(self, _request: web.Request) -> web.Response:
        return json_answer(present.counts_out(await self._browsing.counts()))

    async def comment(self, request: web.Request) -> web.Response:
        comment, history = await self._browsing.comment(request.match_info["id"])
        (seen,) = await self._items.seen(request, [comment])
        contacts = (await self._gate.require(request, Scope.MODERATION, Scope.VIEW)).may(Scope.MODERATION)
        return json_answer(present.comment_detail(seen, history, translator(request), contacts=contacts))
