"""The planet for people: the river of news, and how its sources are doing."""

from typing import Final

from aiohttp import web

from services.aggregator import paging
from services.aggregator.model import Problem
from services.aggregator.publishing import asking
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.river import topics
from services.aggregator.sources.register import Register, host_of
from shared.feed.formats import FORMATS
from shared.i18n import mark
from shared.text import truncate
from shared.web.pages import Pages
from shared.web.routing import Route

_EXCERPT: Final = 240
_PAGE: Final = 25
_SOURCES: Final = 100

STATES: Final = {
    "new": mark("Waiting for its first visit"),
    "ok": mark("In order"),
    "failing": mark("Not working at present"),
    "gone": mark("Closed by its publisher"),
}
PROBLEMS: Final = {
    "not-a-feed": mark("There is no feed at this address. Please look for the address of the Atom or RSS feed."),
    "already-gathered": mark("The feed of this page is gathered already. This address can be removed."),
    "broken-feed": mark("The feed is damaged. Please tell its publisher."),
    "forbidden-xml": mark("The feed defines XML entities, which is not accepted for safety."),
    "unparsable": mark("The feed could not be read. Please tell its publisher."),
    "parse-timeout": mark("Reading the feed took too long."),
    "parse-crashed": mark("The feed could not be read. Please tell its publisher."),
    "parse-memory": mark("The feed is too complex to be read."),
    "bad-url": mark("The address is not usable."),
    "address-refused": mark("The address leads into a private network. The operator can allow it (SAKET_ALLOW_HOSTS)."),
    "port-refused": mark("The address uses an unusual port. The operator can allow it (SAKET_ALLOW_HOSTS)."),
    "page-refused": mark("The address is not usable."),
    "redirect-refused": mark("The address redirects to a place where it must not lead."),
    "too-many-redirects": mark("The address redirects in circles."),
    "connect-failed": mark("The site cannot be reached."),
    "deadline-exceeded": mark("The site answers too slowly."),
    "bad-response": mark("The site does not answer as the web should."),
    "unexpected-304": mark("The site does not answer as the web should."),
    "body-too-large": mark("The feed is too large."),
    "bad-encoding": mark("The feed is compressed in a way that cannot be read."),
}
_STATUS: Final = {
    "401": mark("The site wants a password."),
    "403": mark("The site does not let us read the feed."),
    "404": mark("The feed is not at this address any more."),
    "410": mark("The publisher has closed this feed."),
    "429": mark("The site asks us to come less often. We do."),
    "503": mark("The site is down for maintenance."),
}
_UNKNOWN: Final = mark("The site answers with an error.")


def in_words(problem: Problem) -> str:
    """The message id for what went wrong."""
    if problem.code == "http-status":
        return _STATUS.get(problem.detail, _UNKNOWN)
    return PROBLEMS.get(problem.code, _UNKNOWN)


class PlanetPages:
    """``/planet/`` and ``/planet/sources``."""

    def __init__(self, register: Register, newsstand: Newsstand, pages: Pages) -> None:
        self._register = register
        self._newsstand = newsstand
        self._pages = pages

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        return [
            Route(
                method="GET",
                path="",
                handler=self.door,
                summary="To the river",
                status=308,
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/",
                handler=self.river,
                summary="The river of news",
                query=("source", "group", "q", "cursor", "lang"),
                produces="text/html",
            ),
            Route(
                method="GET",
                path="/sources",
                handler=self.sources,
                summary="How the sources are doing",
                query=("cursor", "lang"),
                produces="text/html",
            ),
        ]

    async def door(self, _request: web.Request) -> web.Response:
        """The address without its slash."""
        raise web.HTTPPermanentRedirect(f"{topics.PREFIX}/")

    async def river(self, request: web.Request) -> web.Response:
        """Entries, the newest first, of everything or of one source or group."""
        wanted = asking.filter_of(request.query)
        gathered, after = await self._newsstand.entries(wanted, paging.place_of(request.query), _PAGE)
        chosen = request.query.get("source")
        group = request.query.get("group") or ""
        return self._pages.render(
            request,
            "planet.html",
            items=gathered,
            excerpts={each.entry.id: truncate(each.entry.summary, _EXCERPT) for each in gathered},
            after=paging.encode(after),
            groups=await self._newsstand.groups(),
            group=group,
            words=wanted.query,
            source=(await self._register.source(chosen)).source if chosen else None,
            feeds=_feeds(chosen, group),
        )

    async def sources(self, request: web.Request) -> web.Response:
        """Every source: state, last success, next visit, and what is wrong in words."""
        listed, after = await self._register.sources(paging.place_of(request.query), _SOURCES)
        return self._pages.render(
            request,
            "sources.html",
            listed=listed,
            states=STATES,
            problems={each.source.id: in_words(each.source.pace.error) for each in listed if each.source.pace.error},
            hosts={each.source.id: host_of(each.source) for each in listed},
            after=paging.encode(after),
        )


def _feeds(source: str | None, group: str) -> dict[str, str]:
    """The merged feeds of what is shown, by format."""
    if source:
        return {suffix: topics.source_feed(source, suffix) for suffix in FORMATS}
    if group:
        return {suffix: topics.group_feed(group, suffix) for suffix in FORMATS}
    return {suffix: topics.all_feed(suffix) for suffix in FORMATS}
