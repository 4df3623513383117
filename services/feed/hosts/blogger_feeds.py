"""Blogger's feeds over HTTP, answering what Blogger answers (see `blogger_query`)."""

from dataclasses import replace
from typing import Final

from aiohttp import web

from services.feed.addresses import section_feed_path
from services.feed.feeds.documents import TOMBSTONES, Document, Window
from services.feed.feeds.handlers import Feeds
from services.feed.feeds.links import FeedLinks
from services.feed.feeds.rendering import Asked
from services.feed.feeds.representation import feed_route
from services.feed.hosts.blogger_query import KINDS, PARAMETERS, Query, links_of, read_query
from services.feed.model import Topic
from services.feed.reading.library import Library
from services.feed.reading.selection import EVERYTHING
from services.feed.section import EVERYTHING_WRITTEN
from shared.settings import SiteSettings
from shared.web.routing import Route

_ROOT: Final = f"/feeds/posts/{{kind:{'|'.join(KINDS)}}}"


class BloggerFeeds:
    """Handlers."""

    def __init__(self, feeds: Feeds, library: Library, site: SiteSettings) -> None:
        self._feeds = feeds
        self._library = library
        self._site = site
        self._links = FeedLinks(site)

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        labelled = f"{_ROOT}/-/{{names:.+}}"
        return [
            feed_route(_ROOT, self.posts, "All posts, at Blogger's address", query=PARAMETERS),
            feed_route(labelled, self.posts, "Posts with all of some labels, at Blogger's address", query=PARAMETERS),
        ]

    async def posts(self, request: web.Request) -> web.Response:
        """All posts, or those that carry every label in the path and in ``category``."""
        query = read_query(request.match_info["kind"], request.match_info.get("names", ""), request.query)

        async def build() -> Document:
            if not query.is_usual or query.section.is_crossing:
                await self._feeds.limits.of_order(request)
            return await self._document(query)

        return await self._feeds.answers.give(request, Asked(query, query.section, query.alternative.writing, build))

    async def _document(self, query: Query) -> Document:
        section, edition = query.section, query.edition
        start, count = query.start - 1, max(query.count, 1)
        listing = await self._feeds.reading.selected(section, start, count, TOMBSTONES, query.selection)
        if query.count == 0:
            listing = replace(listing, posts=())
        address = self._site.absolute(query.at(query.start))
        own = section_feed_path(section, edition.form.extension)
        topic = query.is_usual and not section.is_crossing
        neighbours = {rel: self._site.absolute(path) for rel, path in query.neighbours(listing).items()}
        links = [
            *self._links.of_itself(self._site.absolute(own) if topic else address, section, edition),
            *links_of(neighbours, edition.form),
            *(self._links.hub() if topic else ()),
        ]
        is_steady = query.selection == EVERYTHING and not section.is_crossing
        labels = await self._labels() if section == EVERYTHING_WRITTEN else ()
        window = Window(tuple(links), query.results(listing), labels, is_steady)
        return self._feeds.documents.window(section, listing, edition, window)

    async def _labels(self) -> tuple[str, ...]:
        """All labels there are: what widgets make their label clouds of."""
        return tuple(sorted(view.name for view, _ in await self._library.names(Topic.LABEL)))
