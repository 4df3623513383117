"""``/account/staff``: who may log in, as what; for administrators. Everything that changes asks for their password."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from shared.errors import FieldProblem, InvalidInput
from shared.settings import SiteSettings
from shared.staff.model import Actor, Role, Scope
from shared.staff.service import Staff
from shared.web.account.frame import Frame
from shared.web.account.own_page import HOME
from shared.web.account.wording import ROLES
from shared.web.body import FORM
from shared.web.routing import Route

STAFF: Final = f"{HOME}/staff"
_PERSON: Final = STAFF + "/{name}"


class StaffPages:
    """The list, and a page for each person with one form whose buttons say what is to be done."""

    def __init__(self, staff: Staff, frame: Frame, site: SiteSettings) -> None:
        self._staff = staff
        self._frame = frame
        self._site = site
        self._deeds: dict[str, Callable[[str, Mapping[str, str], Actor], Awaitable[str]]] = {
            "role": self._change_role,
            "disable": self._disable,
            "enable": self._enable,
            "sessions-of": self._end_sessions,
            "reset": self._reset,
            "reset-all": self._reset_all,
            "link": self._link,
        }

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=STAFF,
                handler=self.show,
                summary="All accounts",
                session=True,
                scope=Scope.STAFF,
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=STAFF,
                handler=self.add,
                summary="Make an account and show the one-time link of its first login",
                session=True,
                scope=Scope.STAFF,
                consumes=(FORM,),
                produces="text/html",
                status=201,
            ),
            Route(
                method="GET",
                path=_PERSON,
                handler=self.person,
                summary="One account, its sessions and tokens",
                session=True,
                scope=Scope.STAFF,
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=_PERSON,
                handler=self.change,
                summary="Change the role, disable, enable, log out, reset",
                session=True,
                scope=Scope.STAFF,
                consumes=(FORM,),
                status=303,
            ),
        ]

    async def show(
        self,
        request: web.Request,
        *,
        status: int = 200,
        problems: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
        link: str = "",
    ) -> web.Response:
        return self._frame.show(
            request,
            "account_staff.html",
            status=status,
            problems=problems,
            people=await self._staff.accounts.all(),
            roles=self._roles(request),
            typed=typed or {},
            link=link,
        )

    async def add(self, request: web.Request) -> web.Response:
        form, by = await self._frame.form(request), self._frame.actor(request)

        async def invite() -> web.Response:
            await self._prove(request, form)
            account = await self._staff.accounts.add(form.get("name", ""), form.get("role", ""), by)
            link = self._address(await self._staff.accounts.link(account.name, by))
            return await self.show(request, status=201, link=link)

        async def again(request: web.Request, **context: Any) -> web.Response:
            return await self.show(request, typed=form, **context)

        return await self._frame.attempt(request, "add", invite, again)

    async def person(
        self,
        request: web.Request,
        *,
        status: int = 200,
        problems: Mapping[str, str] | None = None,
        link: str = "",
    ) -> web.Response:
        person = await self._staff.accounts.find(request.match_info["name"])
        return self._frame.show(
            request,
            "account_person.html",
            status=status,
            problems=problems,
            person=person,
            roles=self._roles(request),
            sessions=await self._staff.sessions.of(person),
            tokens=await self._staff.tokens.of(person),
            link=link,
        )

    async def change(self, request: web.Request) -> web.Response:
        form, by = await self._frame.form(request), self._frame.actor(request)
        name, action = request.match_info["name"], form.get("action", "")

        async def act() -> web.Response:
            deed = self._deeds.get(action)
            if deed is None:
                raise InvalidInput(FieldProblem("action", "unknown", ", ".join(self._deeds)))
            await self._prove(request, form)
            secret = await deed(name, form, by)
            if secret:
                return await self.person(request, link=self._address(secret))
            return self._frame.onward(request, f"{STAFF}/{quote(name, safe='')}", action)

        return await self._frame.attempt(request, "person", act, self.person)

    async def _prove(self, request: web.Request, form: Mapping[str, str]) -> None:
        await self._staff.proof.again(self._frame.member(request).account, form.get("current", ""))

    async def _change_role(self, name: str, form: Mapping[str, str], by: Actor) -> str:
        await self._staff.accounts.change_role(name, form.get("role", ""), by)
        return ""

    async def _disable(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        await self._staff.accounts.disable(name, by)
        return ""

    async def _enable(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        await self._staff.accounts.enable(name, by)
        return ""

    async def _end_sessions(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        await self._staff.accounts.end_sessions(name, by)
        return ""

    async def _reset(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        return await self._staff.accounts.reset(name, by)

    async def _reset_all(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        return await self._staff.accounts.reset(name, by, factor=True)

    async def _link(self, name: str, _form: Mapping[str, str], by: Actor) -> str:
        return await self._staff.accounts.link(name, by)

    def _roles(self, request: web.Request) -> list[tuple[Role, str]]:
        say = self._frame.say(request)
        return [(role, say(words)) for role, words in ROLES.items()]

    def _address(self, secret: str) -> str:
        return self._site.absolute(f"/login?once={secret}")
