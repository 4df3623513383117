"""The addresses that feeds had in the first years of Blogger and WordPress: they lead on for good."""

from collections.abc import Mapping

from aiohttp import web
from yarl import URL

from shared.web.routing import Handler, Route


def moved_feed_routes(table: Mapping[str, str]) -> list[Route]:
    """From the names of files at the root to paths of this site, queries included."""
    return [
        Route(method="GET", path=f"/{name}", handler=_leading(to), summary=f"What {to} gives now", status=301)
        for name, to in table.items()
    ]


def _leading(to: str) -> Handler:
    async def lead(_request: web.Request) -> web.StreamResponse:
        raise web.HTTPMovedPermanently(URL(to, encoded=True))

    return lead
