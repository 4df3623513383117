"""Decisions about many comments that wait for a second person."""

from aiohttp import web

from services.comments import wording
from services.comments.moderation import wording as words
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.proposals import Proposals
from shared.web.language import translator
from shared.web.routing import Route


class PendingPage:
    """``/moderation/pending``."""

    def __init__(self, room: Room, proposals: Proposals) -> None:
        self._room = room
        self._proposals = proposals

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/pending",
                handler=self.show,
                summary="Decisions that wait for a second person",
                query=("lang",),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        rows = [
            (each, say(words.PROPOSED[each.fact.action]), wording.ground_words(each.fact.ground, say))
            for each in await self._proposals.everything()
        ]
        return self._room.show(request, visitor, "pending.html", rows=rows)
