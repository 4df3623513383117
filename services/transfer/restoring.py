"""The kept files of our own export, back in their places. Names are made here, never taken from the archive."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Final, Protocol
from zipfile import ZipFile, is_zipfile

import msgspec

from services.feed.import_export.members import FACTS, MEDIA
from services.feed.media.folder import MediaFolder
from services.feed.media.model import Facts, MediaLimits
from services.feed.media.names import is_id, is_name, type_of
from services.feed.media.sniff import HEAD_BYTES, media_type
from services.transfer.errors import BadArchive
from services.transfer.source import BROKEN_ZIP

_PIECE: Final = 256 * 1024
_MOST_FACTS: Final = 64 * 1024
_MOST_FILES: Final = 10


class Shelf(Protocol):
    """An archive, as far as its media are concerned."""

    def ids(self) -> Iterator[str]: ...
    def open(self, name: str) -> IO[bytes]: ...


class FolderShelf:
    """An archive that is a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def ids(self) -> Iterator[str]:
        folder = self._root / MEDIA
        yield from sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ()

    def open(self, name: str) -> IO[bytes]:
        return (self._root / name).open("rb")


class ZipShelf:
    """An archive that is a ZIP archive."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    def ids(self) -> Iterator[str]:
        names = (name.split("/") for name in self._archive.namelist() if name.startswith(f"{MEDIA}/"))
        yield from dict.fromkeys(parts[1] for parts in names if parts[-1] == FACTS)

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._archive.open(name)
        except KeyError as error:
            raise BadArchive(0, f"{name} is missing") from error


async def restored_media(path: Path, folder: MediaFolder, limits: MediaLimits) -> AsyncIterator[bool]:
    """Keep every upload of the archive; for each, whether it was new. Raises `BadArchive`."""
    with ExitStack() as stack:
        shelf = await asyncio.to_thread(_shelf, path, stack)
        for media in shelf.ids():
            if is_id(media):
                yield await _restored(shelf, media, folder, limits)


def _shelf(path: Path, stack: ExitStack) -> Shelf:
    """What is no archive has no files; what it is instead, whoever reads the posts will say."""
    if is_zipfile(path):
        return ZipShelf(stack.enter_context(ZipFile(path)))
    return FolderShelf(path)


async def _restored(shelf: Shelf, media: str, folder: MediaFolder, limits: MediaLimits) -> bool:
    if await folder.find(media):
        return False
    async with folder.desk() as desk:
        try:
            facts = await asyncio.to_thread(_copied, shelf, media, desk / media, limits)
        except (*BROKEN_ZIP, FileNotFoundError, RuntimeError) as error:  # RuntimeError: an encrypted member
            raise BadArchive(0, f"{MEDIA}/{media} cannot be read: {error}") from error
        return await folder.keep(desk / media, facts) is not None


def _copied(shelf: Shelf, media: str, to: Path, limits: MediaLimits) -> Facts:
    facts = _facts(shelf, media)
    to.mkdir()
    for name in dict.fromkeys(file.name for file in (facts.main, *facts.sizes)):
        with shelf.open(f"{MEDIA}/{media}/{name}") as source, (to / name).open("xb") as sink:
            _copy(source, sink, name, limits.length)
    return facts


def _facts(shelf: Shelf, media: str) -> Facts:
    with shelf.open(f"{MEDIA}/{media}/{FACTS}") as file:
        try:
            facts = msgspec.json.decode(file.read(_MOST_FACTS), type=Facts)
        except msgspec.MsgspecError as error:
            raise BadArchive(0, f"{MEDIA}/{media}/{FACTS}: {error}") from error
    files = (facts.main, *facts.sizes)
    if facts.id != media or len(files) > _MOST_FILES or not all(is_name(file.name) for file in files):
        raise BadArchive(0, f"{MEDIA}/{media}/{FACTS} is not from a site like ours")
    return facts


def _copy(source: IO[bytes], sink: IO[bytes], name: str, most: int) -> None:
    """Only what is of the type that its name says, and no longer than an upload may be."""
    head = source.read(_PIECE)
    if media_type(head[:HEAD_BYTES]) != type_of(name):
        raise BadArchive(0, f"{name} is not what its name says")
    left, piece = most, head
    while piece:
        left -= len(piece)
        if left < 0:
            raise BadArchive(0, f"{name} is longer than an upload may be")
        sink.write(piece)
        piece = source.read(_PIECE)
