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
from shared.errors import FieldProblem, Gone, InvalidInput, NotFound
from shared.feed.formats import FORMATS, Format
from shared.text import clean_text
from shared.web.routing import Route

_KIND: Final = f"{{kind:{'|'.join(KINDS)}}}"
_FORM: Final = f"{{flavour:{'|'.join(WORDPRESS)}}}"
_SPANS: Final = ("published-min", "published-max", "updated-min", "updated-max")
_PARAMETERS: Final = ("alt", "max-results", "start-index", *_SPANS, "orderby")


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
        raise _moved(f"/comments/feeds/all.{_alt(request).extension}", request)

    async def of_post(self, request: web.Request) -> web.StreamResponse:
        """The comments on a post, known by its id, by an address, or by the number it had on Blogger."""
        post = await self._post(clean_text(request.match_info["post"]), request.rel_url.raw_path)
        raise _moved(self._to.thread_feed_path(post.thread, _alt(request).extension), request)

    async def of_slug(self, request: web.Request) -> web.StreamResponse:
        """The comments on a post, known by its address."""
        post = await self._library.by_slug(clean_text(request.match_info["slug"]))
        form = WORDPRESS[request.match_info.get("flavour", "feed")]
        raise _moved(self._to.thread_feed_path(post.thread, form.extension), request)

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


def _alt(request: web.Request) -> Format:
    form = FORMATS.get(request.query.get("alt") or "atom")
    if form is None:
        raise InvalidInput(FieldProblem("alt", "unknown", ", ".join(FORMATS)))
    return form


def _moved(path: str, request: web.Request) -> web.HTTPMovedPermanently:
    kept = {name: value for name in _PARAMETERS[1:] if (value := request.query.get(name))}
    tail = f"{'&' if '?' in path else '?'}{urlencode(kept)}" if kept else ""
    return web.HTTPMovedPermanently(URL(path + tail, encoded=True))
