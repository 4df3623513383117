"""The folder of kept uploads, which several machines may share.

    <data>/media/ab/ab…/            one upload: its files and ``facts.json``; complete, or not there at all
    <data>/media/incoming/…/        what is being received and worked on
    <data>/media/sent/…             the order in which they came (`journal`)

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
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from services.feed.media.journal import Journal, Line
from services.feed.media.model import Facts
from services.feed.media.names import is_id, is_name
from shared.errors import StoreFull

_FACTS: Final = "facts.json"
_INCOMING: Final = "incoming"
_STALE_SECONDS: Final = 3 * 3600.0
_SWEEP_SECONDS: Final = 900.0
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_THERE_ALREADY: Final = frozenset({errno.ENOTEMPTY, errno.EEXIST})


class MediaFolder:
    """`services.feed.media.service.MediaStore` over a file system. The folder is made with the first upload."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._journal = Journal(root / "sent")

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

    async def keep(self, folder: Path, facts: Facts) -> Facts | None:
        """Move a finished folder of a desk into its place, on disk for good; None if it was kept before."""
        return await asyncio.to_thread(self._keep, folder, facts)

    async def renew(self, folder: Path, facts: Facts) -> Facts:
        """Write the facts of something kept anew, from a folder of a desk; it counts as last sent now."""
        return await asyncio.to_thread(self._renew, folder, facts)

    async def remove(self, media: str) -> bool:
        """For good, all of it at once; False if it was not there."""
        async with self.desk() as desk:
            return await asyncio.to_thread(self._remove, media, desk)

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

    def _keep(self, folder: Path, facts: Facts) -> Facts | None:
        facts = replace(facts, sent=facts.sent or time.time_ns())
        (folder / _FACTS).write_bytes(msgspec.json.encode(facts))
        for path in (*folder.iterdir(), folder):
            _to_disk(path)
        place = self._place(facts.id)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._journal.note(facts.sent, facts.id)
        try:
            folder.rename(place)
        except OSError as error:
            if error.errno in _THERE_ALREADY:
                return None
            raise
        for path in (place.parent, self._root):
            _to_disk(path)
        return facts

    def _renew(self, folder: Path, before: Facts) -> Facts:
        facts = replace(before, sent=time.time_ns())
        fresh, place = folder / _FACTS, self._place(facts.id)
        fresh.write_bytes(msgspec.json.encode(facts))
        _to_disk(fresh)
        self._journal.note(facts.sent, facts.id)
        fresh.replace(place / _FACTS)
        _to_disk(place)
        self._journal.strike(before.sent, facts.id)
        return facts

    def _remove(self, media: str, desk: Path) -> bool:
        facts = self._read(media)
        if facts is None:
            return False
        self._place(media).rename(desk / media)
        _to_disk(self._place(media).parent)
        self._journal.strike(facts.sent, media)
        return True

    def _browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]:
        found = list(islice(self._sent(_line_at(before)), limit + 1))
        return found[:limit], f"{found[limit - 1].sent}:{found[limit - 1].id}" if len(found) > limit else None

    def _sent(self, before: Line | None) -> Iterator[Facts]:
        for moment, media in self._journal.lines(before):
            facts = self._read(media)
            if facts is not None and facts.sent == moment:
                yield facts


def _line_at(place: str | None) -> Line | None:
    moment, _, media = (place or "").partition(":")
    return (int(moment), media) if moment.isdecimal() else None


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
