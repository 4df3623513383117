"""Uploads on their way from the wire to the disk: a piece at a time, never whole in memory, within the limits."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage

from services.feed.media.errors import BadUpload
from services.feed.media.model import ACCEPTED, UPLOAD, MediaLimits, Upload
from services.feed.media.names import id_of
from services.feed.media.sniff import HEAD_BYTES, media_type
from shared.errors import FieldProblem, InvalidInput, MalformedBody, TooLarge, UnsupportedMediaType
from shared.text import clean_text
from shared.web.body import BodyTimeout

FORM: Final = "multipart/form-data"
_PIECE: Final = 256 * 1024
_MAX_ALT: Final = 1000
_MAX_FIELD_BYTES: Final = 8 * _MAX_ALT
_MOST_PARTS: Final = 50
# What aiohttp's reader of multipart bodies raises for those that are none, and for connections that end early.
BROKEN: Final = (BadHttpMessage, ValueError, RuntimeError, AssertionError, ConnectionError, web.RequestPayloadError)

Spend = Callable[[], Awaitable[None]]
"""Called before each file is received; raises when there were too many."""


class Intake:
    """Receives the files of a request into folders of their own."""

    def __init__(self, limits: MediaLimits) -> None:
        self._limits = limits

    async def receive(self, request: web.Request, desk: Path, spend: Spend) -> list[Upload]:
        """The files, at least one. Raises the errors of bodies, `BadUpload`, and whatever ``spend`` raises."""
        self._check(request)
        try:
            async with asyncio.timeout(self._limits.deadline):
                if request.content_type == FORM:
                    return await self._form(request, desk, spend)
                return [await self._alone(request, desk, spend)]
        except TimeoutError as error:
            raise BodyTimeout(f"the body took more than {self._limits.deadline:g} s") from error
        except BROKEN as error:
            raise MalformedBody(FieldProblem("", "bad-body", type(error).__name__)) from error

    def _check(self, request: web.Request) -> None:
        """Before anything is read."""
        if request.content_type not in {FORM, *ACCEPTED}:
            raise UnsupportedMediaType((FORM, *ACCEPTED))
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType(("identity",))
        most = self._limits.length * (self._limits.files if request.content_type == FORM else 1)
        if request.content_length is not None and request.content_length > most + _PIECE:
            raise TooLarge(self._limits.length)

    async def _alone(self, request: web.Request, desk: Path, spend: Spend) -> Upload:
        await spend()
        pieces = request.content.iter_chunked(_PIECE)
        return await self.file(pieces, desk / "0", "file", _alt("alt", request.query.get("alt", "")))

    async def _form(self, request: web.Request, desk: Path, spend: Spend) -> list[Upload]:
        """Of several files the n-th ``alt`` describes the n-th."""
        received: list[Upload] = []
        alts: list[str] = []
        parts = 0
        async for part in await request.multipart():
            parts += 1
            if not isinstance(part, BodyPartReader) or parts > _MOST_PARTS:
                raise MalformedBody(FieldProblem("", "bad-body", "files and texts, one after another"))
            if part.name == "file":
                await spend()
                received.append(await self.part(part, desk, len(received)))
            elif part.name == "alt":
                alts.append(_alt(f"alt[{len(alts)}]", await _text(part)))
            else:
                raise InvalidInput(FieldProblem((part.name or "")[:100], "unknown-field"))
        if not received:
            raise BadUpload("file", "required")
        return [_described(upload, alts[n] if n < len(alts) else "") for n, upload in enumerate(received)]

    async def part(self, part: BodyPartReader, desk: Path, number: int) -> Upload:
        """One file of a form, the ``number``-th from 0."""
        if number >= self._limits.files:
            raise BadUpload("file", "too-many", f"at most {self._limits.files}")
        field = f"file[{number}]" if number else "file"
        return await self.file(_pieces(part), desk / str(number), field, "")

    async def file(self, pieces: AsyncIterator[bytes], folder: Path, field: str, alt: str) -> Upload:
        with _Sink.open(folder, self._limits.length) as sink:
            async for piece in pieces:
                await asyncio.to_thread(sink.write, piece)
        if not sink.length:
            raise BadUpload(field, "empty")
        return Upload(folder, id_of(sink.digest), sink.media_type(), field, alt)


class _Sink:
    """A file that is being written: its length, its digest and its beginning."""

    def __init__(self, path: Path, limit: int) -> None:
        self._file = path.open("xb")
        self._limit = limit
        self._hash = hashlib.sha256()
        self._head = b""
        self.length = 0

    @classmethod
    def open(cls, folder: Path, limit: int) -> Self:
        folder.mkdir()
        return cls(folder / UPLOAD, limit)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def digest(self) -> bytes:
        return self._hash.digest()

    def write(self, piece: bytes) -> None:
        """Raises `TooLarge`, and `UnsupportedMediaType` as soon as the beginning is there."""
        self.length += len(piece)
        if self.length > self._limit:
            raise TooLarge(self._limit)
        if len(self._head) < HEAD_BYTES:
            self._head += piece[:HEAD_BYTES]
            if len(self._head) >= HEAD_BYTES:
                self.media_type()
        self._hash.update(piece)
        self._file.write(piece)

    def media_type(self) -> str:
        """What the bytes are. Raises `UnsupportedMediaType`."""
        found = media_type(self._head)
        if found is None:
            raise UnsupportedMediaType(ACCEPTED)
        return found


async def _pieces(part: BodyPartReader) -> AsyncIterator[bytes]:
    while not part.at_eof():
        if piece := await part.read_chunk(_PIECE):
            yield piece


async def _text(part: BodyPartReader) -> str:
    text = b""
    async for piece in _pieces(part):
        text += piece
        if len(text) > _MAX_FIELD_BYTES:
            raise InvalidInput(FieldProblem("alt", "too-long", f"at most {_MAX_ALT} characters"))
    return text.decode("utf-8")


def _alt(field: str, text: str) -> str:
    alt = clean_text(text)
    if len(alt) > _MAX_ALT:
        raise InvalidInput(FieldProblem(field, "too-long", f"at most {_MAX_ALT} characters"))
    return alt


def _described(upload: Upload, alt: str) -> Upload:
    return replace(upload, alt=alt)
