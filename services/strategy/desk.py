"""The pages of those who look after the plan: the plan as text, what was measured, where neighbours' entries belong."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from services.strategy.addresses import HOME
from services.strategy.model import Edition, Indicator
from services.strategy.overview import Overview
from services.strategy.reading import LAST_YEAR, read_number
from services.strategy.service import Strategy
from services.strategy.voices import Neighbours
from services.strategy.wording import figure, told
from services.strategy.writing import write_plan
from shared.errors import Conflict, FieldProblem, Forbidden, InvalidInput, NotFound
from shared.i18n import translations
from shared.staff.model import Principal, Scope
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.body import FORM, BodyReader
from shared.web.desks import desks_of
from shared.web.language import carried, language_of
from shared.web.pages import Pages
from shared.web.routing import Route

_SHOWN: Final = 60
_YEAR_DIGITS: Final = len(str(LAST_YEAR))


class StrategyDesk:
    """Handlers; strangers are sent to the login."""

    def __init__(
        self,
        *,
        strategy: Strategy,
        overview: Overview,
        neighbours: Neighbours,
        pages: Pages,
        gate: Gate,
        bodies: BodyReader,
    ) -> None:
        self._strategy = strategy
        self._overview = overview
        self._neighbours = neighbours
        self._pages = pages
        self._gate = gate
        self._bodies = bodies

    def routes(self) -> list[Route]:
        table = (
            ("GET", "/edit", self.edit, "The plan as text, with its editions"),
            ("POST", "/edit", self.save, "Bring in a changed plan, plain form"),
            ("GET", "/measure", self.measuring, "What was measured, a form for a year"),
            ("POST", "/measure", self.measure, "Enter a value, plain form"),
            ("GET", "/neighbours", self.sorting, "Where the rules put neighbours' entries"),
            ("POST", "/neighbours", self.sort, "Put an entry elsewhere, plain form"),
        )
        return [
            Route(
                method=method,
                path=path,
                handler=handler,
                summary=summary,
                query=("lang", "edition", "year", "saved"),
                consumes=(FORM,) if method == "POST" else (),
                produces="text/html",
                status=200 if method == "GET" else 303,
            )
            for method, path, handler, summary in table
        ]

    async def edit(self, request: web.Request) -> web.Response:
        who = await self._visitor(request, Scope.SITE)
        editions = await self._strategy.editions()
        shown = await self._asked(request) if editions else None
        return self._editor(request, who, text=write_plan(shown.plan) if shown else "", editions=editions)

    async def save(self, request: web.Request) -> web.StreamResponse:
        who = await self._gate.require(request, Scope.SITE)
        form = await self._bodies.form(request)
        text, expected = form.get("plan", ""), form.get("expected", "0")
        known = int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 9 else 0  # noqa: PLR2004
        try:
            await self._strategy.bring(text, who.name, note=form.get("note", "")[:200], expected=known)
        except InvalidInput as error:
            return await self._again(request, who, text, error.problems, 422, expected=known)
        except Conflict as error:
            problem = FieldProblem("", error.code, str(error))
            return await self._again(request, who, text, (problem,), 409)
        return self._onward(request, "/strategy/edit", saved="1")

    async def measuring(self, request: web.Request) -> web.Response:
        who = await self._visitor(request, Scope.SITE)
        year = request.query.get("year", "")
        return self._measuring(request, who, edition=await self._strategy.required(), year=year)

    async def measure(self, request: web.Request) -> web.StreamResponse:
        who = await self._gate.require(request, Scope.SITE)
        form = await self._bodies.form(request)
        year, word = form.get("year", ""), form.get("value", "").strip()
        try:
            await self._strategy.measure(form.get("indicator", ""), _year(year), _number(word), who.name)
        except InvalidInput as error:
            edition = await self._strategy.required()
            return self._measuring(request, who, edition=edition, year=year, problems=error.problems, status=422)
        return self._onward(request, "/strategy/measure", year=year, saved="1")

    async def sorting(self, request: web.Request) -> web.Response:
        who = await self._visitor(request, Scope.MODERATION)
        edition = await self._strategy.required()
        placed = (await self._overview.placed(edition.plan))[:_SHOWN]
        return self._show(request, who, "neighbours.html", plan=edition.plan, placed=placed)

    async def sort(self, request: web.Request) -> web.StreamResponse:
        await self._gate.require(request, Scope.MODERATION)
        form = await self._bodies.form(request)
        entry = await self._neighbours.entry(form.get("entry", ""))
        if entry is None:
            raise NotFound("entry", form.get("entry", ""))
        chosen = [name.removeprefix("issue-") for name in form if name.startswith("issue-")]
        await self._strategy.place(entry, chosen)
        return self._onward(request, "/strategy/neighbours", saved="1")

    async def _visitor(self, request: web.Request, scope: Scope) -> Principal:
        principal = await self._gate.principal(request)
        if principal is None:
            raise web.HTTPSeeOther(f"/login?{urlencode({'next': request.path_qs})}")
        if not principal.may(scope):
            raise Forbidden(scope)
        return principal

    async def _asked(self, request: web.Request) -> Edition:
        asked = request.query.get("edition", "")
        if not asked.isascii() or not asked.isdigit() or len(asked) > 9:  # noqa: PLR2004 - a list holds no more
            return await self._strategy.required()
        return await self._strategy.numbered(int(asked))

    async def _again(
        self,
        request: web.Request,
        who: Principal,
        text: str,
        problems: tuple[FieldProblem, ...],
        status: int,
        *,
        expected: int | None = None,
    ) -> web.Response:
        """What was typed, with what is wrong about it.

        It still is a change of the edition ``expected``; None: of the newest, as the person has just been told.
        """
        editions = await self._strategy.editions()
        return self._editor(
            request, who, text=text, editions=editions, problems=problems, status=status, expected=expected
        )

    def _editor(
        self,
        request: web.Request,
        who: Principal,
        *,
        text: str,
        editions: Any,
        problems: tuple[FieldProblem, ...] = (),
        status: int = 200,
        expected: int | None = None,
    ) -> web.Response:
        newest = editions[-1].number if editions else 0
        frame = {
            "text": text,
            "editions": editions[::-1],
            "problems": problems,
            "expected": newest if expected is None else expected,
        }
        return self._show(request, who, "edit.html", status=status, **frame)

    def _measuring(
        self,
        request: web.Request,
        who: Principal,
        *,
        edition: Edition,
        year: str,
        problems: tuple[FieldProblem, ...] = (),
        status: int = 200,
    ) -> web.Response:
        plan = edition.plan
        shown = _year_in(year, plan.years.years) or plan.years.last
        values: Mapping[str, str] = {
            indicator.key: _typed(indicator, shown) for issue in plan.issues for indicator in issue.indicators
        }
        frame = {"plan": plan, "year": shown, "values": values, "figure": figure, "problems": problems}
        return self._show(request, who, "measure.html", status=status, **frame)

    def _show(
        self, request: web.Request, who: Principal, template: str, status: int = 200, **more: Any
    ) -> web.Response:
        frame = {
            "csrf": who.csrf or "",
            "who": who.name,
            "desks": desks_of(who),
            "saved": "saved" in request.query,
            "home": HOME,
            "told": partial(told, say=translations(language_of(request))),
            **more,
        }
        response = self._pages.render(request, template, status=status, **frame)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _onward(self, request: web.Request, path: str, **query: str) -> web.Response:
        language = carried(request)
        wanted = {**query, "lang": language} if language else query
        return see_other(f"{path}?{urlencode(wanted)}")


def _typed(indicator: Indicator, year: int) -> str:
    value = indicator.measured.get(year)
    return "" if value is None else f"{value:.10g}"


def _year(text: str) -> int:
    if not text.isdecimal() or len(text) > _YEAR_DIGITS:
        raise InvalidInput(FieldProblem("year", "not-a-year", text[:20]))
    return int(text)


def _year_in(text: str, years: range) -> int | None:
    year = int(text) if text.isdecimal() and len(text) <= _YEAR_DIGITS else 0
    return year if year in years else None


def _number(text: str) -> float | None:
    if not text:
        return None
    value = read_number(text)
    if value is None:
        raise InvalidInput(FieldProblem("value", "not-a-number", text[:40]))
    return value
