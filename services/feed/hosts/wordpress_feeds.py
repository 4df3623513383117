"""WordPress's feeds over HTTP (see `wordpress_addresses`)."""

from typing import Final
from urllib.parse import quote

from aiohttp import web

from services.feed.feeds.documents import FEED_LENGTH, TOMBSTONES, Document, Window
from services.feed.feeds.entries import Edition
from services.feed.feeds.handlers import Feeds
from services.feed.feeds.links import FeedLinks
from services.feed.feeds.rendering import Asked
from services.feed.feeds.representation import feed_route
from services.feed.hosts.wordpress_addresses import KINDS, label_of
from services.feed.model import Topic
from services.feed.reading.library import Library
from services.feed.section import EVERYTHING_WRITTEN, Section, labelled
from shared.errors import NotFound
from shared.feed.formats import Format
from shared.feed.model import Link
from shared.http.paging import read_count
from shared.settings import SiteSettings
from shared.text import clean_text
from shared.web.routing import Route

_KIND: Final = f"{{flavour:{'|'.join(KINDS)}}}"
_FOLDERS: Final = (
    ("", "All posts, at WordPress's address"),
    ("/category/{names:.+}", "Posts with a label, at WordPress's address of a category"),
    ("/tag/{names}", "Posts with a label, at WordPress's address of a tag"),
)
_PAGED: Final = ("paged",)
_DEEPEST: Final = 100_000


class WordPressFeeds:
    """Handlers. The first page is our own feed; ``paged`` leads to older ones."""

    def __init__(self, feeds: Feeds, library: Library, site: SiteSettings) -> None:
        self._feeds = feeds
        self._library = library
        self._site = site
        self._links = FeedLinks(site)

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        endings = ("feed", "feed/", f"feed/{_KIND}", f"feed/{_KIND}/")
        return [
            feed_route(f"{folder}/{ending}", self.posts, summary, Format.RSS, _PAGED)
            for folder, summary in _FOLDERS
            for ending in endings
        ]

    async def posts(self, request: web.Request) -> web.Response:
        """All posts, or those with a label, under its own name or under the one that WordPress gave it."""
        edition = Edition(KINDS[request.match_info.get("flavour", "feed")])
        page = read_count("paged", request.query.get("paged"), 1, most=_DEEPEST)
        name = clean_text(request.match_info.get("names", "").rpartition("/")[2])
        section = labelled([name]) if name else EVERYTHING_WRITTEN
        try:
            return await self._page(request, section, edition, page)
        except NotFound:
            if (known := await self._label(name)) is None:
                raise
        return await self._page(request, labelled([known]), edition, page)

    async def _page(self, request: web.Request, section: Section, edition: Edition, page: int) -> web.Response:
        if page == 1:
            return await self._feeds.live(request, section, edition)

        async def build() -> Document:
            await self._feeds.limits.of_page(request)
            return await self._older(section, edition, page)

        return await self._feeds.answers.give(
            request, Asked(("paged", section, edition, page), section, edition.form, build)
        )

    async def _older(self, section: Section, edition: Edition, page: int) -> Document:
        start = (page - 1) * FEED_LENGTH
        listing = await self._feeds.reading.listing(section, start, FEED_LENGTH, TOMBSTONES)
        if not listing.posts:
            raise NotFound("page", str(page))
        links = self._links.of_itself(self._address(section, edition, page), section, edition)
        if page > 1:
            links.append(Link(self._address(section, edition, page - 1), "previous", edition.form.media_type))
        if listing.size > start + FEED_LENGTH:
            links.append(Link(self._address(section, edition, page + 1), "next", edition.form.media_type))
        return self._feeds.documents.window(section, listing, edition, Window(tuple(links)))

    def _address(self, section: Section, edition: Edition, page: int) -> str:
        folder = "" if section == EVERYTHING_WRITTEN else f"/tag/{quote(section.main.name, safe='')}"
        kind = "atom/" if edition.form is Format.ATOM else ""
        return self._site.absolute(f"{folder}/feed/{kind}?paged={page}")

    async def _label(self, slug: str) -> str | None:
        return label_of(slug, (view.name for view, _ in await self._library.names(Topic.LABEL))) if slug else None
