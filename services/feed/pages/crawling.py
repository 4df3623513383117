"""What machines ask a site for: robots.txt (RFC 9309), sitemaps (sitemaps.org), security.txt (RFC 9116), an icon."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from aiohttp import web

from services.feed.addresses import Addresses, post_path
from services.feed.model import ALL_POSTS, Post, Topic
from services.feed.pages.article import named
from services.feed.reading.library import Library
from services.feed.reading.sections import Reading
from services.feed.section import EVERYTHING_WRITTEN
from shared.clock import Clock, rfc3339
from shared.errors import NotFound
from shared.settings import SiteSettings
from shared.web.routing import Route
from shared.web.static import Static

_AT_ONCE: Final = 500
"""Posts of one sitemap, in the order of first appearance: a full one holds the same posts for ever."""
_MOST_DIGITS: Final = 6
_VALID_FOR: Final = timedelta(days=300)
_XMLNS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HEADERS: Final = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
_PAGES: Final = ("/", "/archive", "/follow", "/strategy/", "/planet/")
_PRIVATE: Final = (
    "/api/",
    "/write",
    "/login",
    "/account",
    "/settings",
    "/comments/moderation",
    "/comments/receipts/",
    "/search",
)


class Crawling:
    """Handlers."""

    def __init__(self, library: Library, reading: Reading, addresses: Addresses, static: Static, clock: Clock) -> None:
        self._library = library
        self._reading = reading
        self._to = addresses
        self._static = static
        self._clock = clock

    def routes(self) -> list[Route]:
        """To be mounted at the root of the site."""
        table = (
            ("/robots.txt", self.robots, "What programs should leave alone", "text/plain"),
            ("/sitemap.xml", self.index, "The sitemaps there are", "application/xml"),
            ("/sitemap/pages.xml", self.pages, "The pages that are no posts", "application/xml"),
            ("/sitemap/posts-{number}.xml", self.posts, "Posts in the order of first appearance", "application/xml"),
            ("/.well-known/security.txt", self.security, "Whom to tell of a weakness", "text/plain"),
            ("/favicon.ico", self.icon, "The emblem", "image/svg+xml"),
        )
        return [
            Route(method="GET", path=path, handler=handler, summary=summary, produces=produces)
            for path, handler, summary, produces in table
        ]

    async def robots(self, _request: web.Request) -> web.Response:
        rules = "\n".join(f"Disallow: {path}" for path in _PRIVATE)
        return _text(f"User-agent: *\n{rules}\n\nSitemap: {self._to.site.absolute('/sitemap.xml')}\n")

    async def index(self, _request: web.Request) -> web.Response:
        listing = await self._reading.listing(EVERYTHING_WRITTEN, 0, 1, 1)
        count = -(-listing.archived // _AT_ONCE)
        names = ["pages", *(f"posts-{number}" for number in range(1, count + 1))]
        maps = (f"<sitemap><loc>{self._loc(f'/sitemap/{name}.xml')}</loc></sitemap>" for name in names)
        return _xml("sitemapindex", maps)

    async def pages(self, _request: web.Request) -> web.Response:
        labels = [
            named(view).path for topic in (Topic.LABEL, Topic.AGENCY) for view, _ in await self._library.names(topic)
        ]
        return _xml("urlset", (f"<url><loc>{self._loc(path)}</loc></url>" for path in (*_PAGES, *labels)))

    async def posts(self, request: web.Request) -> web.Response:
        page = await self._reading.archive(ALL_POSTS, _number(request), _AT_ONCE)
        return _xml("urlset", (self._entry(post) for post in page.posts if post.is_public))

    async def security(self, _request: web.Request) -> web.Response:
        """Expires as RFC 9116 section 2.5.5 wants it: within a year."""
        site = self._to.site
        lines = (
            *(f"Contact: {uri}" for uri in _contacts(site)),
            f"Expires: {rfc3339(self._clock() + _VALID_FOR)}",
            f"Preferred-Languages: {', '.join(site.board.shown.languages)}",
            f"Canonical: {site.absolute('/.well-known/security.txt')}",
        )
        return _text("\n".join(lines) + "\n")

    async def icon(self, _request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(self._to.site.board.shown.small_emblem or self._static.url("emblem.svg"))

    def _entry(self, post: Post) -> str:
        return f"<url><loc>{self._loc(post_path(post.slug))}</loc><lastmod>{rfc3339(post.updated)}</lastmod></url>"

    def _loc(self, path: str) -> str:
        return escape(self._to.site.absolute(path))


def _contacts(site: SiteSettings) -> list[str]:
    """Whom to tell, the best way first (RFC 9116 section 2.5.3); the site itself if no way is known."""
    shown = site.board.shown
    mail = f"mailto:{quote(shown.email, safe='@+')}" if shown.email else ""
    phone = shown.phone_address if shown.phone else ""
    return [*filter(None, (mail, phone))] or [site.absolute("/")]


def _number(request: web.Request) -> int:
    word = request.match_info["number"]
    if not word.isascii() or not word.isdigit() or len(word) > _MOST_DIGITS or int(word) < 1:
        raise NotFound("sitemap", word)
    return int(word)


def _xml(root: str, parts: Iterable[str]) -> web.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_XMLNS}">\n' + "\n".join(parts) + f"\n</{root}>\n"
    return web.Response(text=body, content_type="application/xml", charset="utf-8", headers=_HEADERS)


def _text(body: str) -> web.Response:
    return web.Response(text=body, content_type="text/plain", charset="utf-8", headers=_HEADERS)
