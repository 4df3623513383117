"""``/embed.js``: the thread of a post on a page of another site."""

from importlib.resources import files

from aiohttp import web

from shared.http.view import View, make_view
from shared.web.routing import Route
from shared.web.views import view_answer


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
    source = files("services.comments").joinpath("static", "embed.js").read_bytes()
    return make_view(source, content_type="text/javascript; charset=utf-8", cache_control="public, max-age=300")
