"""Merged feeds over HTTP: rendered once a version, answered from memory (304, gzip, brotli, zstd)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import urlencode

from aiohttp import web

from services.aggregator import asking, merged, topics
from services.aggregator.merged import Heading
from services.aggregator.model import Filter
from services.aggregator.service import Planet
from services.aggregator.views import ALL, view_of
from shared.errors import FieldProblem, InvalidInput
from shared.feed import atom, jsonfeed, rss
from shared.feed.model import Feed
from shared.http.cache import ViewCache
from shared.http.links import WebLink
from shared.http.view import View, make_view
from shared.i18n import mark, translations
from shared.settings import SiteSettings
from shared.web.routing import Route
from shared.web.views import view_answer

_LANGUAGE: Final = "th"
_TITLE: Final = mark("News of the neighbouring provinces")
_SUBTITLE: Final = mark("Gathered from %(count)s sources")
_SUFFIX: Final = "{suffix:atom|rss|json}"


class Versions(Protocol):
    """What tells whether a view has changed."""

    async def versions(self, views: Sequence[str]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class _Format:
    render: Callable[[Feed], bytes]
    media_type: str
    content_type: str


_FORMATS: Final = {
    "atom": _Format(atom.render, atom.MEDIA_TYPE, atom.CONTENT_TYPE),
    "rss": _Format(rss.render, rss.MEDIA_TYPE, rss.CONTENT_TYPE),
    "json": _Format(jsonfeed.render, jsonfeed.MEDIA_TYPE, jsonfeed.CONTENT_TYPE),
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One merged feed: what is in it, what it is called, where it is."""

    filter: Filter
    name: str
    title: str
    path: str
    page: str
    suffix: str


class MergedFeeds:
    """All, by source, by group, and by words."""

    def __init__(self, planet: Planet, index: Versions, site: SiteSettings, views: ViewCache) -> None:
        self._planet = planet
        self._index = index
        self._site = site
        self._views = views
        self._text = translations(_LANGUAGE).gettext

    def routes(self) -> list[Route]:
        """To be mounted under the service's prefix."""
        paths = {
            f"/feeds/all.{_SUFFIX}": (self.everything, "Everything", ()),
            f"/feeds/sources/{{source}}.{_SUFFIX}": (self.of_source, "One source", ()),
            f"/feeds/groups/{{group}}.{_SUFFIX}": (self.of_group, "One group", ()),
            "/feeds/search.atom": (self.found, "Entries that hold these words", ("q",)),
        }
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, query=query, produces=atom.MEDIA_TYPE)
            for path, (handler, summary, query) in paths.items()
        ]

    async def everything(self, request: web.Request) -> web.StreamResponse:
        """Every entry of every source."""
        suffix = request.match_info["suffix"]
        wanted = _Wanted(
            Filter(ALL), "planet/all", self._text(_TITLE), topics.all_feed(suffix), topics.PREFIX + "/", suffix
        )
        return await self._answer(request, wanted)

    async def of_source(self, request: web.Request) -> web.StreamResponse:
        """Entries of one source. Raises `NotFound`."""
        suffix = request.match_info["suffix"]
        source = (await self._planet.source(request.match_info["source"])).source
        path = topics.source_feed(source.id, suffix)
        page = f"{topics.PREFIX}/?source={source.id}"
        view = Filter(view_of(source=source.id))
        return await self._answer(request, _Wanted(view, f"planet/s/{source.id}", source.title, path, page, suffix))

    async def of_group(self, request: web.Request) -> web.StreamResponse:
        """Entries of one group; a group that nothing belongs to has an empty feed."""
        group, suffix = request.match_info["group"], request.match_info["suffix"]
        title = f"{self._text(_TITLE)}: {group}"
        path, page = topics.group_feed(group, suffix), f"{topics.PREFIX}/?{urlencode({'group': group})}"
        view = Filter(view_of(group=group))
        return await self._answer(request, _Wanted(view, f"planet/g/{group}", title, path, page, suffix))

    async def found(self, request: web.Request) -> web.StreamResponse:
        """Entries that hold all the words of ``q``."""
        words = " ".join(asking.filter_of(request.query).query.split())
        if not words:
            raise InvalidInput(FieldProblem("q", "missing"))
        title, path = f"{self._text(_TITLE)}: {words}", topics.search_feed(words)
        wanted = _Wanted(Filter(ALL, words), f"planet/q/{words}", title, path, topics.PREFIX + "/", "atom")
        return await self._answer(request, wanted)

    async def _answer(self, request: web.Request, wanted: _Wanted) -> web.StreamResponse:
        version = (await self._index.versions([wanted.filter.view]))[0]

        async def render() -> View:
            return await self._render(wanted)

        view = await self._views.get(wanted.path, version, render)
        return view_answer(view, request, {"Access-Control-Allow-Origin": "*"})

    async def _render(self, wanted: _Wanted) -> View:
        gathered, _ = await self._planet.entries(wanted.filter, None, merged.WINDOW)
        is_search = bool(wanted.filter.query)
        burials = [] if is_search else await self._planet.burials(wanted.filter.view, merged.TOMBSTONES)
        kind = _FORMATS[wanted.suffix]
        heading = self._heading(wanted, kind.media_type, len({each.source.id for each in gathered}))
        feed = merged.merge(heading, gathered, burials)
        links = [WebLink(heading.self_url, "self")]
        if heading.hub_url:
            links.append(WebLink(heading.hub_url, "hub"))
        # No Last-Modified: an entry with an old date may arrive at any time.
        return make_view(kind.render(feed), content_type=kind.content_type, links=links)

    def _heading(self, wanted: _Wanted, media_type: str, sources: int) -> Heading:
        return Heading(
            name=wanted.name,
            title=f"{wanted.title} · {self._site.title}",
            subtitle=self._text(_SUBTITLE) % {"count": sources},
            self_url=self._site.absolute(wanted.path),
            media_type=media_type,
            page_url=self._site.absolute(wanted.page),
            hub_url=self._site.hub_url,
            authority=self._site.authority,
        )
