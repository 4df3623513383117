"""Feeds as answers: rendered once per version of their view, then served from memory."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Final

from services.feed.documents import Form
from services.feed.model import ViewName
from services.feed.versions import Version, Versions
from shared.errors import StoreError
from shared.feed.model import Feed
from shared.http.cache import ViewCache
from shared.http.links import WebLink
from shared.http.view import View, make_view

Build = Callable[[], Awaitable[Feed]]
"""Reads the store and makes the document."""

CACHE_CONTROL: Final = "public, max-age=5, stale-while-revalidate=60"  # news is never late; a burst is absorbed
_REMEMBERED: Final = 4096  # more than the cache holds
_IN_HEADER: Final = frozenset({"self", "hub"})


class FeedViews:
    """The one place where feeds become bytes. ``rendered`` hears of each time that happened."""

    def __init__(self, cache: ViewCache, versions: Versions, rendered: Callable[[], None]) -> None:
        self._cache = cache
        self._versions = versions
        self._rendered = rendered
        self._made: dict[Hashable, Version] = {}

    async def get(self, key: Hashable, view: ViewName, form: Form, build: Build) -> View:
        """The answer known as ``key``, which depends on the posts in ``view``; no store is asked if it is cached.

        While the store is away, an answer from before the last change is better than none.
        """
        name, version = (key, form), self._versions.of(view)
        try:
            made = await self._cache.get(name, version, partial(self._render, form, build))
        except StoreError as error:
            return await self._earlier(name, error)
        self._remember(name, version)
        return made

    async def _render(self, form: Form, build: Build) -> View:
        feed = await build()
        self._rendered()
        return await asyncio.to_thread(view_of, feed, form)

    async def _earlier(self, name: Hashable, error: StoreError) -> View:
        async def unreadable() -> View:
            raise error

        return await self._cache.get(name, self._made.get(name), unreadable)

    def _remember(self, name: Hashable, version: Version) -> None:
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[name] = version


def view_of(feed: Feed, form: Form) -> View:
    """The document with its validators; WebSub section 4 wants ``self`` and ``hub`` in the header too."""
    return make_view(
        form.render(feed),
        content_type=form.content_type,
        last_modified=feed.updated,
        cache_control=CACHE_CONTROL,
        links=[WebLink(link.href, link.rel) for link in feed.links if link.rel in _IN_HEADER],
    )
