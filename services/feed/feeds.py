"""The feeds over HTTP, at our own addresses and at those of the hosts that provinces come from."""

from dataclasses import replace
from typing import Final

from aiohttp import web

from services.feed.blogger import PARAMETERS, read_window
from services.feed.documents import ARCHIVE_LENGTH, FEED_LENGTH, TOMBSTONES, WHOLE, Documents, Window
from services.feed.library import Library, search_words
from services.feed.model import ALL_POSTS, Topic, ViewName
from services.feed.selection import EVERYTHING, Selection
from services.feed.views import FeedViews
from shared.feed.formats import Format
from shared.feed.model import Feed
from shared.http.paging import read_count
from shared.limits.budget import Budget
from shared.settings import SiteSettings
from shared.text import clean_text
from shared.web.client_address import client_address
from shared.web.feed_answers import FORMAT, feed_answer, format_of
from shared.web.routing import Route

_BLOGGER: Final = "/feeds/posts/{kind:default|summary}"
_MOST_ARCHIVES: Final = 1_000_000
_ORDERS: Final = 30
_ORDER_SECONDS: Final = 60


class Feeds:
    """Handlers. Whatever is cached is answered without a word to the store."""

    def __init__(
        self, library: Library, documents: Documents, views: FeedViews, budget: Budget, site: SiteSettings
    ) -> None:
        self._library = library
        self._documents = documents
        self._views = views
        self._budget = budget
        self._site = site

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path=f"/feeds/posts.{FORMAT}",
                handler=self.posts,
                summary="All posts",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/labels/{{name}}.{FORMAT}",
                handler=self.label,
                summary="Posts with a label",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"/feeds/strategy/{{name}}.{FORMAT}",
                handler=self.strategy,
                summary="Posts on a strategic issue",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feeds/search.atom",
                handler=self.search,
                summary="Posts that hold some words",
                query=("q",),
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feeds/archive/{number}.atom",
                handler=self.archive,
                summary="An archive document (RFC 5005)",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=_BLOGGER,
                handler=self.blogger,
                summary="All posts, at Blogger's address",
                query=PARAMETERS,
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path=f"{_BLOGGER}/-/{{name}}",
                handler=self.blogger,
                summary="Posts with a label, at Blogger's address",
                query=PARAMETERS,
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feed",
                handler=self.wordpress_rss,
                summary="All posts, at WordPress's address",
                produces=Format.RSS.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feed/",
                handler=self.wordpress_rss,
                summary="All posts, at WordPress's address",
                produces=Format.RSS.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feed/atom",
                handler=self.wordpress_atom,
                summary="The same in Atom",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
            Route(
                method="GET",
                path="/feed/atom/",
                handler=self.wordpress_atom,
                summary="The same in Atom",
                produces=Format.ATOM.media_type,
                cors=True,
            ),
        ]

    async def posts(self, request: web.Request) -> web.Response:
        """All posts."""
        return await self._feed(request, ALL_POSTS, format_of(request))

    async def label(self, request: web.Request) -> web.Response:
        """The posts with a label."""
        return await self._feed(request, _named(request, Topic.LABEL), format_of(request))

    async def strategy(self, request: web.Request) -> web.Response:
        """The posts on a strategic issue."""
        return await self._feed(request, _named(request, Topic.STRATEGY), format_of(request))

    async def wordpress_rss(self, request: web.Request) -> web.Response:
        """What WordPress serves as RSS."""
        return await self._feed(request, ALL_POSTS, Format.RSS)

    async def wordpress_atom(self, request: web.Request) -> web.Response:
        """What WordPress serves as Atom."""
        return await self._feed(request, ALL_POSTS, Format.ATOM)

    async def blogger(self, request: web.Request) -> web.Response:
        """What Blogger serves, whole or in brief, all posts or one label's."""
        view = _named(request, Topic.LABEL) if "name" in request.match_info else ALL_POSTS
        brief = request.match_info["kind"] == "summary"
        form, window = read_window(self._site.absolute(request.rel_url.raw_path), request.query, brief=brief)
        is_whole = replace(window, address="") == WHOLE
        return await self._feed(request, view, form, WHOLE if is_whole else window)

    async def archive(self, request: web.Request) -> web.Response:
        """One archive document."""
        number = read_count("number", request.match_info["number"], 0, most=_MOST_ARCHIVES)

        async def build() -> Feed:
            return self._documents.archive(await self._library.archive(number, ARCHIVE_LENGTH))

        return feed_answer(await self._views.get(("archive", number), ALL_POSTS, Format.ATOM, build), request)

    async def search(self, request: web.Request) -> web.Response:
        """The newest posts that hold the words in ``q``."""
        query = search_words(request.query.get("q", ""))

        async def build() -> Feed:
            await self._spend(request)
            found = await self._library.select(ALL_POSTS, Selection(query), 0, FEED_LENGTH)
            return self._documents.search(query, found)

        made = await self._views.get(("search", query), ALL_POSTS, Format.ATOM, build, dated=False)
        return feed_answer(made, request)

    async def _feed(self, request: web.Request, view: ViewName, form: Format, window: Window = WHOLE) -> web.Response:
        async def build() -> Feed:
            if window != WHOLE:
                await self._spend(request)
            listing = await self._library.listing(view, window.start, window.count, TOMBSTONES, window.selection)
            return self._documents.feed(listing, form, window)

        is_selection = window.selection != EVERYTHING
        made = await self._views.get((view, window), view, form, build, dated=not is_selection)
        return feed_answer(made, request)

    async def _spend(self, request: web.Request) -> None:
        """Feeds made to order cost as much as the common ones and serve one reader: they are counted when made."""
        forwarded = request.headers.get("X-Forwarded-For")
        address = client_address(request.remote, forwarded, self._site.trusted_proxies)
        await self._budget.spend(f"feed:{address}", burst=_ORDERS, per_seconds=_ORDER_SECONDS)


def _named(request: web.Request, topic: Topic) -> ViewName:
    return ViewName(topic, clean_text(request.match_info["name"]))
