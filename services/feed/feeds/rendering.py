"""Feeds as answers: rendered once per version of their views, then served from memory."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from services.feed.feeds.deltas import Memory, Shown, newer
from services.feed.feeds.documents import Document
from services.feed.model import ViewName
from services.feed.section import Section
from shared.errors import StoreError
from shared.feed.formats import Writing
from shared.feed.views import public_view
from shared.http.cache import ViewCache
from shared.http.versions import Joint, Version, Versions
from shared.http.view import View

Build = Callable[[], Awaitable[Document]]
"""Reads the store and makes the document."""

VARY: Final = ("Sec-Fetch-Dest",)
"""Whoever looks at the address in a browser gets a page."""
_REMEMBERED: Final = 4096  # more than the cache holds


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed at some address: ``key`` is its name in memory, ``section`` what it depends on."""

    key: Hashable
    section: Section
    writing: Writing
    build: Build

    @property
    def name(self) -> Hashable:
        """What tells one answer from all others."""
        return (self.key, self.writing)


class FeedViews:
    """The one place where feeds become bytes. ``rendered`` hears of each time that happened."""

    def __init__(self, cache: ViewCache, versions: Versions[ViewName], rendered: Callable[[], None]) -> None:
        self._cache = cache
        self._versions = versions
        self._rendered = rendered
        self._memory = Memory()
        self._made: dict[Hashable, Version | Joint] = {}

    async def get(self, asked: Asked) -> View:
        """The answer; no store is asked if it is in memory.

        While the store is away, an answer from before the last change is better than none.
        """
        version = self.version_of(asked)
        try:
            made = await self._cache.get(asked.name, version, partial(self._render, asked, version))
        except StoreError as error:
            return await self._earlier(asked.name, error)
        self._remember(asked.name, version)
        return made

    def version_of(self, asked: Asked) -> Version | Joint:
        """Changes with what the feed shows."""
        return self._versions.of_all(asked.section.views)

    async def newer(self, asked: Asked, tags: Iterable[str]) -> View | None:
        """What is new since an answer with one of these tags, under the tags of the whole; None for tags forgotten."""
        found = self._memory.find(asked.name, tags)
        if found is None:
            return None
        tag, shown = found
        version = self.version_of(asked)
        return await self._cache.get((asked.name, tag), version, partial(self._render_newer, asked, shown))

    async def _render(self, asked: Asked, version: Version | Joint) -> View:
        return replace(await self._written(asked, await asked.build()), version=version)

    async def _render_newer(self, asked: Asked, shown: Shown) -> View:
        document = await asked.build()
        whole = await self._written(asked, document)
        part = await asyncio.to_thread(public_view, newer(document.feed, shown), asked.writing)
        return replace(part, etags={**part.etags, **whole.etags}, tags=whole.tags)

    async def _written(self, asked: Asked, document: Document) -> View:
        self._rendered()
        view = await asyncio.to_thread(
            public_view, document.feed, asked.writing, last_modified=document.modified, vary=VARY
        )
        self._memory.note(asked.name, (etag.opaque for etag in view.etags.values()), document.feed)
        return view

    async def _earlier(self, name: Hashable, error: StoreError) -> View:
        async def unreadable() -> View:
            raise error

        return await self._cache.get(name, self._made.get(name), unreadable)

    def _remember(self, name: Hashable, version: Version | Joint) -> None:
        if len(self._made) >= _REMEMBERED:
            self._made.clear()
        self._made[name] = version
