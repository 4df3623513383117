"""``/account/log``: logins, failures and changes of accounts, for administrators."""

import re
from typing import Final

from aiohttp import web

from shared.errors import FieldProblem, InvalidInput
from shared.staff.journal import KEPT
from shared.staff.model import Scope
from shared.staff.service import Staff
from shared.web.account.frame import Frame
from shared.web.account.own_page import HOME
from shared.web.account.wording import EVENTS
from shared.web.routing import Route

LOG: Final = f"{HOME}/log"
_ROWS: Final = 50
_PLACE: Final = re.compile(r"\d{1,15}-\d{1,15}", re.ASCII)


class LogPage:
    """The newest first, page by page."""

    def __init__(self, staff: Staff, frame: Frame) -> None:
        self._staff = staff
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=LOG,
                handler=self.show,
                summary="Logins and changes of accounts",
                session=True,
                scope=Scope.STAFF,
                query=("cursor", "lang"),
                produces="text/html",
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        cursor = request.query.get("cursor")
        if cursor is not None and not _PLACE.fullmatch(cursor):
            raise InvalidInput(FieldProblem("cursor", "bad-cursor"))
        entries, say = await self._staff.journal.entries(cursor, _ROWS), self._frame.say(request)
        return self._frame.show(
            request,
            "account_log.html",
            rows=[(entry, say(EVENTS[entry.event])) for entry in entries],
            following=entries[-1].id if len(entries) >= _ROWS else "",
            days=KEPT.days,
        )
