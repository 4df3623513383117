"""Merged feeds over HTTP: rendered once a version, answered from memory (304, gzip, brotli, zstd)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlencode

from aiohttp import web

from services.aggregator.model import Filter
from services.aggregator.publishing import asking, merged
from services.aggregator.publishing.merged import Heading
from services.aggregator.publishing.newsstand import Newsstand
from services.aggregator.river import topics
from services.aggregator.river.views import ALL, view_of
from services.aggregator.sources.register import Register
from shared.clock import BANGKOK
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.feed.formats import Format
from shared.feed.views import public_view
from shared.http.cache import ViewCache
from shared.http.view import View
from shared.i18n import mark, translations
from shared.settings import SiteSettings
from shared.thai.provinces import REGION_NAMES, Region
from shared.web.feed_answers import FORMAT, feed_answer, format_of
from shared.web.routing import Handler, Route

_LANGUAGE: Final = "th"
_TITLE: Final = mark("News of the neighbouring provinces")
_DAY: Final = "{day}"
_END_OF_TIME: Final = datetime(9000, 1, 1, tzinfo=UTC)
_SUBTITLE: Final = mark("Gathered from %(count)s sources")


class Versions(Protocol):
    """What tells whether a view has changed."""

    async def versions(self, views: Sequence[str]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One merged feed: what is in it, what it is called, where it is."""

    filter: Filter
    name: str
    title: str
    path: str
    page: str
    form: Format
    group: str | None = None


