"""The lists that people read: the news, those with one label or with several, those of an agency."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web
from yarl import URL

from services.feed.addresses import Addresses, section_feed_path, section_path
from services.feed.hosts.wordpress_addresses import asked_at_root
from services.feed.media.pictures import Pictures
from services.feed.model import ALL_POSTS, Post, Topic, ViewName
from services.feed.pages.article import lead_picture, named
from services.feed.pages.discussion import Discussion
from services.feed.pages.list_items import Card, card
from services.feed.pages.surroundings import Surroundings
from services.feed.reading.library import Library
from services.feed.reading.sections import Reading
from services.feed.section import EVERYTHING_WRITTEN, Section, labelled
from shared.errors import NotFound
from shared.feed.formats import FORMATS
from shared.http.paging import read_cursor, write_cursor
from shared.http.versions import Versions
from shared.text import clean_text
from shared.web.kept_pages import KeptPages
from shared.web.routing import Route

_CARDS: Final = 20
_FRONT: Final = 13
_LABELS: Final = 18


class SectionPages:
    """Handlers."""

    def __init__(
        self,
        *,
        reading: Reading,
        library: Library,
        discussion: Discussion,
        surroundings: Surroundings,
        pages: KeptPages,
        versions: Versions[ViewName],
        addresses: Addresses,
    ) -> None:
        self._reading = reading
        self._library = library
        self._discussion = discussion
        self._surroundings = surroundings
        self._pages = pages
        self._versions = versions
        self._to = addresses
        self._pictures = Pictures(addresses.site.base_url)

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
        if request.query.get("cursor"):
            return await self._list(request, EVERYTHING_WRITTEN)
        version = (self._versions.of(ALL_POSTS), await self._surroundings.version())
        return await self._pages.answer(request, "home.html", version, self._front)

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

    async def _front(self) -> Mapping[str, Any]:
        """What the province looks like to somebody who comes in by the door."""
        run = await self._reading.run(EVERYTHING_WRITTEN, None, _FRONT)
        labels = (await self._library.names(Topic.LABEL))[:_LABELS]
        cards = await self._cards(run.posts)
        return {
            "lead": cards[0] if cards else None,
            "picture": lead_picture(run.posts[0], self._pictures) if run.posts else None,
            "cards": cards[1:],
            "labels": [named(view, size) for view, size in labels],
            "around": await self._surroundings.around(),
            "older": write_cursor(run.older),
            **self._addresses(EVERYTHING_WRITTEN),
        }

    async def _list(self, request: web.Request, section: Section) -> web.Response:
        place = read_cursor(request.query.get("cursor"))

        async def context() -> Mapping[str, Any]:
            run = await self._reading.run(section, place, _CARDS)
            if not run.posts and not await self._reading.is_known(section):
                raise NotFound(section.main.topic, section.title)
            return {
                "heading": section.title,
                "kind": section.main.topic,
                "cards": await self._cards(run.posts),
                "is_first": place is None,
                "older": write_cursor(run.older),
                **self._addresses(section),
            }

        return await self._pages.answer(request, "list.html", self._versions.of_all(section.views), context)

    def _addresses(self, section: Section) -> Mapping[str, Any]:
        return {
            "canonical": self._to.site.absolute(section_path(section)),
            "feeds": [section_feed_path(section, extension) for extension in FORMATS],
            "twin": section_feed_path(section, "html"),
        }

    async def _cards(self, posts: tuple[Post, ...]) -> list[Card]:
        threads = {post.id: self._to.post(post.thread) for post in posts}
        counts = await self._discussion.counts(list(threads.values()))
        return [card(post, counts.get(threads[post.id], 0), self._pictures) for post in posts]
