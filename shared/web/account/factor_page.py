"""``/account/second-factor``: turn it on with an app, off again, and new recovery codes."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from shared.staff.service import Staff
from shared.staff.totp import otpauth
from shared.web.account.frame import Frame
from shared.web.account.own_page import HOME
from shared.web.account.qr import qr_svg
from shared.web.auth import FACTOR
from shared.web.body import FORM
from shared.web.routing import Route

_GROUP: Final = 4


class FactorPage:
    """For everybody with a session; those whose role asks for a second factor may go nowhere else before."""

    def __init__(self, staff: Staff, frame: Frame, issuer: str) -> None:
        self._staff = staff
        self._frame = frame
        self._issuer = issuer

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path=FACTOR,
                handler=self.show,
                summary="The second factor of my account",
                session=True,
                query=("lang",),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=FACTOR,
                handler=self.turn_on,
                summary="Turn the second factor on and show the recovery codes once",
                session=True,
                consumes=(FORM,),
                produces="text/html",
            ),
            Route(
                method="POST",
                path=f"{FACTOR}/removal",
                handler=self.turn_off,
                summary="Turn the second factor off",
                session=True,
                consumes=(FORM,),
                status=303,
            ),
            Route(
                method="POST",
                path=f"{FACTOR}/codes",
                handler=self.renew,
                summary="New recovery codes, shown once",
                session=True,
                consumes=(FORM,),
                produces="text/html",
            ),
        ]

    async def show(
        self, request: web.Request, *, status: int = 200, problems: Mapping[str, str] | None = None
    ) -> web.Response:
        """How it stands; while there is none, the picture to scan."""
        member = self._frame.member(request)
        secret = "" if member.account.factor else await self._staff.own.offer_factor(member.kept)
        address = otpauth(secret, member.account.name, self._issuer) if secret else ""
        return self._frame.show(
            request,
            "account_factor.html",
            status=status,
            problems=problems,
            picture=qr_svg(address) if address else "",
            secret=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
            address=address,
            without_password=member.kept.session.by_link and not member.account.password_hash,
        )

    async def turn_on(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)

        async def add() -> web.Response:
            password, code = form.get("current", ""), form.get("code", "")
            made = await self._staff.own.add_factor(member.kept, member.account, password, code, by)
            self._frame.go_on_as(request, await self._staff.member(made.session.secret))
            response = self._codes(request, made.codes)
            self._frame.hand_over(response, made.session)
            return response

        return await self._frame.attempt(request, "on", add, self.show)

    async def turn_off(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)

        async def remove() -> web.Response:
            password, code = form.get("current", ""), form.get("code", "")
            opened = await self._staff.own.remove_factor(member.account, password, code, by)
            return self._frame.onward(request, HOME, "factor-removed", opened)

        return await self._frame.attempt(request, "off", remove, self.show)

    async def renew(self, request: web.Request) -> web.Response:
        member, form, by = self._frame.member(request), await self._frame.form(request), self._frame.actor(request)

        async def renew() -> web.Response:
            password, code = form.get("current", ""), form.get("code", "")
            return self._codes(request, await self._staff.own.renew_recovery(member.account, password, code, by))

        return await self._frame.attempt(request, "codes", renew, self.show)

    def _codes(self, request: web.Request, codes: list[str]) -> web.Response:
        return self._frame.show(request, "account_codes.html", codes=codes)
