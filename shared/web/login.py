"""``/login`` and ``/logout``: name and password, or a one-time link; then a code, where there is a second factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from aiohttp import web

from shared.errors import RateLimited, SaketError, Unauthenticated
from shared.staff.devices import Opened
from shared.staff.errors import Busy, WrongCode
from shared.staff.login import StepAsked
from shared.staff.model import Scope
from shared.staff.rights import ABSOLUTE
from shared.staff.service import Staff
from shared.web.answers import see_other
from shared.web.auth import FACTOR, Gate
from shared.web.body import FORM, BodyReader
from shared.web.pages import Pages
from shared.web.problems import status_of
from shared.web.routing import Route

Desks = Sequence[tuple[Scope, str]]
"""Where those who hold a right work, the weightiest first."""

SESSION_SECONDS: Final = int(ABSOLUTE.total_seconds())
_LATER: Final = (RateLimited, Busy)


class LoginPages:
    """Handlers of the login form.

    A login without a destination ends at the first of ``desks`` that the person may work at, else at ``landing``.
    """

    def __init__(
        self, staff: Staff, gate: Gate, pages: Pages, bodies: BodyReader, *, landing: str, desks: Desks = ()
    ) -> None:
        self._staff = staff
        self._gate = gate
        self._pages = pages
        self._bodies = bodies
        self._landing = landing
        self._desks = desks

    def routes(self) -> list[Route]:
        """At the root of the site."""
        return [
            Route(
                method="GET",
                path="/login",
                handler=self.show,
                summary="The login form",
                query=("once", "next", "lang"),
                produces="text/html",
            ),
            Route(
                method="POST",
                path="/login",
                handler=self.log_in,
                summary="Log in: name and password, a one-time link, or a code as the second step",
                consumes=(FORM,),
                query=("lang",),
                status=303,
            ),
            Route(
                method="POST",
                path="/logout",
                handler=self.log_out,
                summary="End the session",
                consumes=(FORM,),
                session=True,
                status=303,
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The form; a one-time link shows a button, so that a previewing mail program does not use it up."""
        member = await self._staff.member(self._gate.session_secret(request))
        return self._form(request, _Asked.of(request.query), who=member.account.name if member else "")

    async def log_in(self, request: web.Request) -> web.StreamResponse:
        """Open a session and go on to where the person wanted to be."""
        self._gate.check_origin(request)
        form = await self._bodies.form(request)
        asked = _Asked.of(form)
        try:
            outcome = await self._open(request, asked, form)
        except (Unauthenticated, *_LATER) as error:
            return self._form(request, asked.after(error), error)
        match outcome:
            case StepAsked(step):
                return self._form(request, _Asked(step=step, next=asked.next))
            case Opened(secret, device):
                response = see_other(await self._onward(secret, asked.next))
                self._gate.set_cookie(response, secret, SESSION_SECONDS)
                self._gate.set_device_cookie(response, device)
                return response

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        """End the session in the store, not only in the browser."""
        await self._staff.sessions.end(self._gate.session_secret(request), self._gate.actor(request))
        response = see_other("/")
        self._gate.clear_cookie(response)
        return response

    async def _open(self, request: web.Request, asked: "_Asked", form: Mapping[str, str]) -> Opened | StepAsked:
        by, earlier = self._gate.actor(request), self._gate.session_secret(request)
        if asked.step:
            return await self._staff.login.by_code(asked.step, form.get("code", ""), by, earlier)
        if asked.once:
            return await self._staff.login.by_link(asked.once, by, earlier)
        return await self._staff.login.by_password(form.get("name", ""), form.get("password", ""), by, earlier)

    async def _onward(self, secret: str, wanted: str) -> str:
        member = await self._staff.member(secret)
        if member is None:
            return self._landing
        if not member.account.password_hash:
            return "/account"
        if member.held:
            return FACTOR
        own = (path for scope, path in self._desks if member.principal.may(scope))
        return wanted or next(own, self._landing)

    def _form(
        self, request: web.Request, asked: "_Asked", error: SaketError | None = None, who: str = ""
    ) -> web.Response:
        response = self._pages.render(
            request,
            "login.html",
            status=200 if error is None else status_of(error),
            once=asked.once,
            step=asked.step,
            next=asked.next,
            problem=error.code if error else "",
            who=who,
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" makes browsers send Origin: null
        if isinstance(error, RateLimited):
            response.headers["Retry-After"] = str(error.retry_after)
        return response


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a login is for: a one-time secret or the secret of a first step, and the page to go on to."""

    once: str = ""
    step: str = ""
    next: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        return cls(fields.get("once", ""), fields.get("step", ""), _local(fields.get("next", "")))

    def after(self, error: SaketError) -> Self:
        """What can be tried again: the same, unless the link or the first step is spent."""
        if isinstance(error, (WrongCode, *_LATER)):
            return self
        return replace(self, once="", step="")


def _local(target: str) -> str:
    """A path on this site, or nothing: a login never sends anyone elsewhere."""
    safe = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if safe else ""
