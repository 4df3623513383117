"""The public JSON API: comments and counts, receipts, reports. Thin: wire in, use case, wire out."""

import asyncio
from dataclasses import replace

from aiohttp import web

from services.comments import present, wire
from services.comments.posting.service import Comments, Sender
from services.comments.reports.service import Reports
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory
from services.comments.web.cross_origin import PUBLIC, Crossing
from services.comments.web.listing import Listing
from services.comments.web.senders import TOUCHED, Senders
from shared.errors import FieldProblem, InvalidInput, SaketError
from shared.http.paging import read_cursor, read_limit
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.problems import problem_answer
from shared.web.routing import Route
from shared.web.views import view_answer

MOST_COUNTS = 200


class CommentsApi:
    """What other sites, and this one's own script, do with comments."""

    def __init__(
        self,
        *,
        comments: Comments,
        reading: Reading,
        listing: Listing,
        reports: Reports,
        bodies: BodyReader,
        senders: Senders,
        gate: Gate,
        directory: Directory,
    ) -> None:
        self._comments = comments
        self._reading = reading
        self._listing = listing
        self._reports = reports
        self._bodies = bodies
        self._senders = senders
        self._gate = gate
        self._directory = directory
        self._crossing = Crossing(directory.sites)

    def routes(self) -> list[Route]:
        return [
            *self._crossing.routes(),
            Route(
                method="POST",
                path="/api/comments",
                handler=self.post,
                summary="Send a comment; with `official`, as staff (scope moderation)",
                body=wire.CommentIn,
                returns=wire.PostedOut,
                status=201,
            ),
            Route(
                method="GET",
                path="/api/comments",
                handler=self.list,
                summary="Published comments of a thread, oldest first",
                returns=wire.ThreadOut,
                query=("thread", "cursor", "limit"),
            ),
            Route(
                method="GET",
                path="/api/counts",
                handler=self.counts,
                summary="How many published comments some threads have",
                returns=dict[str, int],
                query=("thread",),
            ),
            Route(
                method="GET",
                path="/api/form",
                handler=self.form,
                summary="A form token",
                returns=wire.FormOut,
                query=("thread",),
            ),
            Route(
                method="POST",
                path="/api/comments/{id}/reports",
                handler=self.report,
                summary="Report a comment",
                body=wire.ReasonIn,
                returns=wire.StatusOut,
                status=202,
            ),
        ]

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Errors, too, are for the script of the site that embeds us to read."""
        headers = self._crossing.sent(request)
        try:
            body = await self._bodies.json(request, wire.CommentIn)
            posted = await self._comments.post(body.new(), await self._sender(request, official=body.official))
        except SaketError as error:
            return problem_answer(request, error, headers)
        request[TOUCHED] = posted.comment.id
        return json_answer(present.posted_out(posted), status=201, headers=headers)

    async def list(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")), read_limit(request.query.get("limit"))
        view = await self._listing.page(request.query.get("thread", ""), after, limit)
        return view_answer(view, request, PUBLIC)

    async def counts(self, request: web.Request) -> web.Response:
        asked = list(dict.fromkeys(request.query.getall("thread", [])))
        if not 1 <= len(asked) <= MOST_COUNTS:
            raise InvalidInput(FieldProblem("thread", "out-of-range", f"1..{MOST_COUNTS} threads"))
        found = await asyncio.gather(*(self._directory.find(raw, "thread") for raw in asked))
        urls = {raw: thread.url for raw, thread in zip(asked, found, strict=True) if thread and thread.public}
        counts = await self._reading.counts(list(dict.fromkeys(urls.values())))
        answer = {raw: counts[urls[raw]] if raw in urls else 0 for raw in asked}
        return json_answer(answer, headers=PUBLIC)

    async def form(self, request: web.Request) -> web.Response:
        thread = await self._directory.writable(request.query.get("thread", ""), "thread")
        return json_answer(wire.FormOut(self._reading.form_token(thread.url), thread.url), headers=PUBLIC)

    async def report(self, request: web.Request) -> web.Response:
        if request.can_read_body:
            await self._bodies.json(request, wire.ReasonIn)
        request[TOUCHED] = request.match_info["id"]
        await self._reports.report(request.match_info["id"], self._senders.reader(request))
        return json_answer(wire.StatusOut("received"), status=202, headers=self._crossing.sent(request))

    async def _sender(self, request: web.Request, *, official: bool) -> Sender:
        """Who answers for the province proves it; everybody else is a citizen, whatever else they carry."""
        sender = self._senders.program(request)
        if not official:
            return sender
        principal = await self._gate.require(request, Scope.MODERATION)
        return replace(sender, staff=principal.name)