class MergedFeeds:
    """All, by source, by group, and by words."""

    def __init__(
        self, register: Register, newsstand: Newsstand, index: Versions, site: SiteSettings, views: ViewCache
    ) -> None:
        self._register = register
        self._newsstand = newsstand
        self._index = index
        self._site = site
        self._views = views
        self._text = translations(_LANGUAGE).gettext

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        views = [
            ("/feeds/all", self.everything, "Everything"),
            ("/feeds/sources/{source}", self.of_source, "One source"),
            ("/feeds/groups/{group}", self.of_group, "One group"),
            ("/feeds/regions/{region}", self.of_region, "One part of the country"),
        ]
        found = _route(f"/feeds/search.{FORMAT}", self.found, "Entries that hold these words", ("q",))
        return [
            *(_route(f"{path}.{FORMAT}", handler, summary) for path, handler, summary in views),
            *(
                _route(f"{path}/archive/{_DAY}.{FORMAT}", handler, f"{summary}, one day")
                for path, handler, summary in views
            ),
            found,
        ]

    async def everything(self, request: web.Request) -> web.StreamResponse:
        """Every entry of every source."""
        form = format_of(request)
        title, path, page = self._text(_TITLE), topics.all_feed(form.extension), f"{topics.PREFIX}/"
        return await self._answer(request, _Wanted(Filter(ALL, leads=True), "planet/all", title, path, page, form))

    async def of_source(self, request: web.Request) -> web.StreamResponse:
        """Entries of one source. Raises `NotFound`."""
        form = format_of(request)
        source = (await self._register.source(request.match_info["source"])).source
        path = topics.source_feed(source.id, form.extension)
        page = f"{topics.PREFIX}/?source={source.id}"
        view = Filter(view_of(source=source.id))
        return await self._answer(request, _Wanted(view, f"planet/s/{source.id}", source.title, path, page, form))

    async def of_group(self, request: web.Request) -> web.StreamResponse:
        """Entries of one group. Raises `NotFound` for one that no source belongs to."""
        group, form = request.match_info["group"], format_of(request)
        title = f"{self._text(_TITLE)}: {group}"
        path, page = topics.group_feed(group, form.extension), f"{topics.PREFIX}/?{urlencode({'group': group})}"
        view = Filter(view_of(group=group), leads=True)
        return await self._answer(request, _Wanted(view, f"planet/g/{group}", title, path, page, form, group))

    async def of_region(self, request: web.Request) -> web.StreamResponse:
        """Entries of all provinces of one region. Raises `NotFound`."""
        region, form = request.match_info["region"], format_of(request)
        if region not in set(Region):
            raise NotFound("region", region)
        title = f"{self._text(_TITLE)}: {self._text(REGION_NAMES[Region(region)])}"
        path, page = topics.region_feed(region, form.extension), f"{topics.PREFIX}/?region={region}"
        view = Filter(view_of(region=region), leads=True)
        return await self._answer(request, _Wanted(view, f"planet/r/{region}", title, path, page, form))

    async def found(self, request: web.Request) -> web.StreamResponse:
        """Entries that hold all the words of ``q``."""
        words, form = " ".join(asking.filter_of(request.query).query.split()), format_of(request)
        if not words:
            raise InvalidInput(FieldProblem("q", "missing"))
        title, path = f"{self._text(_TITLE)}: {words}", topics.search_feed(words, form.extension)
        page = f"{topics.PREFIX}/?{urlencode({'q': words})}"
        view = Filter(ALL, words, leads=True)
        return await self._answer(request, _Wanted(view, f"planet/q/{words}", title, path, page, form))

    async def _answer(self, request: web.Request, wanted: _Wanted) -> web.StreamResponse:
        day = request.match_info.get("day")
        version = (self._site.board.version, (await self._index.versions([wanted.filter.view]))[0])

        async def render() -> View:
            return await self._archive(wanted, day) if day else await self._render(wanted)

        view = await self._views.get((wanted.path, day), version, render)
        return feed_answer(view, request)

    async def _render(self, wanted: _Wanted) -> View:
        gathered, _ = await self._newsstand.entries(wanted.filter, None, merged.WINDOW)
        if wanted.group and not gathered and wanted.group not in await self._newsstand.groups():
            raise NotFound("group", wanted.group)
        is_search = bool(wanted.filter.query)
        view = wanted.filter.view
        burials = [] if is_search else await self._newsstand.burials(view, merged.TOMBSTONES)
        heading = self._heading(wanted, len({each.source.id for each in gathered}))
        older = "" if is_search else await self._older(wanted, _END_OF_TIME)
        # Without Last-Modified: an entry with an old date may arrive at any time.
        return public_view(merged.merge(replace(heading, older_url=older), gathered, burials), wanted.form)

    async def _archive(self, wanted: _Wanted, day: str) -> View:
        """What came in on a day of Bangkok's: complete once the day is over, but for what is withdrawn later."""
        begin = _begin(day)
        end = begin + timedelta(days=1)
        gathered = await self._newsstand.archived(wanted.filter.view, begin, end, merged.MOST_ARCHIVED)
        if not gathered:
            raise NotFound("archive", day)
        if wanted.filter.leads:
            gathered = [each for each in gathered if each.lead is None]
        burials = await self._newsstand.burials(wanted.filter.view, merged.TOMBSTONES)
        heading = replace(
            self._heading(wanted, len({each.source.id for each in gathered})),
            self_url=self._site.absolute(topics.archive_of(wanted.path, day)),
            current_url=self._site.absolute(wanted.path),
            older_url=await self._older(wanted, begin),
            hub_url=None,
            is_archive=True,
        )
        return public_view(merged.merge(heading, gathered, burials), wanted.form)

    async def _older(self, wanted: _Wanted, before: datetime) -> str:
        """The address of the last day before a moment on which anything came in."""
        last = await self._newsstand.last_arrival(wanted.filter.view, before)
        if last is None:
            return ""
        day = last.astimezone(BANGKOK).date().isoformat()
        return self._site.absolute(topics.archive_of(wanted.path, day))

    def _heading(self, wanted: _Wanted, sources: int) -> Heading:
        return Heading(
            name=wanted.name,
            title=f"{wanted.title} · {self._site.title}",
            subtitle=self._text(_SUBTITLE) % {"count": sources},
            self_url=self._site.absolute(wanted.path),
            media_type=wanted.form.media_type,
            page_url=self._site.absolute(wanted.page),
            hub_url=None if wanted.filter.query else self._site.hub_url,  # searches are not announced
            authority=self._site.authority,
            via_url=self._site.absolute(topics.all_feed(Format.ATOM.extension)),
            strategy_url=self._site.absolute("/strategy/"),
        )


def _route(path: str, handler: Handler, summary: str, query: tuple[str, ...] = ()) -> Route:
    media_type = Format.ATOM.media_type
    return Route(method="GET", path=path, handler=handler, summary=summary, query=query, produces=media_type, cors=True)


def _begin(day: str) -> datetime:
    """Raises `NotFound` for a day that there never was."""
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=BANGKOK)
    except ValueError as error:
        raise NotFound("archive", day) from error
