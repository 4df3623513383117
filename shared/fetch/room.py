"""The memory that large bodies share.

Each takes what it holds, not more: a slow one that holds little keeps nobody waiting. When there is no room left, the
one that has been at it longest goes on alone, so that all of them come to an end.
"""

import asyncio
from types import TracebackType
from typing import Self


class Room:
    """So many bytes, and what one body needs beyond them."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._line: list[Share] = []
        self._changed = asyncio.Event()

    def share(self) -> "Share":
        """For one body. Use it as a context manager."""
        return Share(self)

    def _may_grow(self, share: "Share") -> bool:
        return self._free > 0 or self._line[0] is share

    async def take(self, share: "Share", count: int) -> None:
        """Wait until there is room for more."""
        while not self._may_grow(share):
            self._changed.clear()
            await self._changed.wait()
        self._free -= count

    def enter(self, share: "Share") -> None:
        """Stand in line."""
        self._line.append(share)

    def leave(self, share: "Share", held: int) -> None:
        """Give back what was held."""
        self._line.remove(share)
        self._free += held
        self._changed.set()


class Share:
    """What one body holds."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._held = 0

    async def grow(self, size: int) -> None:
        """Hold ``size`` bytes in all; waits for room."""
        if size > self._held:
            await self._room.take(self, size - self._held)
            self._held = size

    def __enter__(self) -> Self:
        self._room.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.leave(self, self._held)
