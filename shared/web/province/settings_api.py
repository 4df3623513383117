"""``/api/site``: what the province is called and looks like, for programs."""

from collections.abc import Mapping
from typing import Final

import msgspec
from aiohttp import web

from shared.http.conditional import is_meant
from shared.site.identity import Edition
from shared.site.settings import SiteIdentity, tag_of
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.routing import Route

_PATH: Final = "/api/site"


class SiteItem(msgspec.Struct, frozen=True):
    """The settings as they hold, defaults included; ``province`` is an ISO 3166-2 code."""

    title: str
    subtitle: str
    emblem: str
    accent: str
    languages: list[str]
    address: str
    phone: str
    email: str
    agencies: list[str]
    province: str
    province_names: dict[str, str]
    version: int


class SiteChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to change; what is left out stays, and what is empty goes back to the default."""

    title: str | None = None
    subtitle: str | None = None
    emblem: str | None = None
    accent: str | None = None
    languages: list[str] | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    agencies: list[str] | None = None
    province: str | None = None


class SettingsApi:
    """Handlers."""

    def __init__(self, identity: SiteIdentity, gate: Gate, bodies: BodyReader) -> None:
        self._identity = identity
        self._gate = gate
        self._bodies = bodies

    def routes(self) -> list[Route]:
        return [
            Route(method="GET", path=_PATH, handler=self.show, summary="The settings of the site", returns=SiteItem),
            Route(
                method="PATCH",
                path=_PATH,
                handler=self.change,
                summary="Change some settings; `If-Match` names the version they were read at",
                scope=Scope.SITE,
                body=SiteChange,
                returns=SiteItem,
            ),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        return self._answer(await self._identity.current())

    async def change(self, request: web.Request) -> web.Response:
        """200 with the settings; 412 if `If-Match` names another version than the present one."""
        principal = await self._gate.require(request, Scope.SITE)
        values = _texts(await self._bodies.json(request, SiteChange))
        expected = await self._expected(request)
        return self._answer(await self._identity.change(values, principal.name, expected))

    async def _expected(self, request: web.Request) -> int | None:
        """The version that the change is for; -1, which none is, if the present one is not among those named."""
        if "If-Match" not in request.headers:
            return None
        present = (await self._identity.current()).version
        return present if is_meant(request.headers, present) else -1

    def _answer(self, edition: Edition) -> web.Response:
        shown = self._identity.board.shown
        place = shown.place
        item = SiteItem(
            title=shown.title,
            subtitle=shown.subtitle,
            emblem=shown.emblem,
            accent=shown.accent,
            languages=list(shown.languages),
            address=shown.address,
            phone=shown.phone,
            email=shown.email,
            agencies=list(shown.agencies),
            province=shown.province,
            province_names={"th": place.thai, "en": place.english} if place else {},
            version=edition.version,
        )
        return json_answer(item, headers={"ETag": tag_of(edition)})


def _texts(change: SiteChange) -> Mapping[str, str]:
    """As they are typed; items of lists stand in lines of their own."""
    given = ((name, getattr(change, name)) for name in change.__struct_fields__)
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in given if value is not None}
