"""``/write/<id>/revisions``: who changed a post when, what changed, and the way back; and the way out, withdrawal."""

import asyncio
from dataclasses import replace
from typing import Final

from aiohttp import web

from services.feed.addresses import Addresses
from services.feed.media.pictures import Pictures
from services.feed.model import Revision
from services.feed.pages.article import article_of
from services.feed.posts.revisions import History
from services.feed.write.desk import Desk
from services.feed.write.editor import changes
from services.feed.write.form import form_of, texts_of
from services.feed.write.room import Room, editor_path, onward, translator
from services.feed.write.wording import STATES, Translate
from shared.compare import Changed, differences
from shared.http.paging import read_count
from shared.staff.model import Scope
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.routing import Route

_ALL: Final = "/write/{id}/revisions"
_ROWS: Final = 30
_MOST: Final = 10**9


class HistoryPages:
    """Handlers."""

    def __init__(
        self, *, room: Room, desk: Desk, history: History, gate: Gate, bodies: BodyReader, addresses: Addresses
    ) -> None:
        self._room = room
        self._desk = desk
        self._history = history
        self._gate = gate
        self._bodies = bodies
        self._to = addresses
        self._pictures = Pictures(addresses.site.base_url)

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        pages = [
            (_ALL, self.browse, "The history of a post", ("before", "lang")),
            (f"{_ALL}/{{version}}", self.show, "A post as it was", ("lang",)),
            ("/write/{id}/compare", self.compare, "What changed between two versions", ("from", "to", "lang")),
        ]
        shown = [
            Route(method="GET", path=path, handler=handler, summary=words, query=query, produces="text/html")
            for path, handler, words, query in pages
        ]
        restored = Route(
            method="POST",
            path=f"{_ALL}/{{version}}/restore",
            handler=self.restore,
            summary="Let the post say again what it said then, plain form",
            scope=Scope.POSTS,
            consumes=(FORM,),
            query=("lang",),
            status=303,
        )
        return [*shown, restored]

    async def browse(self, request: web.Request) -> web.Response:
        """Newest first."""
        principal, say = await self._room.visitor(request), translator(request)
        post = await self._desk.post(request.match_info["id"])
        before = _version(request.query.get("before"), "before") if "before" in request.query else None
        found = await self._history.of(post.id, before, _ROWS + 1)
        rows = [(revision, say(STATES[revision.post.status])) for revision in found[:_ROWS]]
        more = found[_ROWS - 1].post.version if len(found) > _ROWS else None
        return self._room.show(request, principal, "write_history.html", post=post, rows=rows, more=more)

    async def show(self, request: web.Request) -> web.Response:
        """As its readers would have seen it."""
        principal = await self._room.visitor(request)
        post = await self._desk.post(request.match_info["id"])
        revision = await self._history.at(post.id, _version(request.match_info["version"]))
        seen = replace(revision.post, published=revision.post.published or revision.at)
        article = article_of(seen, self._to, self._pictures)
        return self._room.show(request, principal, "write_revision.html", current=post, revision=revision, **article)

    async def compare(self, request: web.Request) -> web.Response:
        """Field by field."""
        principal, say = await self._room.visitor(request), translator(request)
        post = await self._desk.post(request.match_info["id"])
        old = await self._history.at(post.id, _version(request.query.get("from"), "from"))
        new = await self._history.at(post.id, _version(request.query.get("to") or str(post.version), "to"))
        found: list[Changed] = await asyncio.to_thread(differences, _texts(old, say), _texts(new, say))
        changed = changes(found, request)
        return self._room.show(request, principal, "write_compare.html", post=post, old=old, new=new, changed=changed)

    async def restore(self, request: web.Request) -> web.Response:
        """Back to the editor. A post that changed while somebody looked at its past stays as it is (412)."""
        principal = await self._gate.require(request, Scope.POSTS)
        form, post_id = await self._bodies.form(request), request.match_info["id"]
        opened, version = _version(form.get("opened"), "opened"), _version(request.match_info["version"])
        await self._history.restore(post_id, version, lambda current: current == opened, principal.name)
        return onward(request, editor_path(post_id), done="restored")


def _texts(revision: Revision, say: Translate) -> dict[str, str]:
    return {**texts_of(form_of(revision.post)), "status": say(STATES[revision.post.status])}


def _version(text: str | None, field: str = "version") -> int:
    return read_count(field, text, 1, most=_MOST)
