"""The posts as they were last seen: a thread is looked up once, and believed as long as no post has been written since.

    look_up: as remembered, or asked for | the caller goes on | is_same: has any post been written meanwhile?

The second question costs no round trip of its own where it travels with the caller's others.
"""

from typing import Final

from services.comments.threads.thread import Directory, Thread
from shared.asked import Asked, settled
from shared.errors import FieldProblem

_MOST: Final = 4096


class KnownPosts:
    """`Directory.look_up` with a memory. For use within one event loop."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._version: str | None = None
        self._threads: dict[str, Thread] = {}

    async def look_up(self, raw: str, field: str) -> Thread | FieldProblem:
        """The thread of a public post, perhaps as it was a moment ago, or what is wrong with ``field``."""
        known = self._threads.get(raw)
        if known is not None:
            return known
        before = await self._directory.posts.version()
        thread = await self._directory.look_up(raw, field)
        if isinstance(thread, Thread):
            self._remember(raw, thread, before)
        return thread

    async def title(self, url: str) -> str:
        """What the post of a thread is called; empty if nobody knows."""
        thread = await self._directory.at(url)
        return thread.title if thread else ""

    def is_same(self) -> Asked[bool]:
        """Whether what is remembered still holds; if not, it is forgotten."""
        asked = self._version
        if asked is None:
            return settled(value=False)
        moving = self._directory.posts.moving(asked)
        return Asked(moving.steps, lambda replies: self._heard(asked, moving.read(replies)))

    def _heard(self, asked: str, answer: tuple[str, bool]) -> bool:
        version, moved = answer
        if self._version == asked:  # nobody else was faster
            self._version = version
            if moved:
                self._threads.clear()
        return not moved

    def _remember(self, raw: str, thread: Thread, version: str) -> None:
        if version != self._version or len(self._threads) >= _MOST:
            self._threads.clear()
        self._version = version
        self._threads[raw] = thread
