"""The public JSON API: comments and counts, receipts, reports. Thin: wire in, use case, wire out."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from services.comments import present, wire
from services.comments.model import Comment
from services.comments.senders import Senders
from services.comments.service import Comments
from services.comments.thread import Directory
from shared.clock import rfc3339
from shared.errors import FieldProblem, InvalidInput
from shared.http.paging import read_cursor, read_limit, write_cursor
from shared.i18n import translations
from shared.web.answers import Page, json_answer
from shared.web.body import BodyReader
from shared.web.pages import language_of
from shared.web.routing import Route

MOST_COUNTS = 200


class CommentsApi:
    """What other sites, and this one's own script, do with comments."""

    def __init__(self, comments: Comments, bodies: BodyReader, senders: Senders, directory: Directory) -> None:
        self._comments = comments
        self._bodies = bodies
        self._senders = senders
        self._directory = directory

    def routes(self) -> list[Route]:
        one = "/api/receipts/{receipt}"
        return [
            Route(
                method="POST",
                path="/api/comments",
                handler=self.post,
                summary="Send a comment",
                body=wire.CommentIn,
                returns=wire.PostedOut,
                status=201,
            ),
            Route(
                method="GET",
                path="/api/comments",
                handler=self.list,
                summary="Published comments of a thread, oldest first",
                returns=Page[wire.CommentOut],
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
                method="GET",
                path=one,
                handler=self.receipt,
                summary="What became of one's own comment",
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="PATCH",
                path=one,
                handler=self.edit,
                summary="Change one's own comment",
                body=wire.EditIn,
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="DELETE",
                path=one,
                handler=self.withdraw,
                summary="Withdraw one's own comment",
                returns=wire.ReceiptOut,
                query=("lang",),
            ),
            Route(
                method="POST",
                path=f"{one}/appeal",
                handler=self.appeal,
                summary="Ask for another look, once",
                body=wire.ReasonIn,
                returns=wire.ReceiptOut,
                query=("lang",),
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

    async def post(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.CommentIn)
        posted = await self._comments.post(body.new(), self._senders.program(request))
        return json_answer(present.posted_out(posted), status=201)

    async def list(self, request: web.Request) -> web.Response:
        after, limit = read_cursor(request.query.get("cursor")), read_limit(request.query.get("limit"))
        thread = await self._directory.readable(request.query.get("thread", ""), "thread")
        found = await self._comments.thread(thread.url, after, limit + 1)
        page, more = found[:limit], len(found) > limit
        items = [present.comment_out(comment) for comment in page]
        following = write_cursor(page[-1].id) if more else None
        return json_answer(Page(items, following), headers=self._cors(request))

    async def counts(self, request: web.Request) -> web.Response:
        asked = list(dict.fromkeys(request.query.getall("thread", [])))
        if not 1 <= len(asked) <= MOST_COUNTS:
            raise InvalidInput(FieldProblem("thread", "out-of-range", f"1..{MOST_COUNTS} threads"))
        found = await asyncio.gather(*(self._directory.find(raw, "thread") for raw in asked))
        urls = {raw: thread.url for raw, thread in zip(asked, found, strict=True) if thread and thread.public}
        counts = await self._comments.counts(list(dict.fromkeys(urls.values())))
        answer = {raw: counts[urls[raw]] if raw in urls else 0 for raw in asked}
        return json_answer(answer, headers=self._cors(request))

    async def form(self, request: web.Request) -> web.Response:
        thread = await self._directory.writable(request.query.get("thread", ""), "thread")
        return json_answer(wire.FormOut(self._comments.form_token(thread.url), thread.url))

    async def receipt(self, request: web.Request) -> web.Response:
        return self._receipt(request, await self._comments.by_receipt(request.match_info["receipt"]))

    async def edit(self, request: web.Request) -> web.Response:
        body = await self._bodies.json(request, wire.EditIn)
        return self._receipt(request, await self._comments.edit(request.match_info["receipt"], body.text))

    async def withdraw(self, request: web.Request) -> web.Response:
        return self._receipt(request, await self._comments.withdraw(request.match_info["receipt"]))

    async def appeal(self, request: web.Request) -> web.Response:
        words = await self._words(request)
        return self._receipt(request, await self._comments.appeal(request.match_info["receipt"], words))

    async def report(self, request: web.Request) -> web.Response:
        await self._words(request)
        await self._comments.report(request.match_info["id"], self._senders.prefix(request))
        return json_answer(wire.StatusOut("received"), status=202)

    async def _words(self, request: web.Request) -> str:
        """The reason, if there is a body at all."""
        return (await self._bodies.json(request, wire.ReasonIn)).reason if request.can_read_body else ""

    def _receipt(self, request: web.Request, comment: Comment) -> web.Response:
        editable = self._comments.editable(comment)
        return json_answer(
            present.receipt_out(
                comment,
                rfc3339(self._comments.editable_until(comment)) if editable else None,
                appealable=self._comments.appealable(comment),
                translate=translations(language_of(request)).gettext,
            )
        )

    def _cors(self, request: web.Request) -> Mapping[str, str]:
        """What is public here may be read by scripts of the sites that embed it."""
        origin = request.headers.get("Origin", "")
        allowed = {"Access-Control-Allow-Origin": origin} if self._directory.sites.allow_origin(origin) else {}
        return {"Vary": "Origin", **allowed}
