"""``/site.css``: the accent colour, in a file of its own because pages may hold no style (CSP)."""

from typing import Final

from aiohttp import web

from shared.http.view import make_view
from shared.site.board import Board
from shared.web.routing import Route
from shared.web.static import IMMUTABLE
from shared.web.views import view_answer

_HEADERS: Final = {"X-Content-Type-Options": "nosniff"}


class Stylesheet:
    """A handler. Pages name the version they want (``?v=``), which may be kept for ever."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def routes(self) -> list[Route]:
        summary = "The accent colour of the site"
        return [
            Route(
                method="GET",
                path="/site.css",
                handler=self.show,
                summary=summary,
                query=("v",),
                produces="text/css",
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        accent = self._board.shown.accent
        is_named = request.query.get("v") == accent.removeprefix("#")
        view = make_view(
            self._board.shown.palette.stylesheet().encode(),
            content_type="text/css; charset=utf-8",
            cache_control=IMMUTABLE if is_named else "no-cache",
        )
        return view_answer(view, request, _HEADERS)
