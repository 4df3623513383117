"""Whoever comes with an address that a post, or a label, had on the host that the site was moved from.

Asked only where nothing else answers, and for WordPress's ``/?p=12``: 301 to the present address for ever, 410 for what
was withdrawn, else the answer that there would have been.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from services.feed.addresses import post_path, view_path
from services.feed.hosts.former_address import NAMING, former_key
from services.feed.model import Topic, ViewName
from services.feed.posts.slug import slug_of
from services.feed.reading.library import Library
from shared.errors import Gone, NotFound
from shared.text import clean_text

_METHODS: Final = frozenset({"GET", "HEAD"})
_BLOGGERS: Final = "/search/label/"
_WORDPRESSES: Final = ("/category/", "/tag/")


def moved_middleware(library: Library) -> Middleware:
    """The middleware, to stand nearest to the routes."""
    old = OldAddresses(library)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method not in _METHODS:
            return await handler(request)
        if request.path == "/" and any(name in request.query for name in NAMING):
            await old.redirect(request)
        try:
            return await handler(request)
        except (web.HTTPNotFound, NotFound) as error:
            if not isinstance(error, Gone):
                await old.redirect(request)
            raise

    return middleware


class OldAddresses:
    """Finds out what an old address meant."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def redirect(self, request: web.Request) -> None:
        """Raise the redirect, or `Gone`; nothing where the address never meant anything."""
        path = await self._post(request.path_qs) or await self._label(request.path)
        if path is not None and path != request.rel_url.raw_path:
            raise web.HTTPMovedPermanently(URL(path, encoded=True))

    async def _post(self, address: str) -> str | None:
        key = former_key(address)
        try:
            return post_path((await self._library.by_former(key)).slug) if key else None
        except Gone:
            raise
        except NotFound:
            return None

    async def _label(self, path: str) -> str | None:
        """Blogger's address has the label itself, WordPress's a slug of it, below those of its parents."""
        if path.startswith(_BLOGGERS):
            wanted = clean_text(path.removeprefix(_BLOGGERS).strip("/"))
            return await self._known(lambda name: name == wanted)
        if path.startswith(_WORDPRESSES):
            slug = clean_text(unquote(path.strip("/").rpartition("/")[2])).lower()
            return await self._known(lambda name: slug in {slug_of(name), name.lower()})
        return None

    async def _known(self, is_meant: Callable[[str], bool]) -> str | None:
        names = (view.name for view, _ in await self._library.names(Topic.LABEL))
        found = next(filter(is_meant, names), None)
        return None if found is None else view_path(ViewName(Topic.LABEL, found))
