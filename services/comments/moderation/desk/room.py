"""Who may come in to the desk, and what every page of it has in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from services.comments.addresses import PREFIX
from services.comments.moderation.desk.where import place_in
from shared.i18n import mark
from shared.staff.model import Principal, Scope
from shared.web.auth import Gate
from shared.web.desks import desks_of
from shared.web.pages import Pages

ROOT: Final = "/moderation"
LINKS: Final = (
    (ROOT, mark("Queue")),
    (f"{ROOT}/teach", mark("Teach the filter")),
    (f"{ROOT}/campaigns", mark("Campaigns")),
    (f"{ROOT}/pending", mark("To confirm")),
    (f"{ROOT}/ledger", mark("Ledger")),
    (f"{ROOT}/statistics", mark("Statistics")),
    (f"{ROOT}/canned", mark("Canned replies")),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who looks at the desk. Who may only look is shown no buttons."""

    principal: Principal

    @property
    def person(self) -> str:
        return self.principal.person

    @property
    def may_decide(self) -> bool:
        return self.principal.may(Scope.MODERATION)

    @property
    def may_confirm(self) -> bool:
        return self.principal.may(Scope.REVIEW)


class Room:
    """For staff with the scope ``moderation`` or ``view``; strangers are sent to the login."""

    def __init__(self, gate: Gate, pages: Pages) -> None:
        self._gate = gate
        self._pages = pages

    async def visitor(self, request: web.Request) -> Visitor:
        """Who looks at a page."""
        if await self._gate.principal(request) is None:
            raise web.HTTPSeeOther(f"/login?{urlencode({'next': request.path_qs})}")
        return Visitor(await self._gate.require(request, Scope.MODERATION, Scope.VIEW))

    async def actor(self, request: web.Request, scope: Scope = Scope.MODERATION) -> str:
        """Who sends a form, with its token and from our own pages."""
        return (await self._gate.require(request, scope)).person

    def show(
        self, request: web.Request, visitor: Visitor, template: str, *, status: int = 200, **context: Any
    ) -> web.Response:
        """A page of the desk."""
        everything = {**self._common(request, visitor), **context}
        response = self._pages.render(request, template, status=status, **everything)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _common(self, request: web.Request, visitor: Visitor) -> Mapping[str, Any]:
        return {
            "visitor": visitor,
            "csrf": visitor.principal.csrf or "",
            "who": visitor.principal.name,
            "desks": desks_of(visitor.principal),
            "links": [(f"{PREFIX}{path}", words) for path, words in LINKS],
            "place": place_in(request.query),
            "place_with": lambda **more: place_in({**request.query, **more}),
            "prefix": PREFIX,
            "root": f"{PREFIX}{ROOT}",
        }
