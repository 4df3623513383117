"""Comments that move out: all of them, thread by thread in the order of the threads' addresses, each by time."""

from collections.abc import AsyncIterator, Sequence
from typing import Final, Protocol

from services.comments.import_export.exchange import ExportedComment, exported
from services.comments.model import Comment

CHUNK: Final = 200


class Shelf(Protocol):
    """All threads there are."""

    async def threads(self) -> list[str]:
        """The keys of all threads, in the order of their addresses."""

    async def in_thread(self, key: str) -> list[str]:
        """The names of all comments of a thread, in the order of time."""

    async def named(self, key: str, names: Sequence[str]) -> list[Comment]:
        """Comments of a thread by their names, in this order."""


class CommentExport:
    """The use case. A comment that is written meanwhile may or may not be among them."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def all(self, *, private: bool) -> AsyncIterator[ExportedComment]:
        """Every comment in every state. ``private`` also says what only authors and moderators may see."""
        for key in await self._shelf.threads():
            names = await self._shelf.in_thread(key)
            for start in range(0, len(names), CHUNK):
                for comment in await self._shelf.named(key, names[start : start + CHUNK]):
                    yield exported(comment, private=private)
