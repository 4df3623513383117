"""An export as files in a folder; each appears under its name when it is complete."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from services.feed.import_export.exporting import Member
from services.feed.import_export.zipping import pieces_of

_UNFINISHED: Final = ".part"


async def written(members: AsyncIterator[Member], folder: Path, progress: Callable[[str], None]) -> int:
    """Write them below ``folder``; how many there were. What was kept before under a name of its content stays."""
    count = 0
    async for member in members:
        path = folder / member.name
        if member.path is None or not await asyncio.to_thread(_is_same, path, member.path):
            await _write(member, path)
        count += 1
        progress(member.name)
    return count


async def _write(member: Member, path: Path) -> None:
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + _UNFINISHED)
    file = await asyncio.to_thread(unfinished.open, "wb")
    try:
        async for piece in pieces_of(member):
            await asyncio.to_thread(file.write, piece)
        await asyncio.to_thread(os.fsync, file.fileno())
    finally:
        await asyncio.to_thread(file.close)
    await asyncio.to_thread(unfinished.replace, path)


def _is_same(path: Path, source: Path) -> bool:
    return path.is_file() and path.stat().st_size == source.stat().st_size
