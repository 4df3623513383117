"""``/account``: one's own password, sessions and tokens."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from shared.errors import FieldProblem, InvalidInput
from shared.staff.model import ROLE_SCOPES, TOKEN_SCOPES, Role, Scope
from shared.staff.service import Staff
from shared.web.account.frame import Frame
from shared.web.account.wording import ROLES, SCOPES
from shared.web.body import FORM
from shared.web.routing import Route

HOME: Final = "/account"
DAYS: Final = (30, 90, 365)


class OwnPage:
    """For everybody with a session."""

    def __init__(self, staff: Staff, frame: Frame) -> None:
        self._staff = staff
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=HOME,
                handler=self.show,
                summary="My account: password, sessions, tokens",
                session=True,
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=f"{HOME}/password",
                handler=self.change_password,
                summary="Choose a new password; all other sessions end",
                session=True,
                consumes=(FORM,),
                status=303,
            ),
            Route(
                method="POST",
                path=f"{HOME}/sessions",
                handler=self.end_sessions,
                summary="End one of my sessions, or all but this one",
                session=True,
                consumes=(FORM,),
                status=303,
            ),
            Route(
                method="POST",
                path=f"{HOME}/tokens",
                handler=self.add_token,
                summary="Make a token and show it once",
                session=True,
                consumes=(FORM,),
                produces="text/html",
                status=201,
            ),
            Route(
                method="POST",
                path=f"{HOME}/tokens/revocations",
                handler=self.revoke_token,
                summary="Revoke one of my tokens",
                session=True,
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
        new_token: str = "",
    ) -> web.Response:
        """The page; with what was typed in the form of a token, except the password."""
        member, say = self._frame.member(request), self._frame.say(request)
        account = member.account
        return self._frame.show(
            request,
            "account.html",
            status=status,
            problems=problems,
            role=say(ROLES[account.role]),
            by_link=member.kept.session.by_link,
            sessions=await self._staff.sessions.of(account),
            this=member.kept.digest,
            tokens=await self._staff.tokens.of(account),
            scopes=[(scope, say(words)) for scope, words in SCOPES.items() if scope in _offered(account.role)],
            scope_words={scope: say(words) for scope, words in SCOPES.items()},
            days=DAYS,
            typed=typed or {},
            new_token=new_token,
        )

    async def change_password(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)

        async def change() -> web.Response:
            new = form.get("password", "")
            if new != form.get("again", ""):
                raise InvalidInput(FieldProblem("again", "differs"))
            current = form.get("current", "")
            opened = await self._staff.own.change_password(member.kept, member.account, current, new, by)
            return self._frame.onward(request, HOME, "password", opened)

        return await self._frame.attempt(request, "password", change, self.show)

    async def end_sessions(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)
        if form.get("all"):
            opened = await self._staff.own.end_other_sessions(member.account, by)
            return self._frame.onward(request, HOME, "sessions", opened)
        await self._staff.sessions.end_one(member.account, form.get("session", ""), by)
        return self._frame.onward(request, HOME, "session")

    async def add_token(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)
        chosen = [scope for scope in Scope if form.get(f"scope-{scope}")]
        name = form.get("name", "")

        async def add() -> web.Response:
            days = _days(form.get("days", ""))
            await self._staff.proof.again(member.account, form.get("current", ""))
            secret = await self._staff.tokens.add(name, chosen, by, days=days, owner=member.account)
            return await self.show(request, status=201, new_token=secret)

        async def again(request: web.Request, **context: Any) -> web.Response:
            return await self.show(request, typed=form, **context)

        return await self._frame.attempt(request, "token", add, again)

    async def revoke_token(self, request: web.Request) -> web.Response:
        member, form = self._frame.member(request), await self._frame.form(request)
        await self._staff.tokens.revoke(form.get("token", ""), self._frame.actor(request), member.account)
        return self._frame.onward(request, HOME, "token")


def _offered(role: Role) -> frozenset[Scope]:
    return ROLE_SCOPES[role] & TOKEN_SCOPES


def _days(word: str) -> int:
    if word not in map(str, DAYS):
        raise InvalidInput(FieldProblem("days", "out-of-range", ", ".join(map(str, DAYS))))
    return int(word)
