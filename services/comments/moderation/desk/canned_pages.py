"""Where an office looks after its canned replies."""

from aiohttp import web

from services.comments.addresses import LOCAL, in_language
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.room import ROOT, Room
from shared.errors import Conflict, InvalidInput
from shared.staff.model import Scope
from shared.web.answers import see_other
from shared.web.body import FORM, BodyReader
from shared.web.language import carried
from shared.web.routing import Route


class CannedPages:
    """``/moderation/canned``."""

    def __init__(self, room: Room, canned: CannedReplies, bodies: BodyReader) -> None:
        self._room = room
        self._canned = canned
        self._bodies = bodies

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/canned",
                handler=self.show,
                summary="Canned replies",
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=f"{ROOT}/canned",
                handler=self.change,
                summary="Keep a canned reply, or forget one; plain form",
                scope=Scope.MODERATION,
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self._show(request, {}, 200)

    async def change(self, request: web.Request) -> web.StreamResponse:
        await self._room.actor(request)
        form = dict(await self._bodies.form(request))
        try:
            if form.get("remove"):
                await self._canned.remove(form["remove"])
            else:
                await self._canned.add(form.get("title", ""), form.get("text", ""))
        except (InvalidInput, Conflict) as error:
            return await self._show(request, form, 409 if isinstance(error, Conflict) else 422)
        return see_other(f"{in_language(f'{LOCAL.console()}/canned', carried(request))}#main")

    async def _show(self, request: web.Request, typed: dict[str, str], status: int) -> web.StreamResponse:
        visitor = await self._room.visitor(request)
        replies = await self._canned.everything()
        return self._room.show(request, visitor, "canned.html", status=status, replies=replies, typed=typed)
