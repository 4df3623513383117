"""What the filter would like to know: the public comments that it is least certain about, and two answers to each."""

from dataclasses import replace
from typing import Any, Final, Protocol

from aiohttp import web

from services.comments.learning.labels import Kinds
from services.comments.model import Action, State
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.cards import Card, Eyes
from services.comments.moderation.desk.dealer import Dealer
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.desk.told import TOLD, told
from services.comments.moderation.desk.where import place_on
from services.comments.moderation.doubt import KEPT
from services.comments.moderation.doubtful import Doubtful
from services.comments.moderation.queue_filter import QueueFilter
from services.comments.wording import Translate
from shared.http.paging import read_cursor, write_cursor
from shared.i18n import mark
from shared.web.language import translator
from shared.web.routing import Route

SHOWN: Final = 10
ANSWERS: Final = {Action.APPROVE.value: mark("Legitimate"), Action.SPAM.value: mark("Spam")}


class Labels(Protocol):
    """What the filter has been told."""

    async def kinds(self) -> Kinds: ...


class TeachPage:
    """``/moderation/teach``."""

    def __init__(self, *, room: Room, browsing: Browsing, doubtful: Doubtful, labels: Labels, dealer: Dealer) -> None:
        self._room = room
        self._browsing = browsing
        self._doubtful = doubtful
        self._labels = labels
        self._dealer = dealer

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/teach",
                handler=self.show,
                summary="Public comments that the filter is least certain about, to be answered for",
                query=("cursor", "lang", *TOLD),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        wanted = QueueFilter(State.PUBLISHED, least_certain=True)
        comments, place = await self._doubtful.queue(wanted, read_cursor(request.query.get("cursor")), SHOWN)
        eyes = Eyes(visitor.person, visitor.may_decide, say)
        told_now: dict[str, Any] = {"told": told(request.query, say), "place": place_on("teach", request.query)}
        return self._room.show(
            request,
            visitor,
            "teach.html",
            cards=[answerable(card, say) for card in await self._dealer.cards(comments, eyes)],
            campaigns=await self._browsing.campaigns_of(comments),
            kinds=await self._labels.kinds(),
            days=KEPT.days,
            following=write_cursor(place) if place else None,
            **told_now,
        )


def answerable(card: Card, say: Translate) -> Card:
    """With the two answers alone; everything else is a matter for the comment's own page."""
    actions = tuple((action, say(ANSWERS[action])) for action, _ in card.actions if action in ANSWERS)
    return replace(card, actions=actions)
