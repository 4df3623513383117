"""Files that an old site kept and that lie on our disk now.

They are found by the addresses that posts have for them, and kept as if they had been uploaded here.

WordPress's addresses end in the path below ``uploads``; Blogger's and others' in a name, which counts if only one file
has it. A picture that WordPress has made smaller (``-300x200``, ``-scaled``) stands for the original: we make our own
sizes.
"""

import asyncio
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote, urlsplit

from services.feed.media.model import UPLOAD, MediaLimits, Upload
from services.feed.media.names import id_of, media_path
from services.feed.media.service import Kept, MediaLibrary
from services.feed.media.sniff import HEAD_BYTES, media_type
from services.feed.model import Media
from services.transfer.model import Remark
from shared.errors import SaketError

_UPLOADS: Final = re.compile(r"/(?:uploads|files)/(.+)$")
_SMALLER: Final = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)(?=\.[A-Za-z0-9]{2,5}$)")
_KNOWN: Final = 10_000


class LocalFiles:
    """The files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve(strict=True)

    def find(self, address: str) -> Path | None:
        """The file that an address of the old site meant."""
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            return None
        spellings = tuple(dict.fromkeys((_SMALLER.sub("", path), path)))
        return next(self._found(spellings), None)

    def _found(self, spellings: tuple[str, ...]) -> Iterator[Path]:
        for path in spellings:
            below = _UPLOADS.search(path)
            if below and (file := self._inside(below[1])):
                yield file
        for path in spellings:
            if file := self._named.get(path.rpartition("/")[2]):
                yield file

    def _inside(self, below: str) -> Path | None:
        """No way leads out of the folder, neither dots nor links."""
        try:
            path = (self._folder / below).resolve()
            return path if path.is_relative_to(self._folder) and path.is_file() else None
        except (OSError, ValueError):
            return None

    @cached_property
    def _named(self) -> dict[str, Path]:
        """The names that only one file has."""
        found: dict[str, Path | None] = {}
        for folder, _, names in os.walk(self._folder):
            for name in names:
                found[name] = None if name in found else Path(folder) / name
        return {name: path for name, path in found.items() if path is not None and not path.is_symlink()}


class Carrier:
    """Keeps local files (none without ``files``) and pictures out of texts as uploads, each once."""

    def __init__(self, files: LocalFiles | None, library: MediaLibrary, limits: MediaLimits) -> None:
        self._files = files
        self._library = library
        self._limits = limits
        self._kept: dict[str, Media | None] = {}
        self.count = 0

    async def carried(self, address: str, alt: str, remarks: list[Remark]) -> Media | None:
        """The file behind an address of the old site, as it is served here; None where there is none to be had."""
        if address not in self._kept:
            if len(self._kept) >= _KNOWN:
                self._kept.clear()
            self._kept[address] = await self._carry(address, alt, remarks)
        return self._kept[address]

    async def kept(self, body: bytes, alt: str, remarks: list[Remark]) -> Media | None:
        """A picture that was written into a text, as it is served here; None for what is no picture of ours."""
        return await self._media(BytesIO(body), "data:", alt, remarks)

    async def _carry(self, address: str, alt: str, remarks: list[Remark]) -> Media | None:
        path = await asyncio.to_thread(self._files.find, address) if self._files else None
        if path is None:
            return None
        with await asyncio.to_thread(path.open, "rb") as file:
            return await self._media(file, path.name, alt, remarks)

    async def _media(self, file: BinaryIO, name: str, alt: str, remarks: list[Remark]) -> Media | None:
        try:
            kept = await self._keep(file, alt)
        except SaketError as error:
            remarks.append(Remark("file-refused", f"{name}: {error}"))
            return None
        if kept is None:
            return None
        self.count += kept.is_new
        main = kept.facts.main
        return Media(media_path(kept.facts.id, main.name), main.type, alt, main.length, main.width, main.height)

    async def _keep(self, file: BinaryIO, alt: str) -> Kept | None:
        """None for files of a kind that we do not keep, such as films: they stay where they were."""
        async with self._library.desk() as desk:
            upload = await asyncio.to_thread(_received, file, desk / "0", alt, self._limits.length)
            return (await self._library.add([upload]))[0] if upload else None


def _received(file: BinaryIO, folder: Path, alt: str, most: int) -> Upload | None:
    kind = media_type(file.read(HEAD_BYTES))
    if kind is None or file.seek(0, os.SEEK_END) > most:
        return None
    folder.mkdir()
    file.seek(0)
    with (folder / UPLOAD).open("xb") as sink:
        shutil.copyfileobj(file, sink)
    digest = hashlib.sha256((folder / UPLOAD).read_bytes()).digest()
    return Upload(folder, id_of(digest), kind, "file", alt)
