"""``/embed.js``: the thread of a post on a page of another site."""

from importlib.resources import files
from typing import Final

import msgspec
from aiohttp import web

from shared.http.view import View, make_view
from shared.i18n import LANGUAGES, mark, translations
from shared.web.routing import Route
from shared.web.views import view_answer

_MESSAGES: Final = {
    "title": mark("Comments"),
    "none": mark("No comments yet. Yours would be the first."),
    "write": mark("Write a comment"),
    "more": mark("Later comments"),
    "failed": mark("Comments cannot be loaded now."),
}


class Embed:
    """Serves one script, the same for all."""

    def __init__(self) -> None:
        self._view = _load()

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/embed.js",
                handler=self.script,
                summary="Shows a thread on another site",
                produces="text/javascript",
            )
        ]

    async def script(self, request: web.Request) -> web.Response:
        extra = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
        return view_answer(self._view, request, extra)


def _load() -> View:
    """The script with the words of both languages in it."""
    source = files("services.comments").joinpath("static", "embed.js").read_bytes()
    words = {language: _words(language) for language in LANGUAGES}
    script = source.replace(b"WORDS_BY_LANGUAGE", msgspec.json.encode(words))
    return make_view(script, content_type="text/javascript; charset=utf-8", cache_control="public, max-age=300")


def _words(language: str) -> dict[str, str]:
    return {name: translations(language).gettext(message) for name, message in _MESSAGES.items()}
