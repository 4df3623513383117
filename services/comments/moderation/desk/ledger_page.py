"""The ledger as a page: every decision with its place in the chain, the newest first, each to be undone."""

from datetime import datetime, time
from typing import Final

from aiohttp import web

from services.comments import wording
from services.comments.moderation import wording as words
from services.comments.moderation.audit import Head
from services.comments.moderation.desk.room import ROOT, Room
from services.comments.moderation.ledger import VOID
from services.comments.moderation.ledger_store import RedisLedger
from shared.clock import BANGKOK
from shared.http.paging import read_count
from shared.web.language import translator
from shared.web.routing import Route

SHOWN: Final = 50
_FARTHEST: Final = 10**12


class LedgerPage:
    """``/moderation/ledger``."""

    def __init__(self, room: Room, ledger: RedisLedger) -> None:
        self._room = room
        self._ledger = ledger

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=f"{ROOT}/ledger",
                handler=self.show,
                summary="Every decision, the newest first",
                query=("before", "lang"),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        visitor, say = await self._room.visitor(request), translator(request)
        before = read_count("before", request.query.get("before"), 0, most=_FARTHEST) or None
        entries = await self._ledger.newest(before, SHOWN + 1)
        last = await self._ledger.last()
        published = next(iter((await self._ledger.heads()).items()), None)
        rows = [
            (entry, say(words.RECORDED.get(entry.action, entry.action)), wording.ground_words(entry.ground, say))
            for entry in entries[:SHOWN]
        ]
        return self._room.show(
            request,
            visitor,
            "ledger.html",
            rows=rows,
            earlier=entries[SHOWN - 1].number if len(entries) > SHOWN else None,
            head_entry=Head(last.number, last.hash) if last else None,
            published=published,
            published_day=datetime.combine(published[0], time(), BANGKOK) if published else None,
            not_undone=(VOID,),
            moment_of=lambda entry: datetime.fromisoformat(entry.at),
        )
