"""Who may come in to the desk, and what every page of it has in common."""

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services.feed.write.form import Form, fields_of
from services.feed.write.wording import Translate
from shared.errors import Forbidden
from shared.i18n import translations
from shared.staff.model import Principal, Scope
from shared.web.answers import see_other
from shared.web.auth import Gate
from shared.web.desks import desks_of
from shared.web.language import carried, language_of
from shared.web.pages import Pages

HOME = "/write"
NEW = "/write/new"


def editor_path(post_id: str) -> str:
    """Where a post is edited; '' for one that is still to be made."""
    return f"{HOME}/{post_id}" if post_id else NEW


def translator(request: web.Request) -> Translate:
    """Messages in the language of the page."""
    return translations(language_of(request)).gettext


def onward(request: web.Request, path: str, **query: str) -> web.Response:
    """After a form: on to a page, in the same language."""
    language = carried(request)
    wanted = {**query, "lang": language} if language else query
    return see_other(f"{path}?{urlencode(wanted)}#main" if wanted else f"{path}#main")


class Room:
    """For staff with the scope ``posts``; strangers are sent to the login."""

    def __init__(self, gate: Gate, pages: Pages) -> None:
        self._gate = gate
        self._pages = pages

    async def visitor(self, request: web.Request) -> Principal:
        """Who looks at a page."""
        principal = await self.sender(request)
        if principal is None:
            raise web.HTTPSeeOther(f"/login?{urlencode({'next': request.path_qs})}")
        return principal

    async def sender(self, request: web.Request) -> Principal | None:
        """Who sends a form; None if the session has ended. Raises `Forbidden`."""
        principal = await self._gate.principal(request)
        if principal is not None and not principal.may(Scope.POSTS):
            raise Forbidden(Scope.POSTS)
        return principal

    def check(self, request: web.Request, principal: Principal, csrf: str) -> None:
        """Raises `Forbidden` for a form that did not come from a page of ours made for this session."""
        self._gate.check_token(request, principal, csrf)

    def show(
        self, request: web.Request, principal: Principal, template: str, *, status: int = 200, **context: Any
    ) -> web.Response:
        """A page, which nobody keeps."""
        frame = {"csrf": principal.csrf or "", "who": principal.name, "desks": desks_of(principal), **context}
        response = self._pages.render(request, template, status=status, **frame)
        response.headers["Cache-Control"] = "no-store"
        return response

    def again(self, request: web.Request, form: Form) -> web.Response:
        """The session has ended while somebody was writing: what was typed comes back, to be sent after a login."""
        response = self._pages.render(
            request, "write_again.html", status=401, fields=fields_of(form), target=editor_path(form.post)
        )
        response.headers["Cache-Control"] = "no-store"
        return response
