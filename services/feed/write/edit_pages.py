"""``/write/new`` and ``/write/<id>``: the editor as a plain form.

receive | who is it? | keep the photos | save | see the post
              ↓              ↓            ↓
        log in again    the form as it was sent, with what is wrong
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from aiohttp import web

from services.feed.errors import ChangedMeanwhile
from services.feed.model import Post
from services.feed.write.desk import Desk
from services.feed.write.drafts import Drafts
from services.feed.write.editor import Editor, Sheet
from services.feed.write.form import Form, form_of, texts_of
from services.feed.write.incoming import CONSUMES
from services.feed.write.meaning import Intent
from services.feed.write.post_box import PostBox
from services.feed.write.room import NEW, Room, editor_path, onward
from shared.compare import differences
from shared.errors import Conflict, FieldProblem, InvalidInput, SaketError, StoreFull
from shared.staff.model import Principal
from shared.web.problems import status_of
from shared.web.routing import Route

_ONE: Final = "/write/{id}"
_CONFLICT: Final = 412
REWRITE: Final = "rewrite"
"""The button that turns the text into the way of writing that was chosen."""


class EditPages:
    """Handlers."""

    def __init__(
        self,
        *,
        room: Room,
        desk: Desk,
        drafts: Drafts,
        editor: Editor,
        post_box: PostBox,
        new_key: Callable[[], str],
    ) -> None:
        self._room = room
        self._desk = desk
        self._drafts = drafts
        self._editor = editor
        self._post_box = post_box
        self._new_key = new_key

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site, the fixed path before the one with a parameter."""
        pages = [(NEW, self.new, "The editor, empty"), (_ONE, self.edit, "The editor with a post")]
        shown = [
            Route(
                method="GET",
                path=path,
                handler=handler,
                summary=summary,
                query=("draft", "done", "lang"),
                produces="text/html",
            )
            for path, handler, summary in pages
        ]
        sent = [
            Route(
                method="POST",
                path=path,
                handler=self.save,
                summary="Save what the editor holds, plain form with files",
                consumes=CONSUMES,
                query=("lang",),
                status=303,
            )
            for path in (NEW, _ONE)
        ]
        return [*shown, *sent]

    async def new(self, request: web.Request) -> web.Response:
        """An empty form, or a draft that no post was made of yet."""
        principal = await self._room.visitor(request)
        kept = await self._drafts.of(principal.name, request.query.get("draft", ""))
        if kept is not None and kept.new:
            return await self._editor.show(request, principal, Sheet(kept.form))
        sheet = await self._editor.opened(Form(key=self._new_key()), None, principal.name)
        return await self._editor.show(request, principal, sheet)

    async def edit(self, request: web.Request) -> web.Response:
        """A post, or what was typed into it and not saved."""
        principal = await self._room.visitor(request)
        post = await self._desk.post(request.match_info["id"])
        kept = await self._drafts.of(principal.name, post.id) if "draft" in request.query else None
        if kept is not None:
            return await self._editor.show(request, principal, Sheet(kept.form, post))
        sheet = await self._editor.opened(form_of(post), post, principal.name, request.query.get("done", ""))
        return await self._editor.show(request, principal, sheet)

    async def save(self, request: web.Request) -> web.Response:
        """303 to the saved post; else the form again, with everything that was typed."""
        principal = await self._room.sender(request)
        got = await self._post_box.receive(request, principal, request.match_info.get("id", ""))
        if principal is None:
            return self._room.again(request, got.form)
        if got.refused:
            return await self._back(request, principal, got.form, (got.refused,), 403)
        if got.problems:
            return await self._back(request, principal, got.form, got.problems, 422)
        if got.action == REWRITE:
            return await self._rewritten(request, principal, got.form)
        if got.action not in set(Intent):
            return await self._back(request, principal, got.form, (), 200)
        return await self._settle(request, principal, got.form, Intent(got.action))

    async def _rewritten(self, request: web.Request, principal: Principal, form: Form) -> web.Response:
        """The form with its text in the way that was chosen, for browsers without JavaScript."""
        try:
            return await self._back(request, principal, await self._desk.rewritten(form), (), 200)
        except InvalidInput as error:
            return await self._back(request, principal, form, error.problems, 422)

    async def _settle(self, request: web.Request, principal: Principal, form: Form, intent: Intent) -> web.Response:
        try:
            receipt = await self._desk.save(form, intent, principal.name)
        except ChangedMeanwhile as meanwhile:
            return await self._both(request, principal, form, meanwhile.post)
        except (InvalidInput, Conflict, StoreFull) as error:
            fresh = replace(form, key=self._new_key()) if error.code == "idempotency-mismatch" else form
            return await self._back(request, principal, fresh, _problems(error), status_of(error))
        await self._drafts.drop(principal.name, form.slot)
        return onward(request, editor_path(receipt.id), done=receipt.status)

    async def _back(
        self, request: web.Request, principal: Principal, form: Form, problems: tuple[FieldProblem, ...], status: int
    ) -> web.Response:
        post = await self._desk.post(form.post) if form.post else None
        return await self._editor.show(request, principal, Sheet(form, post, problems), status)

    async def _both(self, request: web.Request, principal: Principal, form: Form, post: Post) -> web.Response:
        """Two officers at one post: what the other has saved, what this one typed, and what differs."""
        theirs = texts_of(form_of(post))
        conflict = await asyncio.to_thread(differences, theirs, texts_of(form))
        sheet = Sheet(replace(form, version=post.version), post, conflict=conflict)
        return await self._editor.show(request, principal, sheet, _CONFLICT)


def _problems(error: SaketError) -> tuple[FieldProblem, ...]:
    if isinstance(error, InvalidInput):
        return error.problems
    return (FieldProblem("slug" if error.code == "slug-taken" else "", error.code),)
