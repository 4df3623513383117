"""A feed as a page, for people who open one in a browser: what it is, how to subscribe, and what stands in it."""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from services.feed.feeds.documents import Document
from services.feed.feeds.rendering import VARY
from shared.feed.excerpt import excerpt
from shared.feed.model import Entry, Feed
from shared.web.kept_pages import KeptPages

_TEASER_LENGTH: Final = 240


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it."""

    title: str
    url: str
    moment: datetime
    authors: str
    teaser: str
    language: str


class BrowserPages:
    """Renders the pages, each once for every version of its feed."""

    def __init__(self, pages: KeptPages) -> None:
        self._pages = pages

    async def page(
        self, request: web.Request, version: Hashable, build: Callable[[], Awaitable[Document]]
    ) -> web.Response:
        """The page of the feed that ``build`` makes as of ``version``."""

        async def context() -> Mapping[str, Any]:
            return _context((await build()).feed)

        response = await self._pages.answer(request, "feed.html", version, context)
        response.headers["Vary"] = ", ".join([*VARY, *response.headers.getall("Vary", [])])
        return response


def _context(feed: Feed) -> Mapping[str, Any]:
    return {
        "feed": feed,
        "address": _href(feed, "self"),
        "home": _href(feed, "alternate"),
        "older": _href(feed, "next"),
        "newer": _href(feed, "previous"),
        "entries": [_shown(entry) for entry in feed.entries],
    }


def _shown(entry: Entry) -> Shown:
    return Shown(
        title=entry.title,
        url=next((link.href for link in entry.links if link.rel == "alternate"), ""),
        moment=entry.published or entry.updated,
        authors=", ".join(person.name for person in entry.authors),
        teaser=entry.summary or excerpt(entry.content or "", _TEASER_LENGTH),
        language=entry.language or "th",
    )


def _href(feed: Feed, relation: str) -> str:
    return next((link.href for link in feed.links if link.rel == relation), "")
