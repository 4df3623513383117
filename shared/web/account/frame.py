"""What every page about accounts has in common: who looks, what a form said, how a mistake comes back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from shared.errors import Conflict, InvalidInput, RateLimited, SaketError
from shared.i18n import translations
from shared.staff.devices import Opened
from shared.staff.errors import Busy
from shared.staff.model import Actor, Scope
from shared.staff.service import Member
from shared.web.account.wording import DONE, Translate, problems_of
from shared.web.answers import see_other
from shared.web.auth import MEMBER, Gate
from shared.web.body import BodyReader
from shared.web.desks import desks_of
from shared.web.language import carried, language_of
from shared.web.login import SESSION_SECONDS
from shared.web.pages import Pages
from shared.web.problems import status_of

MENDABLE: Final = (InvalidInput, Conflict, RateLimited, Busy)
"""Errors that the form itself comes back with."""


class Frame:
    """Behind routes for members: the gate has let the person through already."""

    def __init__(self, gate: Gate, pages: Pages, bodies: BodyReader) -> None:
        self._gate = gate
        self._pages = pages
        self._bodies = bodies

    def member(self, request: web.Request) -> Member:
        return request[MEMBER]

    def go_on_as(self, request: web.Request, member: Member | None) -> None:
        """The page that follows is shown to the new session: its forms carry that one's token."""
        if member is not None:
            request[MEMBER] = member

    def actor(self, request: web.Request) -> Actor:
        return self._gate.actor(request)

    async def form(self, request: web.Request) -> Mapping[str, str]:
        return await self._bodies.form(request)

    def say(self, request: web.Request) -> Translate:
        return translations(language_of(request)).gettext

    def show(
        self,
        request: web.Request,
        template: str,
        *,
        status: int = 200,
        problems: Mapping[str, str] | None = None,
        **context: Any,
    ) -> web.Response:
        """A page that nobody keeps."""
        member, say = self.member(request), self.say(request)
        done = request.query.get("done", "")
        frame = {
            "csrf": member.principal.csrf,
            "account": member.account,
            "desks": desks_of(member.principal),
            "held": member.held,
            "is_admin": member.principal.may(Scope.STAFF),
            "done": say(DONE[done]) if done in DONE else "",
            "problems": problems or {},
        }
        response = self._pages.render(request, template, status=status, **frame, **context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def onward(self, request: web.Request, path: str, done: str = "", opened: Opened | None = None) -> web.Response:
        """After a form: on to a page in the same language, with the new session if there is one."""
        wanted = {"done": done, "lang": carried(request)}
        query = urlencode({name: value for name, value in wanted.items() if value})
        response = see_other(f"{path}?{query}" if query else path)
        if opened is not None:
            self.hand_over(response, opened)
        return response

    def hand_over(self, response: web.StreamResponse, opened: Opened) -> None:
        """Give the browser the session that takes the place of the one it came with, and a new device cookie."""
        self._gate.set_cookie(response, opened.secret, SESSION_SECONDS)
        self._gate.set_device_cookie(response, opened.device)

    async def attempt(
        self,
        request: web.Request,
        form: str,
        act: Callable[[], Awaitable[web.Response]],
        again: Callable[..., Awaitable[web.Response]],
    ) -> web.Response:
        """What ``act`` answers; if it could not be done, the page ``again`` with what was wrong where."""
        try:
            return await act()
        except MENDABLE as error:
            response = await again(
                request, status=status_of(error), problems=problems_of(error, form, self.say(request))
            )
            _tell_when(response, error)
            return response


def _tell_when(response: web.Response, error: SaketError) -> None:
    if isinstance(error, RateLimited):
        response.headers["Retry-After"] = str(error.retry_after)
