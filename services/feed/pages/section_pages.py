"""The lists that people read: the news, those with one label or with several, those of an agency."""

from typing import Final

from aiohttp import web
from yarl import URL

from services.feed.addresses import Addresses, section_feed_path, section_path
from services.feed.hosts.wordpress_addresses import asked_at_root
from services.feed.model import Post, Topic, ViewName
from services.feed.pages.article import Named, named
from services.feed.pages.discussion import Discussion
from services.feed.pages.list_items import Card, card
from services.feed.reading.library import Library
from services.feed.reading.sections import Reading
from services.feed.section import EVERYTHING_WRITTEN, Section, labelled
from shared.errors import NotFound
from shared.feed.formats import FORMATS
from shared.http.paging import read_cursor, write_cursor
from shared.text import clean_text
from shared.web.pages import Pages
from shared.web.routing import Route

_CARDS: Final = 20
_LABELS: Final = 30


class SectionPages:
    """Handlers."""

    def __init__(
        self, reading: Reading, library: Library, discussion: Discussion, pages: Pages, addresses: Addresses
    ) -> None:
        self._reading = reading
        self._library = library
        self._discussion = discussion
        self._pages = pages
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        table = (
            ("/", self.home, "The news; with feed, WordPress's feeds", ("cursor", "lang", "feed", "paged", "s", "tag")),
            ("/labels/{name}", self.label, "Posts with a label", ("cursor", "lang")),
            ("/labels/{names:.+/.+}", self.labels, "Posts with all of several labels", ("cursor", "lang")),
            ("/agencies/{name}", self.agency, "Posts of an agency", ("cursor", "lang")),
        )
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, query=query, produces="text/html")
            for path, handler, summary, query in table
        ]

    async def home(self, request: web.Request) -> web.Response:
        """The newest posts, and the way to older ones."""
        if feed := asked_at_root(request.query):
            raise web.HTTPMovedPermanently(URL(feed, encoded=True))
        labels = (await self._library.names(Topic.LABEL))[:_LABELS]
        return await self._list(request, EVERYTHING_WRITTEN, labels=[named(view, size) for view, size in labels])

    async def label(self, request: web.Request) -> web.Response:
        """The posts with a label. 404 for one that no post carries."""
        view = ViewName(Topic.LABEL, clean_text(request.match_info["name"]))
        return await self._list(request, Section((view,)))

    async def labels(self, request: web.Request) -> web.Response:
        """The posts with all of several labels. 404 where there are none."""
        return await self._list(request, labelled(map(clean_text, request.match_info["names"].split("/"))))

    async def agency(self, request: web.Request) -> web.Response:
        """The posts of an agency. 404 for one that has none."""
        view = ViewName(Topic.AGENCY, clean_text(request.match_info["name"]))
        return await self._list(request, Section((view,)))

    async def _list(self, request: web.Request, section: Section, labels: list[Named] | None = None) -> web.Response:
        place = read_cursor(request.query.get("cursor"))
        run = await self._reading.run(section, place, _CARDS)
        if section != EVERYTHING_WRITTEN and not run.posts:
            raise NotFound(section.main.topic, section.title)
        return self._pages.render(
            request,
            "list.html",
            heading=section.title,
            canonical=self._to.site.absolute(section_path(section)),
            labels=labels or [],
            cards=await self._cards(run.posts),
            is_first=place is None,
            older=write_cursor(run.older),
            feeds=[section_feed_path(section, extension) for extension in FORMATS],
            twin=section_feed_path(section, "html"),
        )

    async def _cards(self, posts: tuple[Post, ...]) -> list[Card]:
        threads = {post.id: self._to.post(post.thread) for post in posts}
        counts = await self._discussion.counts(list(threads.values()))
        return [card(post, counts.get(threads[post.id], 0)) for post in posts]
