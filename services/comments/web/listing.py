"""The comments of a thread as JSON: made once per change, then answered from memory (`shared.web.front`)."""

from dataclasses import replace
from typing import Final

import msgspec

from services.comments.present import comment_out
from services.comments.threads.reading import Reading
from services.comments.threads.thread import Directory, Thread
from services.comments.wire import ThreadOut
from shared.clock import Clock
from shared.http.cache import ViewCache
from shared.http.paging import write_cursor
from shared.http.versions import Joint, Until, Version, Versions
from shared.http.view import View, make_view

POSTS: Final = "posts"
"""What every listing depends on beside its thread: whether there is a post, and which."""
_CACHE_CONTROL: Final = "public, no-cache"


class Listing:
    """``versions`` ends those of the names `POSTS` and of a thread's address. ``links``: addresses may be links."""

    def __init__(
        self, reading: Reading, directory: Directory, versions: Versions[str], clock: Clock, *, links: bool
    ) -> None:
        self._reading = reading
        self._directory = directory
        self._versions = versions
        self._clock = clock
        self._links = links
        self._cache = ViewCache()

    async def page(self, raw: str, after: str | None, limit: int) -> View:
        """Raises `InvalidInput` where no thread could be, and `NotFound` where there is no public post."""
        posts = self._versions.of(POSTS)
        thread = await self._directory.readable(raw, "thread")
        view = await self._view(thread, posts, after, limit)
        if view.version is not None and not view.version.is_current:  # closed by its age meanwhile
            self._versions.bump([thread.url])
            view = await self._view(thread, posts, after, limit)
        return view

    async def _view(self, thread: Thread, posts: Version, after: str | None, limit: int) -> View:
        version = Joint((posts, self._versions.of(thread.url)))
        key = (thread.url, after, limit)
        return await self._cache.get(key, version, lambda: self._made(thread, version, after, limit))

    async def _made(self, thread: Thread, version: Joint, after: str | None, limit: int) -> View:
        _, standing = await self._reading.state(thread)
        found = await self._reading.thread(thread.url, after, limit + 1)
        shown, more = found[:limit], len(found) > limit
        page = ThreadOut(
            items=[comment_out(comment, links=self._links) for comment in shown],
            next=write_cursor(shown[-1].id) if more else None,
            count=(await self._reading.counts([thread.url]))[thread.url],
            closed=standing.closed is not None,
        )
        body = msgspec.json.encode(page)
        view = make_view(body, content_type="application/json", cache_control=_CACHE_CONTROL)
        ends = (Until(standing.closes, self._clock),) if standing.closes else ()
        return replace(view, version=Joint((*version.parts, *ends)))
