"""One comment with everything around it: post, parent, what else stands under the name, edits, campaign, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from services.comments import changes, wording
from services.comments.campaigns.model import Campaign
from services.comments.model import Comment, Event, State
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.cards import Eyes
from services.comments.moderation.desk.choices import choices
from services.comments.moderation.desk.dealer import Dealer
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.wording import Translate
from shared.compare import Piece, compared
from shared.errors import NotFound
from shared.i18n import mark
from shared.web.language import translator
from shared.web.routing import Route

_MEMBERS: Final = 20
_AUTHOR: Final = mark("the author")
_READERS: Final = mark("readers")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history; ``pieces`` show what an edit changed."""

    event: Event
    what: str
    state: str
    pieces: tuple[Piece, ...] = ()


class CardPage:
    """``/moderation/comments/<id>``."""

    def __init__(self, *, room: Room, browsing: Browsing, dealer: Dealer, canned: CannedReplies) -> None:
        self._room = room
        self._browsing = browsing
        self._dealer = dealer
        self._canned = canned

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/comments/{{id}}",
                handler=self.show,
                summary="A comment with everything around it",
                query=("lang",),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        eyes = Eyes(visitor.person, visitor.may_decide, say)
        comment, history = await self._browsing.comment(request.match_info["id"])
        around = await self._browsing.surroundings(comment)
        (hand,) = await self._dealer.hands([comment], eyes)
        campaign, members = await self._campaign(comment)
        return self._room.show(
            request,
            visitor,
            "card.html",
            hand=hand,
            around=around,
            earlier=await self._dealer.cards(around.earlier, eyes),
            campaign=campaign,
            members=await self._dealer.cards(members, eyes),
            lines=lines_of(comment, history, say),
            states={state: say(words) for state, words in wording.STATES.items()},
            state_words=say(wording.STATES[comment.state]),
            actors={changes.AUTHOR: say(_AUTHOR), changes.READERS: say(_READERS)},
            canned=await self._canned.everything(),
            **choices(await self._browsing.counts(), say),
        )

    async def _campaign(self, comment: Comment) -> tuple[Campaign | None, list[Comment]]:
        """The campaign that it belongs to, and some of the others in it."""
        if comment.campaign is None:
            return None, []
        try:
            members = await self._browsing.members(comment.campaign)
        except NotFound:
            return None, []
        others = [member for member in members if member.id != comment.id and member.state is not State.ERASED]
        return await self._browsing.campaign(comment.campaign), others[:_MEMBERS]


def lines_of(comment: Comment, history: Sequence[Event], say: Translate) -> list[Line]:
    """The history, oldest first. An edit is shown against the text that followed it."""
    later = [*(event.text for event in history if event.text is not None), comment.text][1:]
    texts = iter(later)
    return [
        Line(
            event,
            say(wording.WHAT.get(event.what, event.what)),
            say(wording.STATES[event.after]),
            compared(event.text, next(texts)) if event.text is not None else (),
        )
        for event in history
    ]
