"""The language of a page: the first that the province offers, or another of those if the address asks for it."""

from collections.abc import Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from shared.i18n import LANGUAGES, pick_language, translations
from shared.site.board import Board

_OFFERED: Final = web.RequestKey("saket_offered_languages", tuple)


def languages_middleware(board: Board) -> Middleware:
    """Goes outside of everything that speaks: each request is answered in the languages that are set as it comes."""

    @web.middleware
    async def offer(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[_OFFERED] = board.shown.languages
        return await handler(request)

    return offer


def offered(request: web.Request) -> tuple[str, ...]:
    """What pages may be in, the site's own language first."""
    languages: tuple[str, ...] = request.get(_OFFERED, LANGUAGES)
    return languages


def language_of(request: web.Request) -> str:
    """The language of the page at this address."""
    return pick_language(request.query.get("lang"), offered(request))


def translator(request: web.Request) -> Callable[[str], str]:
    """Messages in the language of the page."""
    return translations(language_of(request)).gettext


def carried(request: web.Request) -> str:
    """What addresses that lead on from a page have to say of the language: '' for the site's own."""
    language = language_of(request)
    return "" if language == offered(request)[0] else language
