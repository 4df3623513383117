"""Merged feeds over HTTP: rendered once a version, answered from memory (304, gzip, brotli, zstd)."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from shared.errors import FieldProblem, InvalidInput, NotFound
from shared.feed.formats import Format
from shared.feed.views import public_view
from shared.http.cache import ViewCache
from shared.http.view import View
from shared.i18n import mark, translations
from shared.settings import SiteSettings
from shared.web.feed_answers import FORMAT, feed_answer, format_of
from shared.web.routing import Route

_LANGUAGE: Final = "th"
_TITLE: Final = mark("News of the neighbouring provinces")
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
        return [
            Route(
                method="GET",
                path=f"/feeds/all.{FORMAT}",
                handler=self.everything,
                summary="Everything",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/sources/{{source}}.{FORMAT}",
                handler=self.of_source,
                summary="One source",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/groups/{{group}}.{FORMAT}",
                handler=self.of_group,
                summary="One group",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feeds/search.atom",
                handler=self.found,
                summary="Entries that hold these words",
                query=("q",),
                produces=Format.ATOM.media_type,
                cors=True,
            ),
        ]

    async def everything(self, request: web.Request) -> web.StreamResponse:
        """Every entry of every source."""
        form = format_of(request)
        title, path, page = self._text(_TITLE), topics.all_feed(form.extension), f"{topics.PREFIX}/"
        return await self._answer(request, _Wanted(Filter(ALL), "planet/all", title, path, page, form))

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
        view = Filter(view_of(group=group))
        return await self._answer(request, _Wanted(view, f"planet/g/{group}", title, path, page, form, group))

    async def found(self, request: web.Request) -> web.StreamResponse:
        """Entries that hold all the words of ``q``."""
        words = " ".join(asking.filter_of(request.query).query.split())
        if not words:
            raise InvalidInput(FieldProblem("q", "missing"))
        title, path, page = f"{self._text(_TITLE)}: {words}", topics.search_feed(words), f"{topics.PREFIX}/"
        view = Filter(ALL, words)
        return await self._answer(request, _Wanted(view, f"planet/q/{words}", title, path, page, Format.ATOM))

    async def _answer(self, request: web.Request, wanted: _Wanted) -> web.StreamResponse:
        version = (await self._index.versions([wanted.filter.view]))[0]

        async def render() -> View:
            return await self._render(wanted)

        view = await self._views.get(wanted.path, version, render)
        return feed_answer(view, request)

    async def _render(self, wanted: _Wanted) -> View:
        gathered, _ = await self._newsstand.entries(wanted.filter, None, merged.WINDOW)
        if wanted.group and not gathered and wanted.group not in await self._newsstand.groups():
            raise NotFound("group", wanted.group)
        is_search = bool(wanted.filter.query)
        burials = [] if is_search else await self._newsstand.burials(wanted.filter.view, merged.TOMBSTONES)
        heading = self._heading(wanted, len({each.source.id for each in gathered}))
        # Without Last-Modified: an entry with an old date may arrive at any time.
        return public_view(merged.merge(heading, gathered, burials), wanted.form)

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
        )
