"""``/login`` and ``/logout``: a name and a password, or a one-time link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from shared.errors import RateLimited, Unauthenticated
from shared.settings import SiteSettings
from shared.staff.service import SESSION_SECONDS, Staff
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.client_address import client_address
from shared.web.desks import Desk
from shared.web.pages import Pages
from shared.web.problems import status_of


class LoginPages:
    """Handlers of the login form.

    A login without a destination ends at the first of ``desks`` that the person may work at, else at ``landing``.
    """

    def __init__(
        self,
        staff: Staff,
        gate: Gate,
        pages: Pages,
        bodies: BodyReader,
        site: SiteSettings,
        *,
        landing: str,
        desks: Sequence[Desk] = (),
    ) -> None:
        self._staff = staff
        self._gate = gate
        self._pages = pages
        self._bodies = bodies
        self._site = site
        self._landing = landing
        self._desks = desks

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/login", self.show)
        app.router.add_post("/login", self.log_in)
        app.router.add_post("/logout", self.log_out)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The form; a one-time link shows a button, so that a previewing mail program does not use it up.

        Who is logged in already and wants to be nowhere in particular goes on to work.
        """
        asked = _Asked.of(request.query)
        own = request.cookies.get(self._gate.cookie, "")
        if own and asked == _Asked("", "") and await self._staff.by_session(own):
            return see_other(await self._desk(own))
        return self._form(request, asked)

    async def log_in(self, request: web.Request) -> web.StreamResponse:
        """Open a session and go on to where the person wanted to be."""
        self._gate.check_origin(request)
        form = await self._bodies.form(request)
        asked = _Asked.of(form)
        try:
            secret = await self._open(request, asked.once, form.get("name", ""), form.get("password", ""))
        except (Unauthenticated, RateLimited) as error:
            return self._form(request, asked, error)
        response = see_other(asked.next or await self._desk(secret))
        self._gate.set_cookie(response, secret, SESSION_SECONDS)
        return response

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        """End the session in the store, not only in the browser."""
        await self._gate.check_csrf(request)
        await self._staff.log_out(request.cookies.get(self._gate.cookie, ""))
        response = see_other("/")
        self._gate.clear_cookie(response)
        return response

    async def _desk(self, secret: str) -> str:
        principal = await self._staff.by_session(secret)
        own = (desk.path for desk in self._desks if principal is not None and principal.may(desk.scope))
        return next(own, self._landing)

    async def _open(self, request: web.Request, once: str, name: str, password: str) -> str:
        address = client_address(request.remote, request.headers.get("X-Forwarded-For"), self._site.trusted_proxies)
        if once:
            return await self._staff.log_in_once(once, address)
        return await self._staff.log_in(name, password, address)

    def _form(
        self, request: web.Request, asked: "_Asked", error: Unauthenticated | RateLimited | None = None
    ) -> web.Response:
        """The form as it was sent; a one-time link that failed gives way to name and password."""
        response = self._pages.render(
            request,
            "login.html",
            status=200 if error is None else status_of(error),
            once=asked.once if error is None else "",
            next=asked.next,
            problem=error.code if error else "",
            used=bool(asked.once),
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" makes browsers send Origin: null
        return response


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a login is for: a one-time secret, and the page to go on to."""

    once: str
    next: str

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        return cls(fields.get("once", ""), _local(fields.get("next", "")))


def _local(target: str) -> str:
    """A path on this site, or nothing: a login never sends anyone elsewhere."""
    safe = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if safe else ""
