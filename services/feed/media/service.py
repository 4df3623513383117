"""The use case of an upload.

received -> known? then as before -> not two files in one -> a picture: developed, a document: as it is -> kept

Of several uploads in one request all are worked on before the first is kept.
"""

import asyncio
import os
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from services.feed.media.errors import BadUpload
from services.feed.media.model import PDF, UPLOAD, Facts, MediaFile, Upload
from services.feed.media.names import DOCUMENT, file_at
from services.feed.media.reply import Made
from services.feed.media.sniff import TAIL_BYTES, ends_as_archive, is_whole_document
from shared.errors import NotFound


class MediaStore(Protocol):
    """Where uploads are received and kept: `services.feed.media.folder`."""

    def desk(self) -> AbstractAsyncContextManager[Path]: ...

    async def find(self, media: str) -> Facts | None: ...

    async def keep(self, folder: Path, facts: Facts) -> Facts | None: ...

    async def renew(self, folder: Path, facts: Facts) -> Facts: ...

    async def browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]: ...

    async def file(self, media: str, name: str) -> Path | None: ...


class Darkroom(Protocol):
    """Who makes pictures: `services.feed.media.studio`."""

    async def develop(self, upload: Upload) -> Made: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an upload, and whether it was new."""

    facts: Facts
    is_new: bool


class MediaLibrary:
    """Keeps uploads and finds them again."""

    def __init__(self, store: MediaStore, studio: Darkroom) -> None:
        self._store = store
        self._studio = studio

    def desk(self) -> AbstractAsyncContextManager[Path]:
        """A folder to receive uploads in; what was not kept goes with it."""
        return self._store.desk()

    async def add(self, uploads: list[Upload]) -> list[Kept]:
        """Keep all of them or none. Raises `BadUpload`, `PictureFailed` or `StoreFull`."""
        made = [None if await self._store.find(upload.id) else await self._made(upload) for upload in uploads]
        return [await self._keep(upload, facts) for upload, facts in zip(uploads, made, strict=True)]

    async def show(self, media: str) -> Facts:
        """Raises `NotFound`."""
        facts = await self._store.find(media)
        if facts is None:
            raise NotFound("media", media)
        return facts

    async def browse(self, before: str | None, limit: int) -> tuple[list[Facts], str | None]:
        """What is kept, last sent first."""
        return await self._store.browse(before, limit)

    async def measured(self, path: str) -> MediaFile | None:
        """The kept file at a path of this site."""
        media, name = file_at(path) or ("", "")
        facts = await self._store.find(media)
        return facts.named(name) if facts else None

    async def file(self, media: str, name: str) -> Path:
        """A file to be served. Raises `NotFound`."""
        path = await self._store.file(media, name)
        if path is None:
            raise NotFound("file", name)
        return path

    async def _made(self, upload: Upload) -> Facts:
        original = upload.folder / UPLOAD
        tail = await asyncio.to_thread(_tail, original)
        if ends_as_archive(tail):
            raise BadUpload(upload.field, "two-files-in-one", "it is a ZIP archive, too")
        if upload.type == PDF:
            return Facts(upload.id, upload.alt, _document(upload, original, tail))
        made = await self._studio.develop(upload)
        original.unlink()
        return Facts(upload.id, upload.alt, made.main, made.sizes)

    async def _keep(self, upload: Upload, made: Facts | None) -> Kept:
        """What was sent before stays what it was, described anew if it comes with other words."""
        if made is not None and (kept := await self._store.keep(upload.folder, made)):
            return Kept(kept, is_new=True)
        before = await self.show(upload.id)
        renewed = await self._store.renew(upload.folder, replace(before, alt=upload.alt or before.alt))
        return Kept(renewed, is_new=False)


def _document(upload: Upload, original: Path, tail: bytes) -> MediaFile:
    """A document stays as it is."""
    if not is_whole_document(tail):
        raise BadUpload(upload.field, "unreadable", "the end of the document is missing")
    path = original.rename(upload.folder / DOCUMENT)
    return MediaFile(DOCUMENT, upload.type, 0, 0, path.stat().st_size)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-min(TAIL_BYTES, path.stat().st_size), os.SEEK_END)
        return file.read()
