"""The addresses that Blogger and WordPress have for feeds of comments: they lead to those of the comments service."""

from functools import partial
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from yarl import URL

from services.feed.addresses import Addresses
from services.feed.hosts.blogger_query import KINDS
from services.feed.hosts.wordpress_addresses import KINDS as WORDPRESS
from services.feed.model import Post
from services.feed.reading.library import Library
from shared.errors import Gone, NotFound
from shared.feed.alternative import PARAMETERS as ALTERNATIVES
from shared.feed.alternative import Alternative, read_alternative
from shared.text import clean_text
from shared.web.routing import Route

_KIND: Final = f"{{kind:{'|'.join(KINDS)}}}"
_FORM: Final = f"{{flavour:{'|'.join(WORDPRESS)}}}"
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
_KEPT: Final = ("max-results", "start-index", "q", *_SPANS, "orderby")
_PARAMETERS: Final = (*ALTERNATIVES, *_KEPT)


class CommentFeeds:
    """Handlers that redirect, for good: a thread never moves."""

    def __init__(self, library: Library, addresses: Addresses) -> None:
        self._library = library
        self._to = addresses

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        table = (
            (f"/feeds/comments/{_KIND}", self.all_comments, "All comments, at Blogger's address", _PARAMETERS),
            (f"/feeds/{{post}}/comments/{_KIND}", self.of_post, "Comments on a post, likewise", _PARAMETERS),
            ("/posts/{slug}/feed", self.of_slug, "Comments on a post, at WordPress's address", ()),
            ("/posts/{slug}/feed/", self.of_slug, "Comments on a post, at WordPress's address", ()),
            (f"/posts/{{slug}}/feed/{_FORM}", self.of_slug, "Comments on a post, at WordPress's address", ()),
            (f"/posts/{{slug}}/feed/{_FORM}/", self.of_slug, "Comments on a post, at WordPress's address", ()),
        )
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, query=query, status=301)
            for path, handler, summary, query in table
        ]

    async def all_comments(self, request: web.Request) -> web.StreamResponse:
        """The comments on all posts."""
        alternative = read_alternative(request.query)
        raise _moved(f"/comments/feeds/all.{alternative.form.extension}", request, alternative)

    async def of_post(self, request: web.Request) -> web.StreamResponse:
        """The comments on a post, known by its id, by an address, or by the number it had on Blogger."""
        post = await self._post(clean_text(request.match_info["post"]), request.rel_url.raw_path)
        alternative = read_alternative(request.query)
        raise _moved(self._to.thread_feed_path(post.thread, alternative.form.extension), request, alternative)

    async def of_slug(self, request: web.Request) -> web.StreamResponse:
        """The comments on a post, known by its address."""
        post = await self._library.by_slug(clean_text(request.match_info["slug"]))
        form = WORDPRESS[request.match_info.get("flavour", "feed")]
        raise _moved(self._to.thread_feed_path(post.thread, form.extension), request, Alternative(form))

    async def _post(self, name: str, path: str) -> Post:
        named = (partial(self._library.by_id, name, staff=False), partial(self._library.by_slug, name))
        for find in (*named, partial(self._library.by_former, path)):
            try:
                return await find()
            except Gone:
                raise
            except NotFound:
                continue
        raise NotFound("post", name)


def _moved(path: str, request: web.Request, alternative: Alternative) -> web.HTTPMovedPermanently:
    kept = alternative.parameters | {name: value for name in _KEPT if (value := request.query.get(name))}
    tail = f"{'&' if '?' in path else '?'}{urlencode(kept)}" if kept else ""
    return web.HTTPMovedPermanently(URL(path + tail, encoded=True))
