"""The plan for programs: read by everybody, written by those who look after the site."""

from typing import Final

from aiohttp import web

from services.strategy.choosing import IssueChoice
from services.strategy.model import Edition
from services.strategy.plan_file import plan_text
from services.strategy.service import Strategy
from services.strategy.voices import Neighbours
from services.strategy.wire import NewMeasurement, NewPlacing, NewText, PlanItem, Suggestion, plan_item
from services.strategy.writing import write_plan
from shared.errors import NotFound, PreconditionFailed, UnsupportedMediaType
from shared.http.conditional import is_meant
from shared.settings import SiteSettings
from shared.staff.model import Scope
from shared.web.answers import json_answer
from shared.web.auth import Gate
from shared.web.body import BodyReader
from shared.web.routing import Route

YAML: Final = "application/yaml"
"""RFC 9512."""
_ACCEPTED: Final = (YAML, "text/yaml", "application/x-yaml", "text/x-yaml", "text/plain")
_PUBLIC: Final = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}


class StrategyApi:
    """Handlers under ``/api``."""

    def __init__(
        self,
        *,
        strategy: Strategy,
        choice: IssueChoice,
        neighbours: Neighbours,
        gate: Gate,
        bodies: BodyReader,
        site: SiteSettings,
    ) -> None:
        self._strategy = strategy
        self._choice = choice
        self._neighbours = neighbours
        self._gate = gate
        self._bodies = bodies
        self._site = site

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/api/plan",
                handler=self.read,
                summary="The plan that holds now, or an earlier edition of it",
                query=("edition",),
                returns=PlanItem,
                cors=True,
            ),
            Route(
                method="GET",
                path="/api/plan.yaml",
                handler=self.read_file,
                summary="The same as a plan file",
                query=("edition",),
                produces=YAML,
            ),
            Route(
                method="PUT",
                path="/api/plan",
                handler=self.bring,
                summary="Bring in a plan file; every error with its line; `If-Match` names the edition it changes",
                scope=Scope.SITE,
                consumes=_ACCEPTED,
                returns=PlanItem,
            ),
            Route(
                method="POST",
                path="/api/measurements",
                handler=self.measure,
                summary="Enter what was measured of an indicator in a year",
                scope=Scope.SITE,
                body=NewMeasurement,
                returns=PlanItem,
            ),
            Route(
                method="POST",
                path="/api/suggestions",
                handler=self.suggest,
                summary="The issue that a text seems to be about, learnt from posts that were filed before",
                scope=Scope.POSTS,
                body=NewText,
                returns=Suggestion,
            ),
            Route(
                method="POST",
                path="/api/placings",
                handler=self.place,
                summary="Say which issues a neighbour's entry is about; its source is remembered for it",
                scope=Scope.MODERATION,
                body=NewPlacing,
                status=204,
            ),
        ]

    async def read(self, request: web.Request) -> web.Response:
        edition = await self._edition(request)
        return self._answer(edition, **_PUBLIC)

    async def read_file(self, request: web.Request) -> web.Response:
        edition = await self._edition(request)
        name = f'attachment; filename="plan-{edition.number}.yaml"'
        headers = {**_PUBLIC, "Content-Disposition": name, "Content-Type": f"{YAML}; charset=utf-8"}
        return web.Response(body=write_plan(edition.plan).encode(), headers=headers)

    async def bring(self, request: web.Request) -> web.Response:
        principal = await self._gate.require(request, Scope.SITE)
        if request.content_type not in _ACCEPTED:
            raise UnsupportedMediaType(_ACCEPTED)
        text = plan_text(await self._bodies.raw(request))
        edition = await self._strategy.bring(text, principal.name, expected=await self._expected(request))
        return self._answer(edition)

    async def measure(self, request: web.Request) -> web.Response:
        principal = await self._gate.require(request, Scope.SITE)
        new = await self._bodies.json(request, NewMeasurement)
        return self._answer(await self._strategy.measure(new.indicator, new.year, new.value, principal.name))

    async def suggest(self, request: web.Request) -> web.Response:
        new = await self._bodies.json(request, NewText)
        return json_answer(Suggestion(await self._choice.suggested(new.title, new.text) or None))

    async def place(self, request: web.Request) -> web.Response:
        new = await self._bodies.json(request, NewPlacing)
        entry = await self._neighbours.entry(new.entry)
        if entry is None:
            raise NotFound("entry", new.entry)
        await self._strategy.place(entry, new.issues)
        return web.Response(status=204)

    def _answer(self, edition: Edition, **headers: str) -> web.Response:
        item = plan_item(edition, self._site.base_url)
        return json_answer(item, headers={**headers, "ETag": f'"{edition.number}"'})

    async def _expected(self, request: web.Request) -> int | None:
        """The edition that is to be changed, where the request says so."""
        if "If-Match" not in request.headers:
            return None
        present = await self._strategy.current()
        number = present.number if present else 0
        if not is_meant(request.headers, number):
            raise PreconditionFailed(f'"{number}"')
        return number

    async def _edition(self, request: web.Request) -> Edition:
        asked = request.query.get("edition")
        if asked is None:
            return await self._strategy.required()
        if not asked.isascii() or not asked.isdigit() or len(asked) > 9:  # noqa: PLR2004 - a list holds no more
            raise NotFound("plan", asked)
        return await self._strategy.numbered(int(asked))
