"""``/settings``: the province's name, emblem, colour, languages, contact and agencies, for administrators."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from shared.errors import InvalidInput, PreconditionFailed
from shared.i18n import translations
from shared.site.identity import EMBLEM, Edition, small_emblem
from shared.site.rules import NAMES, text_of
from shared.site.settings import SiteIdentity
from shared.staff.model import Scope
from shared.thai.provinces import PROVINCES
from shared.web.answers import see_other
from shared.web.auth import MEMBER, Gate
from shared.web.body import FORM, BodyReader
from shared.web.desks import desks_of
from shared.web.language import carried, language_of
from shared.web.pages import Pages
from shared.web.province.wording import CHANGED, emblem_words, words_of
from shared.web.routing import Route

HOME: Final = "/settings"
UPLOAD: Final = f"{HOME}/emblem"
"""Where a picture for the emblem is sent: to the service that keeps uploads."""
_MOST_DIGITS: Final = 9


class SettingsPage:
    """Handlers; strangers are sent to the login."""

    def __init__(self, identity: SiteIdentity, gate: Gate, pages: Pages, bodies: BodyReader) -> None:
        self._identity = identity
        self._gate = gate
        self._pages = pages
        self._bodies = bodies

    def routes(self) -> list[Route]:
        table = (("GET", self.show, "The settings of the site"), ("POST", self.save, "Change them, plain form"))
        return [
            Route(
                method=method,
                path=HOME,
                handler=handler,
                summary=summary,
                scope=Scope.SITE,
                session=True,
                query=("lang", "saved", "emblem", "problem"),
                consumes=(FORM,) if method == "POST" else (),
                produces="text/html",
                status=200 if method == "GET" else 303,
            )
            for method, handler, summary in table
        ]

    async def show(self, request: web.Request) -> web.Response:
        edition = await self._identity.current()
        code = request.query.get("problem", "")
        problems = {"emblem": emblem_words(code, translations(language_of(request)).gettext)} if code else {}
        return self._form(request, edition, self._as_set(), problems)

    async def save(self, request: web.Request) -> web.Response:
        form = await self._bodies.form(request)
        values = {name: form[name] for name in NAMES if name in form}
        who = request[MEMBER].principal.name
        try:
            await self._identity.change(values, who, _version(form.get("version", "")))
        except InvalidInput as error:
            say = translations(language_of(request)).gettext
            problems = {problem.field: words_of(problem, say) for problem in error.problems}
            return self._form(request, await self._identity.current(), {**self._as_set(), **values}, problems, 422)
        except PreconditionFailed:
            edition = await self._identity.current()
            return self._form(request, edition, {**self._as_set(), **values}, {"": _say(request, CHANGED)}, 409)
        language = carried(request)
        return see_other(f"{HOME}?saved=1" + (f"&lang={language}" if language else ""))

    def _as_set(self) -> dict[str, str]:
        identity = self._identity.board.shown
        return {name: text_of(identity, name) for name in NAMES}

    def _form(
        self,
        request: web.Request,
        edition: Edition,
        values: Mapping[str, str],
        problems: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> web.Response:
        principal = request[MEMBER].principal
        response = self._pages.render(
            request,
            "settings.html",
            status=status,
            csrf=principal.csrf,
            desks=desks_of(principal),
            values=values,
            candidate=_candidate(request, values),
            upload=UPLOAD,
            problems=problems or {},
            edition=edition,
            provinces=PROVINCES,
            saved="saved" in request.query,
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _candidate(request: web.Request, values: Mapping[str, str]) -> tuple[str, str]:
    """A picture that was uploaded and is not the emblem yet, with the size of it to look at; twice '' for none."""
    path = request.query.get("emblem", "")
    return (path, small_emblem(path)) if EMBLEM.fullmatch(path) and path != values["emblem"] else ("", "")


def _version(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else -1


def _say(request: web.Request, message: str) -> str:
    return translations(language_of(request)).gettext(message)
