"""Files as one ZIP archive, made while it is being sent: nothing is ever whole in memory or on a disk."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from services.feed.import_export.exporting import Member

_PIECE: Final = 256 * 1024
_LEVEL: Final = 1


class _Outlet(io.RawIOBase):
    """A file that can only be written to; what was written is taken from it."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # a buffer, says RawIOBase
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """What was written since."""
        written = bytes(self._written)
        self._written.clear()
        return written


async def zipped(members: AsyncIterator[Member]) -> AsyncIterator[bytes]:
    """The bytes of the archive. Text is compressed (in a thread), pictures are already."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", compresslevel=_LEVEL) as archive:
        async for member in members:
            archive.compression = ZIP_STORED if member.path else ZIP_DEFLATED
            with archive.open(member.name, "w", force_zip64=True) as file:
                async for piece in pieces_of(member):
                    await asyncio.to_thread(file.write, piece)
                    if written := outlet.taken():
                        yield written
    yield outlet.taken()


async def pieces_of(member: Member) -> AsyncIterator[bytes]:
    """The content of a member, wherever it comes from."""
    if member.pieces is not None:
        async for piece in member.pieces:
            yield piece
    if member.path is not None:
        async for piece in _read(member.path):
            yield piece


async def _read(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
    finally:
        file.close()
