"""Server-rendered pages: Jinja2 with autoescape, one environment a language, a strict CSP on every answer."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final, Self
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.clock import rfc3339
from shared.i18n import LANGUAGES, translations
from shared.settings import SiteSettings
from shared.thai import dates
from shared.web.language import language_of
from shared.web.static import Static

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' https: http:; "
    "media-src 'self' https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DATES: Final = {
    "th": {"date": dates.thai_date, "long_date": dates.thai_long_date, "moment": dates.thai_moment},
    "en": {"date": dates.english_date, "long_date": dates.english_date, "moment": dates.english_moment},
}


class Pages:
    """Renders the templates of one package over those of `shared`."""

    def __init__(self, site: SiteSettings, static: Static, package: str | None = None) -> None:
        self._site = site
        self._static = static
        self._package = package

    def of(self, package: str) -> Self:
        """The same pages with the templates of ``package`` in front."""
        return type(self)(self._site, self._static, package)

    @property
    def face(self) -> int:
        """Changes with what every page shows of the province."""
        return self._site.board.version

    def render(self, request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
        """A whole page in the language the address asks for (``?lang=en``), else in the site's own."""
        language = language_of(request)
        text = self.page_text(request, template, language, context)
        response = web.Response(status=status, text=text, content_type="text/html", charset="utf-8")
        response.headers.update(SECURITY_HEADERS)
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "no-store" if status >= 400 else "no-cache"  # noqa: PLR2004
        return response

    def page_text(self, request: web.Request, template: str, language: str, context: Mapping[str, Any]) -> str:
        """The text of a whole page at the address of ``request``."""
        return self.text(language, template, path=_local_path(request), query=request.query, **context)

    def text(self, language: str, template: str, **context: Any) -> str:
        """A template's text; every value in it is escaped unless it is Markup."""
        return self._environment(language).get_template(template).render(**context)

    def fragment(self, language: str, template: str, **context: Any) -> Markup:
        """Part of a page, safe to put into another one."""
        return Markup(self.text(language, template, **context))  # noqa: S704 - rendered with autoescape just now

    def error(self, request: web.Request, status: int, title: str) -> web.Response:
        """The page a person sees when something went wrong."""
        return self.render(request, "error.html", status=status, error_title=title, error_status=status)

    def _environment(self, language: str) -> Environment:
        return _environment(self._site, self._static, self._package, language)


def _local_path(request: web.Request) -> str:
    """The path as it was asked for, still encoded; a second leading slash would make it another site's address."""
    return "/" + request.rel_url.raw_path.lstrip("/")


@cache
def _environment(site: SiteSettings, static: Static, package: str | None, language: str) -> Environment:
    packages = [package, "shared"] if package else ["shared"]
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals.update(
        gettext=_gettext(language),
        ngettext=_ngettext(language),
        site=site,
        lang=language,
        languages=LANGUAGES,
        static=static.url,
        href=_href(site, language),
        switch=_switch(site),
        absolute=site.absolute,
    )
    environment.filters.update({**_DATES[language], "rfc3339": rfc3339_or_empty})
    return environment


def _gettext(language: str) -> Any:
    """What templates call ``_``. No message holds HTML, so every message is escaped: some are names that people gave.

    (Jinja's own "newstyle" functions take a message for HTML, whoever it is from.)
    """
    catalog = translations(language)

    def say(message: str, **values: object) -> Markup:
        words = escape(catalog.gettext(message))
        return words % values if values else words

    return say


def _ngettext(language: str) -> Any:
    catalog = translations(language)

    def say(one: str, many: str, num: int, **values: object) -> Markup:
        return escape(catalog.ngettext(one, many, num)) % {"num": num, **values}

    return say


def rfc3339_or_empty(moment: datetime | None) -> str:
    """For ``datetime`` attributes: machine time, or nothing."""
    return rfc3339(moment) if moment else ""


def _href(site: SiteSettings, language: str) -> Any:
    def href(path: str, **query: str | int | None) -> str:
        """A path on this site that keeps the reader's language."""
        wanted = {name: str(value) for name, value in query.items() if value not in {None, ""}}
        if language != site.board.shown.language:
            wanted["lang"] = language
        return f"{path}?{urlencode(wanted)}" if wanted else path

    return href


def _switch(site: SiteSettings) -> Any:
    def switch(path: str, query: Any, language: str) -> str:
        """The address of the same page in another language."""
        kept = [(name, value) for name, value in query.items() if name != "lang"]
        if language != site.board.shown.language:
            kept.append(("lang", language))
        return f"{path}?{urlencode(kept)}" if kept else path

    return switch
