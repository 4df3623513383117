"""``/archive``: all posts by the year (Buddhist era) and month in which they were published."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from services.feed.media.pictures import Pictures
from services.feed.model import ALL_POSTS, Post, ViewName
from services.feed.pages.list_items import card
from services.feed.placement import member
from services.feed.reading.sections import Reading
from services.feed.section import EVERYTHING_WRITTEN
from shared.clock import BANGKOK
from shared.errors import NotFound
from shared.http.paging import read_cursor, write_cursor
from shared.http.versions import Versions
from shared.i18n import DEFAULT_LANGUAGE
from shared.thai.dates import BUDDHIST_ERA_OFFSET, MONTHS
from shared.web.kept_pages import Context, KeptPages
from shared.web.language import language_of
from shared.web.routing import Route

_CARDS: Final = 50
_FIRST: Final = "0"
_YEARS: Final = range(2513, 2700)
_YEAR: Final = r"{year:\d{4}}"


class ArchivePage:
    """Handlers."""

    def __init__(self, reading: Reading, pages: KeptPages, versions: Versions[ViewName], pictures: Pictures) -> None:
        self._reading = reading
        self._pages = pages
        self._versions = versions
        self._pictures = pictures

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        table = (
            ("/archive", self.years, "The years in which something was published", ("lang",)),
            (f"/archive/{_YEAR}", self.months, "The months of a year of the Buddhist era", ("lang",)),
            (f"/archive/{_YEAR}/{{month:\\d{{2}}}}", self.month, "The posts of a month", ("lang", "cursor")),
        )
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, query=query, produces="text/html")
            for path, handler, summary, query in table
        ]

    async def years(self, request: web.Request) -> web.Response:
        """From the year of the newest post to that of the oldest."""

        async def context() -> Mapping[str, Any]:
            newest = await self._reading.run(EVERYTHING_WRITTEN, None, 1)
            oldest = await self._reading.run(EVERYTHING_WRITTEN, _FIRST, 1, newer=True)
            years = range(_year_of(newest.posts), _year_of(oldest.posts) - 1, -1) if newest.posts else ()
            return {"years": list(years), "year": None, "months": []}

        return await self._answer(request, "archive.html", context)

    async def months(self, request: web.Request) -> web.Response:
        """The months of a year that hold posts."""
        year, language = _read_year(request), language_of(request)

        async def context() -> Mapping[str, Any]:
            held = [month for month in range(12, 0, -1) if (await self._of(year, month, None, 1))[0]]
            if not held:
                raise NotFound("archive", str(year))
            months = [(f"{month:02}", month_name(year, month, language)) for month in held]
            return {"years": [], "year": year, "months": months}

        return await self._answer(request, "archive.html", context)

    async def month(self, request: web.Request) -> web.Response:
        """The posts of a month, newest first."""
        year, month = _read_year(request), int(request.match_info["month"])
        if month not in range(1, 13):
            raise NotFound("archive", f"{year}/{month}")
        place, language = read_cursor(request.query.get("cursor")), language_of(request)

        async def context() -> Mapping[str, Any]:
            posts, older = await self._of(year, month, place, _CARDS)
            if not posts:
                raise NotFound("archive", f"{year}/{month}")
            cards, heading = [card(post, pictures=self._pictures) for post in posts], month_name(year, month, language)
            return {"year": year, "heading": heading, "cards": cards, "older": write_cursor(older)}

        return await self._answer(request, "archive_month.html", context)

    async def _answer(self, request: web.Request, template: str, context: Context) -> web.Response:
        return await self._pages.answer(request, template, self._versions.of(ALL_POSTS), context)

    async def _of(self, year: int, month: int, place: str | None, limit: int) -> tuple[list[Post], str | None]:
        """Posts of a month from behind a place, and the place to go on from, if there are more."""
        start, end = _start(year, month), _start(year + month // 12, month % 12 + 1)
        run = await self._reading.run(EVERYTHING_WRITTEN, place or member(end, ""), limit)
        posts = [post for post in run.posts if post.published and start <= post.published < end]
        return posts, run.older if len(posts) == len(run.posts) == limit else None


def month_name(year: int, month: int, language: str) -> str:
    """``กันยายน 2562``, ``September 2019``."""
    if language == DEFAULT_LANGUAGE:
        return f"{MONTHS[month - 1]} {year}"
    return f"{_start(year, month):%B %Y}"


def _start(year: int, month: int) -> datetime:
    return datetime(year - BUDDHIST_ERA_OFFSET, month, 1, tzinfo=BANGKOK)


def _read_year(request: web.Request) -> int:
    year = int(request.match_info["year"])
    if year not in _YEARS:
        raise NotFound("archive", str(year))
    return year


def _year_of(posts: Sequence[Post]) -> int:
    post = posts[0]
    return (post.published or post.created).astimezone(BANGKOK).year + BUDDHIST_ERA_OFFSET
