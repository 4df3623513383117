"""The citizens' page of a thread: comments and a form that work without JavaScript."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from aiohttp import web

from services.comments.addresses import LOCAL, PREFIX, Addresses, anchor, in_language
from services.comments.doors.service import Doors
from services.comments.posting.service import Comments, Posted, Sender
from services.comments.posting.submission import NewComment, read_reason
from services.comments.proofs.receipt import is_one
from services.comments.reports.service import Reports
from services.comments.threads.closing import Said
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory, Thread
from services.comments.web.cross_origin import Crossing
from services.comments.web.fragments import Filled, Staff, ThreadFragments
from services.comments.web.senders import TOUCHED, Senders
from shared.errors import FieldProblem, IdempotencyMismatch, InvalidInput, RateLimited
from shared.http.paging import read_cursor
from shared.i18n import mark
from shared.staff.model import Scope
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.language import carried, language_of
from shared.web.pages import Pages
from shared.web.routing import Route

TRAP: Final = "nickname"
"""The field that people do not see."""
_HTML: Final = "text/html"
_SENT_BEFORE: Final = mark("This form was sent before. To send it again as a new comment, press the button once more.")
_TOO_MANY: Final = mark("Many comments have come in just now. Please wait a few minutes and press the button again.")


class ThreadPages:
    """``/threads``, the plain form to report a comment, and the way home from ``/comments`` alone."""

    def __init__(
        self,
        *,
        comments: Comments,
        reading: Reading,
        reports: Reports,
        doors: Doors,
        fragments: ThreadFragments,
        pages: Pages,
        bodies: BodyReader,
        senders: Senders,
        gate: Gate,
        directory: Directory,
        addresses: Addresses,
    ) -> None:
        self._comments = comments
        self._reading = reading
        self._reports = reports
        self._doors = doors
        self._fragments = fragments
        self._pages = pages
        self._bodies = bodies
        self._senders = senders
        self._gate = gate
        self._directory = directory
        self._crossing = Crossing(directory.sites)
        self._addresses = addresses

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/threads",
                handler=self.show,
                summary="A thread and its form",
                query=("url", "reply", "cursor", "lang"),
                produces=_HTML,
            ),
            Route(
                method="POST",
                path="/threads",
                handler=self.post,
                summary="Send the plain form",
                consumes=(FORM,),
                query=("url", "lang"),
                status=303,
            ),
            Route(
                method="POST",
                path="/threads/door",
                handler=self.door,
                summary="Close or open a thread, plain form",
                scope=Scope.MODERATION,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
            Route(
                method="POST",
                path="/reports",
                handler=self.report,
                summary="Report a comment, plain form",
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
            *(
                Route(
                    method="GET",
                    path=path,
                    handler=self.home,
                    summary="Comments stand under posts: to the posts",
                    query=("lang",),
                    status=303,
                )
                for path in ("", "/")
            ),
        ]

    async def home(self, request: web.Request) -> web.Response:
        return see_other(in_language("/", carried(request)))

    async def show(self, request: web.Request) -> web.Response:
        thread = await self._directory.readable(request.query.get("url", ""), "url")
        return await self._show(request, thread, Filled({"parent": request.query.get("reply", "")}))

    async def post(self, request: web.Request) -> web.StreamResponse:
        """303 to the comment if it is public, else to its receipt; 4xx with what was typed."""
        self._crossing.check_form(request)
        form = await self._bodies.form(request)
        try:
            thread = await self._directory.writable(request.query.get("url", ""), "thread")
        except InvalidInput as error:
            return self._closed(request, form, error)
        return await self._post(request, thread, form)

    async def report(self, request: web.Request) -> web.StreamResponse:
        self._gate.check_origin(request)
        identity = (await self._bodies.form(request)).get("id", "")
        comment, reader = await self._reading.public(identity), self._senders.browser(request)
        request[TOUCHED] = comment.id
        await self._reports.report(identity, reader)
        page = in_language(LOCAL.thread_page(comment.url), carried(request))
        response = see_other(f"{page}&reported=1")
        self._senders.remember(response, reader)
        return response

    async def door(self, request: web.Request) -> web.StreamResponse:
        form = await self._bodies.form(request)
        actor = (await self._gate.require(request, Scope.MODERATION)).person
        thread = await self._directory.readable(form.get("url", ""), "url")
        if (what := form.get("do", "")) not in set(Said):
            raise InvalidInput(FieldProblem("do", "unknown", ", ".join(Said)))
        await self._doors.set(thread, Said(what), actor, read_reason(form.get("reason", ""), "reason"))
        return see_other(in_language(LOCAL.thread_page(thread.url), carried(request)))

    async def _post(self, request: web.Request, thread: Thread, form: Mapping[str, str]) -> web.Response:
        new = _new(thread.url, form)
        try:
            posted = await self._comments.post(new, await self._sender(request, form))
        except InvalidInput as error:
            if any(problem.field == "thread" for problem in error.problems):  # withdrawn or closed just now
                return self._closed(request, form, error)
            return await self._show(request, thread, Filled.of(new, error.problems), status=422)
        except IdempotencyMismatch:
            return await self._show(request, thread, Filled.of(new, notice=_SENT_BEFORE), status=409)
        except RateLimited as error:
            response = await self._show(request, thread, Filled.of(new, notice=_TOO_MANY), status=429)
            response.headers["Retry-After"] = str(error.retry_after)
            return response
        request[TOUCHED] = posted.comment.id
        return see_other(self._after(request, posted))

    def _closed(self, request: web.Request, form: Mapping[str, str], error: InvalidInput) -> web.Response:
        """A page that gives back what was typed, where there is nothing to comment on any more; raises for programs."""
        if _HTML not in request.headers.get("Accept", ""):
            raise error
        closed = any(problem.code == "closed" for problem in error.problems)
        typed = {name: form.get(name, "") for name in ("author", "text")}
        return self._pages.render(request, "closed.html", status=422, closed=closed, **typed)

    async def _sender(self, request: web.Request, form: Mapping[str, str]) -> Sender:
        """A citizen, unless somebody says to answer for the province, and proves it."""
        sender = self._senders.person(request, form.get("key", ""), trapped=bool(form.get(TRAP)))
        if not form.get("official"):
            return sender
        return replace(sender, staff=(await self._gate.require(request, Scope.MODERATION)).name)

    async def _staff(self, request: web.Request) -> Staff | None:
        """Who looks, if it is a moderator's browser."""
        principal = await self._gate.principal(request)
        if principal is None or principal.csrf is None or not principal.may(Scope.MODERATION):
            return None
        return Staff(principal.name, principal.csrf)

    def _after(self, request: web.Request, posted: Posted) -> str:
        """Where the browser goes on to."""
        language, comment = carried(request), posted.comment
        if not comment.published:
            return f"{in_language(LOCAL.receipt(posted.receipt), language)}#main"
        page = in_language(LOCAL.thread_page(comment.url), language)
        return f"{page}&receipt={posted.receipt}#{anchor(comment.id)}"

    async def _show(self, request: web.Request, thread: Thread, filled: Filled, *, status: int = 200) -> web.Response:
        url, title, language = thread.url, thread.title or thread.url, language_of(request)
        after, staff = read_cursor(request.query.get("cursor")), await self._staff(request)
        given = request.query.get("receipt", "")
        response = self._pages.render(
            request,
            "thread.html",
            status=status,
            url=url,
            title=title,
            thread=await self._fragments.render(thread, language, filled, after, staff),
            staff=staff,
            door=await self._doors.of(thread) if staff else None,
            receipt=given if is_one(given) else "",
            reported="reported" in request.query,
            feed=self._addresses.thread_feed(url),
            prefix=PREFIX,
        )
        response.headers["Cache-Control"] = "no-store"  # the form carries a key and a time of its own
        return response


def _new(url: str, form: Mapping[str, str]) -> NewComment:
    """The plain form; browsers send line ends as CR LF, and empty fields as empty text."""
    return NewComment(
        thread=url,
        author=form.get("author", ""),
        text=form.get("text", ""),
        parent=form.get("parent"),
        email=form.get("email"),
        website=form.get("website"),
        form=form.get("form"),
    )
