"""The folder of kept uploads, which several machines may share.

    <data>/media/ab/ab…/            one upload: its files and ``facts.json``; complete, or not there at all
    <data>/media/incoming/…/        what is being received and worked on

An upload is made ready in ``incoming`` and then renamed into its place, which a file system does at once or not at
all. A crash leaves something in ``incoming`` only; `MediaFolder.sweep` removes what is older than any upload may take,
for the other machines are receiving uploads there, too.
"""

import asyncio
import errno
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from heapq import nlargest
from pathlib import Path
from typing import Final

import msgspec

from services.feed.media.model import Facts
from services.feed.media.names import is_id, is_name
from shared.errors import StoreFull

_FACTS: Final = "facts.json"
_INCOMING: Final = "incoming"
_STALE_SECONDS: Final = 3 * 3600.0
_SWEEP_SECONDS: Final = 900.0
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_THERE_ALREADY: Final = frozenset({errno.ENOTEMPTY, errno.EEXIST})
_PLACE_DIGITS: Final = 20

Place = tuple[str, str]
"""When an upload was last sent (nanoseconds, padded), and its id."""


class MediaFolder:
    """`services.feed.media.service.MediaStore` over a file system. The folder is made with the first upload."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Path]:
        """An empty folder to work in, which is gone afterwards. Raises `StoreFull` where the disk is."""
        path = await asyncio.to_thread(self._make_desk)
        try:
            yield path
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StoreFull("no room left for uploads") from error
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)

    async def find(self, media: str) -> Facts | None:
        """What is kept under this id."""
        return await asyncio.to_thread(self._read, media)

    async def keep(self, folder: Path, facts: Facts) -> bool:
        """Move a finished folder of a desk into its place, on disk for good; False if it was kept before."""
        return await asyncio.to_thread(self._keep, folder, facts)

    async def renew(self, folder: Path, facts: Facts) -> None:
        """Write the facts of something kept anew, from a folder of a desk; it counts as last sent now."""
        await asyncio.to_thread(self._renew, folder, facts)

    async def browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]:
        """What is kept, last sent first, with the place from which to go on."""
        return await asyncio.to_thread(self._browse, before, limit)

    async def file(self, media: str, name: str) -> Path | None:
        """A kept file; None for any name that we did not give."""
        if not (is_id(media) and is_name(name)):
            return None
        path = self._place(media) / name
        return path if await asyncio.to_thread(path.is_file) else None

    async def sweep_for_ever(self) -> None:
        """`sweep` now and then."""
        while True:
            await asyncio.to_thread(self.sweep)
            await asyncio.sleep(_SWEEP_SECONDS)

    def sweep(self) -> None:
        """Remove what crashed uploads left."""
        before = time.time() - _STALE_SECONDS
        for path in _children(self._root / _INCOMING):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    shutil.rmtree(path)

    def _place(self, media: str) -> Path:
        return self._root / media[:2] / media

    def _make_desk(self) -> Path:
        incoming = self._root / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=incoming))

    def _read(self, media: str) -> Facts | None:
        if not is_id(media):
            return None
        try:
            return msgspec.json.decode((self._place(media) / _FACTS).read_bytes(), type=Facts)
        except FileNotFoundError:
            return None

    def _keep(self, folder: Path, facts: Facts) -> bool:
        (folder / _FACTS).write_bytes(msgspec.json.encode(facts))
        for path in (*folder.iterdir(), folder):
            _to_disk(path)
        place = self._place(facts.id)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(place)
        except OSError as error:
            if error.errno in _THERE_ALREADY:
                return False
            raise
        for path in (place.parent, self._root):
            _to_disk(path)
        return True

    def _renew(self, folder: Path, facts: Facts) -> None:
        fresh, place = folder / _FACTS, self._place(facts.id)
        fresh.write_bytes(msgspec.json.encode(facts))
        _to_disk(fresh)
        fresh.replace(place / _FACTS)
        os.utime(place)
        _to_disk(place)

    def _browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]:
        bound = tuple(before.split(":", 1)) if before else None
        places = nlargest(limit + 1, (place for place in self._places() if bound is None or place < bound))
        found = [facts for _, media in places[:limit] if (facts := self._read(media))]
        return found, ":".join(places[limit - 1]) if len(places) > limit else None

    def _places(self) -> Iterator[Place]:
        for shard in _children(self._root):
            for path in _children(shard):
                if is_id(path.name):
                    yield f"{path.stat().st_mtime_ns:0{_PLACE_DIGITS}d}", path.name


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _to_disk(path: Path) -> None:
    """What is written so far survives a power cut; of a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
