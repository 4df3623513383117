"""The page of one post."""

from aiohttp import web
from yarl import URL

from services.feed.addresses import Addresses, all_feeds, post_path
from services.feed.media.pictures import Pictures
from services.feed.model import ALL_POSTS
from services.feed.pages.article import article_of
from services.feed.pages.discussion import Discussion
from services.feed.pages.list_items import teaser
from services.feed.pages.sharing import picture_of, ways
from services.feed.pages.surroundings import Surroundings
from services.feed.reading.library import Library
from shared.text import clean_text
from shared.web.language import language_of
from shared.web.pages import Pages
from shared.web.routing import Route


class PostPages:
    """Handlers."""

    def __init__(
        self,
        library: Library,
        discussion: Discussion,
        surroundings: Surroundings,
        pages: Pages,
        addresses: Addresses,
    ) -> None:
        self._library = library
        self._discussion = discussion
        self._surroundings = surroundings
        self._pages = pages
        self._to = addresses
        self._pictures = Pictures(addresses.site.base_url)

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        return [
            Route(
                method="GET",
                path="/posts/{slug}",
                handler=self.post,
                summary="A post with its discussion",
                query=("lang",),
                produces="text/html",
            ),
        ]

    async def post(self, request: web.Request) -> web.StreamResponse:
        """One post; 410 when it was withdrawn; earlier addresses lead to the present one for ever."""
        slug = clean_text(request.match_info["slug"])
        post = await self._library.by_slug(slug)
        path = post_path(post.slug)
        if request.rel_url.raw_path != path:
            target = URL(path, encoded=True).with_query(request.query)
            raise web.HTTPMovedPermanently(target)
        thread = await self._discussion.fragment(self._to.post(post.thread), post.title, language_of(request))
        return self._pages.render(
            request,
            "post.html",
            **article_of(post, self._to, self._pictures),
            issue_path=await self._surroundings.issue_path(post.strategy),
            url=self._to.post(post.slug),
            feeds=all_feeds(ALL_POSTS),
            thread=thread,
            thread_feed=self._to.thread_feed_path(post.thread),
            thread_page=self._to.thread_path(post.thread),
            teaser=teaser(post),
            picture=picture_of(post, self._to),
            ways=ways(post.title, self._to.post(post.slug)),
        )
