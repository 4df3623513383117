"""The queue: cases to decide about, most urgent first, with a filter and what the last form did."""

from typing import Final

from aiohttp import web

from services.comments.moderation import wording as words
from services.comments.moderation.asking import PARAMETERS, read_wanted
from services.comments.moderation.browsing import Browsing
from services.comments.moderation.desk.canned import CannedReplies
from services.comments.moderation.desk.cards import Eyes
from services.comments.moderation.desk.choices import choices
from services.comments.moderation.desk.dealer import Dealer
from services.comments.moderation.desk.room import ROOT, Room, translator
from services.comments.moderation.proposals import Proposals
from services.comments.thread import Directory
from services.comments.wording import Translate
from shared.clock import Clock
from shared.http.paging import read_cursor, write_cursor
from shared.web.routing import Route

SHOWN: Final = 25
_TOLD: Final = ("done", "what", "count", "skipped")


class QueuePage:
    """``/moderation``."""

    def __init__(
        self,
        *,
        room: Room,
        browsing: Browsing,
        dealer: Dealer,
        canned: CannedReplies,
        proposals: Proposals,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._room = room
        self._browsing = browsing
        self._dealer = dealer
        self._canned = canned
        self._proposals = proposals
        self._directory = directory
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=ROOT,
                handler=self.show,
                summary="The moderators' desk: the queue",
                query=(*PARAMETERS, "cursor", "lang", *_TOLD),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        wanted = await read_wanted(request.query, self._directory, self._clock())
        comments, place = await self._browsing.queue(wanted, read_cursor(request.query.get("cursor")), SHOWN)
        eyes = Eyes(visitor.person, visitor.may_decide, say)
        counts = await self._browsing.counts()
        return self._room.show(
            request,
            visitor,
            "desk.html",
            hands=await self._dealer.hands(comments, eyes),
            following=write_cursor(place) if place else None,
            state=wanted.state,
            counts=counts,
            canned=await self._canned.everything(),
            proposals=len(await self._proposals.everything()),
            told=_told(request, say),
            asked={name: request.query.get(name, "") for name in PARAMETERS},
            narrowed=any(request.query.get(name) for name in PARAMETERS if name != "status"),
            **choices(counts, say),
        )


def _told(request: web.Request, say: Translate) -> dict[str, str] | None:
    """What the last form did; None on a plain visit."""
    query = request.query
    what = words.RECORDED.get(query.get("what", "")) or words.DONE.get(query.get("what", ""))
    if what is None:
        return None
    count, skipped = (query.get(name, "") if query.get(name, "").isascii() else "" for name in ("count", "skipped"))
    return {
        "what": say(what),
        "decision": query.get("done", ""),
        "undo": "" if query["what"] == "pending" else query.get("done", ""),
        "count": count if count.isdigit() else "",
        "skipped": skipped if skipped.isdigit() and skipped != "0" else "",
    }
