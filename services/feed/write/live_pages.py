"""What the editor asks for while somebody writes: the preview, and that nothing is lost."""

import msgspec
from aiohttp import web

from services.feed.addresses import Addresses
from services.feed.media.pictures import Pictures
from services.feed.model import ContentType
from services.feed.pages.article import article_of
from services.feed.write.desk import Desk
from services.feed.write.drafts import Drafts
from services.feed.write.editor import Editor, Sheet
from services.feed.write.form import Form, fields_of
from services.feed.write.incoming import CONSUMES
from services.feed.write.post_box import PostBox
from services.feed.write.room import HOME, Room, editor_path, onward
from shared.clock import rfc3339
from shared.errors import InvalidInput
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.routing import Route


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The editor's fields as they stand."""

    fields: dict[str, str]


class Rewriting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, how it is written, and how it is to be."""

    content: str
    written: ContentType
    wanted: ContentType


class Rewritten(msgspec.Struct, frozen=True):
    """It says the same."""

    content: str


class Saved(msgspec.Struct, frozen=True):
    """When they were kept."""

    saved: str


class LivePages:
    """Handlers."""

    def __init__(
        self,
        *,
        room: Room,
        desk: Desk,
        drafts: Drafts,
        editor: Editor,
        post_box: PostBox,
        gate: Gate,
        bodies: BodyReader,
        addresses: Addresses,
    ) -> None:
        self._room = room
        self._desk = desk
        self._drafts = drafts
        self._editor = editor
        self._post_box = post_box
        self._gate = gate
        self._bodies = bodies
        self._to = addresses
        self._pictures = Pictures(addresses.site.base_url)

    def routes(self) -> list[Route]:
        """To be mounted before ``/write/{id}``."""
        return [
            Route(
                method="POST",
                path="/write/preview",
                handler=self.preview,
                summary="What readers would see, plain form; nothing is kept",
                consumes=CONSUMES,
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="PUT",
                path="/write/autosave",
                handler=self.autosave,
                summary="Keep what was typed and not yet saved",
                scope=Scope.POSTS,
                body=Typed,
                returns=Saved,
            ),
            Route(
                method="POST",
                path="/write/rewrite",
                handler=self.rewrite,
                summary="A text from Markdown into HTML or back; nothing is kept",
                scope=Scope.POSTS,
                body=Rewriting,
                returns=Rewritten,
            ),
            Route(
                method="POST",
                path="/write/discard",
                handler=self.discard,
                summary="Forget what was typed and not saved, plain form",
                scope=Scope.POSTS,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
        ]

    async def preview(self, request: web.Request) -> web.Response:
        """A page with the post as it would be, and the way back to the form."""
        principal = await self._room.sender(request)
        got = await self._post_box.receive(request, principal)
        if principal is None:
            return self._room.again(request, got.form)
        problems = (got.refused,) if got.refused else got.problems
        if not problems:
            try:
                seen = await self._desk.preview(got.form)
                article = article_of(seen, self._to, self._pictures)
                frame = {"fields": fields_of(got.form), "target": editor_path(got.form.post), **article}
                return self._room.show(request, principal, "write_preview.html", **frame)
            except InvalidInput as error:
                problems = error.problems
        post = await self._desk.post(got.form.post) if got.form.post else None
        return await self._editor.show(request, principal, Sheet(got.form, post, problems), 422)

    async def autosave(self, request: web.Request) -> web.Response:
        """200 with the time."""
        officer = await self._gate.require(request, Scope.POSTS)
        typed = await self._bodies.json(request, Typed)
        kept = await self._drafts.keep(officer.name, typed.fields)
        return json_answer(Saved(rfc3339(kept.saved)))

    async def rewrite(self, request: web.Request) -> web.Response:
        """200 with the text."""
        await self._gate.require(request, Scope.POSTS)
        asked = await self._bodies.json(request, Rewriting)
        form = Form(content=asked.content, content_type=asked.wanted.value, written=asked.written.value)
        return json_answer(Rewritten((await self._desk.rewritten(form)).content))

    async def discard(self, request: web.Request) -> web.Response:
        """Back to the post as it was saved, or to the list."""
        officer = await self._gate.require(request, Scope.POSTS)
        form = await self._bodies.form(request)
        await self._drafts.drop(officer.name, form.get("slot", ""))
        post = form.get("post", "")
        return onward(request, editor_path(post) if post.isalnum() else HOME)
