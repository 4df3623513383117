"""Feeds as answers: rendered once per version of their view, then served from memory."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Final

from services.feed.model import ViewName
from services.feed.versions import Version, Versions
from shared.errors import StoreError
from shared.feed.formats import Format
from shared.feed.model import Feed
from shared.feed.views import public_view
from shared.http.cache import ViewCache
from shared.http.view import View

Build = Callable[[], Awaitable[Feed]]
"""Reads the store and makes the document."""

_REMEMBERED: Final = 4096  # more than the cache holds


class FeedViews:
    """The one place where feeds become bytes. ``rendered`` hears of each time that happened."""

    def __init__(self, cache: ViewCache, versions: Versions, rendered: Callable[[], None]) -> None:
        self._cache = cache
        self._versions = versions
        self._rendered = rendered
        self._made: dict[Hashable, Version] = {}

    async def get(self, key: Hashable, view: ViewName, form: Format, build: Build, *, dated: bool = True) -> View:
        """The answer known as ``key``, which depends on the posts in ``view``; no store is asked if it is cached.

        Not ``dated``, without Last-Modified, is a feed that grows older when its newest post leaves it.

        While the store is away, an answer from before the last change is better than none.
        """
        name, version = (key, form), self._versions.of(view)
        try:
            made = await self._cache.get(name, version, partial(self._render, form, build, dated=dated))
        except StoreError as error:
            return await self._earlier(name, error)
        self._remember(name, version)
        return made

    async def _render(self, form: Format, build: Build, *, dated: bool) -> View:
        feed = await build()
        self._rendered()
        return await asyncio.to_thread(public_view, feed, form, last_modified=feed.updated if dated else None)

    async def _earlier(self, name: Hashable, error: StoreError) -> View:
        async def unreadable() -> View:
            raise error

        return await self._cache.get(name, self._made.get(name), unreadable)

    def _remember(self, name: Hashable, version: Version) -> None:
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[name] = version
