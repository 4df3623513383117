"""``/write/<id>/withdraw``: a page that asks once more, for subscribers are told and cannot be untold."""

from typing import Final

from aiohttp import web

from services.feed.errors import ChangedMeanwhile
from services.feed.posts.publishing import Publishing
from services.feed.write.desk import Desk
from services.feed.write.room import Room, editor_path, onward
from shared.http.paging import read_count
from shared.staff.model import Principal, Scope
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.routing import Route

_PATH: Final = "/write/{id}/withdraw"
_MOST: Final = 10**9


class WithdrawPage:
    """Handlers."""

    def __init__(self, room: Room, desk: Desk, publishing: Publishing, gate: Gate, bodies: BodyReader) -> None:
        self._room = room
        self._desk = desk
        self._publishing = publishing
        self._gate = gate
        self._bodies = bodies

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path=_PATH,
                handler=self.ask,
                summary="Really withdraw?",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=_PATH,
                handler=self.withdraw,
                summary="Withdraw a post, plain form",
                scope=Scope.POSTS,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        """The question."""
        return await self._page(request, await self._room.visitor(request))

    async def withdraw(self, request: web.Request) -> web.Response:
        """Back to the editor; the question once more if the post has changed since it was asked."""
        principal = await self._gate.require(request, Scope.POSTS)
        form = await self._bodies.form(request)
        opened, post_id = read_count("version", form.get("version"), 1, most=_MOST), request.match_info["id"]
        try:
            await self._publishing.withdraw(post_id, lambda version: version == opened, principal.name)
        except ChangedMeanwhile as meanwhile:
            return await self._page(request, principal, meanwhile)
        return onward(request, editor_path(post_id), done="gone")

    async def _page(
        self, request: web.Request, principal: Principal, meanwhile: ChangedMeanwhile | None = None
    ) -> web.Response:
        post = await self._desk.post(request.match_info["id"])
        status = 412 if meanwhile else 200
        return self._room.show(
            request, principal, "write_withdraw.html", status=status, post=post, changed=meanwhile is not None
        )
