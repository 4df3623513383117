"""``/search``: the posts that hold some words, in Thai or English, without an index and without spaces."""

from typing import Final

from aiohttp import web
from yarl import URL

from services.feed.addresses import Addresses
from services.feed.media.pictures import Pictures
from services.feed.pages.list_items import card
from services.feed.reading.library import search_words
from services.feed.reading.sections import Reading
from services.feed.reading.selection import Selection
from services.feed.section import EVERYTHING_WRITTEN
from shared.feed.formats import FORMATS
from shared.http.paging import read_count
from shared.web.pages import Pages
from shared.web.routing import Route

_CARDS: Final = 20
_MOST_PAGES: Final = 50


class SearchPage:
    """A handler."""

    def __init__(self, reading: Reading, pages: Pages, addresses: Addresses) -> None:
        self._reading = reading
        self._pages = pages
        self._pictures = Pictures(addresses.site.base_url)

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        summary = "Posts that hold some words"
        return [
            Route(
                method="GET",
                path="/search",
                handler=self.search,
                summary=summary,
                query=("q", "page", "lang"),
                produces="text/html",
            )
        ]

    async def search(self, request: web.Request) -> web.Response:
        """A page of results; without words, the field to type them in."""
        asked = " ".join(request.query.get("q", "").split())
        page = read_count("page", request.query.get("page"), 1, most=_MOST_PAGES)
        found = None
        if asked:
            start = (page - 1) * _CARDS
            wanted = Selection(query=search_words(asked))
            found = await self._reading.select(EVERYTHING_WRITTEN, wanted, start, _CARDS)
        more = found is not None and found.at_least > page * _CARDS and page < _MOST_PAGES
        response = self._pages.render(
            request,
            "search.html",
            q=asked,
            cards=[card(post, pictures=self._pictures) for post in found.posts] if found else [],
            next_page=page + 1 if more else None,
            feeds=[str(URL(f"/feeds/search.{extension}").with_query(q=asked)) for extension in FORMATS],
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return response
