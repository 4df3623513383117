"""The feeds over HTTP, at our own addresses and at those of the hosts that provinces come from."""

from typing import Final

from aiohttp import web

from services.feed.blogger import read_window
from services.feed.documents import ARCHIVE_LENGTH, FEED_LENGTH, FORMS, TOMBSTONES, WHOLE, Documents, Form, Window
from services.feed.library import Library, search_words
from services.feed.model import ALL_POSTS, Topic, ViewName
from services.feed.views import FeedViews
from shared.feed.model import Feed
from shared.http.paging import read_count
from shared.http.view import View
from shared.settings import SiteSettings
from shared.staff.service import Budget
from shared.text import clean_text
from shared.web.client_address import client_address
from shared.web.routing import Handler, Route
from shared.web.views import view_answer

_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
    "X-Content-Type-Options": "nosniff",
}
_FORM: Final = "{form:atom|rss|json}"
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
        window = ("alt", "max-results", "start-index")
        aliases = "/feeds/posts/{kind:default|summary}"
        return [
            _route(f"/feeds/posts.{_FORM}", self.posts, "All posts"),
            _route(f"/feeds/labels/{{name}}.{_FORM}", self.label, "Posts with a label"),
            _route(f"/feeds/strategy/{{name}}.{_FORM}", self.strategy, "Posts on a strategic issue"),
            _route("/feeds/search.atom", self.search, "Posts that hold some words", "q"),
            _route("/feeds/archive/{number}.atom", self.archive, "An archive document (RFC 5005)"),
            _route(aliases, self.blogger, "All posts, at Blogger's address", *window),
            _route(f"{aliases}/-/{{name}}", self.blogger, "Posts with a label, at Blogger's address", *window),
            *(_route(path, self.wordpress_rss, "All posts, at WordPress's address") for path in ("/feed", "/feed/")),
            *(_route(path, self.wordpress_atom, "The same in Atom") for path in ("/feed/atom", "/feed/atom/")),
        ]

    async def posts(self, request: web.Request) -> web.Response:
        """All posts."""
        return await self._feed(request, ALL_POSTS, _form(request))

    async def label(self, request: web.Request) -> web.Response:
        """The posts with a label."""
        return await self._feed(request, _named(request, Topic.LABEL), _form(request))

    async def strategy(self, request: web.Request) -> web.Response:
        """The posts on a strategic issue."""
        return await self._feed(request, _named(request, Topic.STRATEGY), _form(request))

    async def wordpress_rss(self, request: web.Request) -> web.Response:
        """What WordPress serves as RSS."""
        return await self._feed(request, ALL_POSTS, Form.RSS)

    async def wordpress_atom(self, request: web.Request) -> web.Response:
        """What WordPress serves as Atom."""
        return await self._feed(request, ALL_POSTS, Form.ATOM)

    async def blogger(self, request: web.Request) -> web.Response:
        """What Blogger serves, whole or in brief, all posts or one label's."""
        view = _named(request, Topic.LABEL) if "name" in request.match_info else ALL_POSTS
        brief = request.match_info["kind"] == "summary"
        form, window = read_window(self._site.absolute(request.rel_url.raw_path), request.query, brief=brief)
        is_whole = (window.start, window.count, window.brief) == (WHOLE.start, WHOLE.count, WHOLE.brief)
        return await self._feed(request, view, form, WHOLE if is_whole else window)

    async def archive(self, request: web.Request) -> web.Response:
        """One archive document."""
        number = read_count("number", request.match_info["number"], 0, most=_MOST_ARCHIVES)

        async def build() -> Feed:
            return self._documents.archive(await self._library.archive(number, ARCHIVE_LENGTH))

        return _answer(await self._views.get(("archive", number), ALL_POSTS, Form.ATOM, build), request)

    async def search(self, request: web.Request) -> web.Response:
        """The newest posts that hold the words in ``q``."""
        query = search_words(request.query.get("q", ""))

        async def build() -> Feed:
            await self._spend(request)
            changed = await self._library.changed(ALL_POSTS)
            return self._documents.search(query, await self._library.search(ALL_POSTS, query, FEED_LENGTH), changed)

        return _answer(await self._views.get(("search", query), ALL_POSTS, Form.ATOM, build), request)

    async def _feed(self, request: web.Request, view: ViewName, form: Form, window: Window = WHOLE) -> web.Response:
        async def build() -> Feed:
            if window != WHOLE:
                await self._spend(request)
            listing = await self._library.listing(view, window.start, window.count, TOMBSTONES)
            return self._documents.feed(listing, form, window)

        return _answer(await self._views.get((view, window), view, form, build), request)

    async def _spend(self, request: web.Request) -> None:
        """Feeds made to order cost as much as the common ones and serve one reader: they are counted when made."""
        forwarded = request.headers.get("X-Forwarded-For")
        address = client_address(request.remote, forwarded, self._site.trusted_proxies)
        await self._budget.spend(f"feed:{address}", burst=_ORDERS, per_seconds=_ORDER_SECONDS)


def _answer(view: View, request: web.Request) -> web.Response:
    return view_answer(view, request, _CORS)


def _form(request: web.Request) -> Form:
    return FORMS[request.match_info["form"]]


def _named(request: web.Request, topic: Topic) -> ViewName:
    return ViewName(topic, clean_text(request.match_info["name"]))


def _route(path: str, handler: Handler, summary: str, *query: str) -> Route:
    return Route(
        method="GET", path=path, handler=handler, summary=summary, produces="application/atom+xml", query=query
    )
