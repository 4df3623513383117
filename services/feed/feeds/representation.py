"""From a request for a feed to its answer: the feed, what is new in it, or for people a page that explains it.

a browser's address bar (Sec-Fetch-Dest: document), or .html | a page
A-IM: feed, and a tag that is remembered                     | 226 with what is new
anything else, whatever it accepts                           | the feed
"""

from typing import Final

from aiohttp import web

from services.feed.feeds.browser_pages import BrowserPages
from services.feed.feeds.deltas import MANIPULATION, wants_delta
from services.feed.feeds.rendering import VARY, Asked, FeedViews
from shared.feed.formats import FORMATS, Format
from shared.http.conditional import parse_etags
from shared.http.fields import combined
from shared.http.negotiate import pick_encoding
from shared.http.view import Kind, View
from shared.web.feed_answers import feed_answer
from shared.web.routing import Handler, Route

PAGE: Final = "html"
FORM: Final = f"{{format:{'|'.join([*FORMATS, PAGE])}}}"
"""The extension in a route's path: a format, or ``html`` for the page of the Atom feed."""
_PART: Final = {
    "IM": MANIPULATION,
    "Cache-Control": "no-store, im",  # caches that know nothing of RFC 3229 must not keep it (its section 10.4)
    "Vary": ", ".join(["A-IM", "If-None-Match", *VARY, "Accept-Encoding"]),
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, IM, Link",
    "X-Content-Type-Options": "nosniff",
}


def form_of(request: web.Request) -> Format:
    """What the `FORM` of the request's path names."""
    return FORMATS.get(request.match_info["format"], Format.ATOM)


def feed_route(
    path: str, handler: Handler, summary: str, form: Format = Format.ATOM, query: tuple[str, ...] = ()
) -> Route:
    """A public feed in the table of routes."""
    return Route(
        method="GET", path=path, handler=handler, summary=summary, query=query, produces=form.media_type, cors=True
    )


class Representations:
    """Gives the answers."""

    def __init__(self, views: FeedViews, pages: BrowserPages) -> None:
        self._views = views
        self._pages = pages

    async def give(self, request: web.Request, asked: Asked) -> web.Response:
        """The answer to a GET or HEAD."""
        if _is_looked_at(request):
            return await self._pages.page(request, self._views.version_of(asked), asked.build)
        view = await self._views.get(asked)
        if "A-IM" in request.headers and (part := await self._part(request, asked, view)):
            return part
        return feed_answer(view, request)

    async def _part(self, request: web.Request, asked: Asked, view: View) -> web.Response | None:
        """What is new for this client; None where it has to have the whole, or nothing at all."""
        theirs = parse_etags(combined(request.headers, "If-None-Match") or "")
        has_it_all = theirs.matches(view.etags.values(), strongly=False)
        if has_it_all or "If-Match" in request.headers or not wants_delta(combined(request.headers, "A-IM") or ""):
            return None
        part = await self._views.newer(asked, (tag.opaque for tag in theirs.tags))
        if part is None:
            return None
        prepared = part.prepared(Kind.FULL, pick_encoding(request.headers.get("Accept-Encoding"), part.codings))
        return web.Response(status=226, headers={**prepared.headers, **_PART}, body=prepared.body)


def _is_looked_at(request: web.Request) -> bool:
    """Only browsers say that, and only of what they are about to show to a person."""
    return request.headers.get("Sec-Fetch-Dest") == "document" or request.match_info.get("format") == PAGE
