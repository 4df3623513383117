"""The editor's form on its way in: plain, or in parts with photos. A bad photo never costs what was typed."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from aiohttp import BodyPartReader, web

from services.feed.media.intake import BROKEN, Intake, Spend
from services.feed.media.intake import FORM as MULTIPART
from services.feed.media.model import Upload
from shared.errors import FieldProblem, InvalidInput, MalformedBody, SaketError, TooLarge
from shared.web.body import FORM, BodyReader, BodyTimeout

CONSUMES: Final = (MULTIPART, FORM)
FILES: Final = "files"
_MOST_FIELDS: Final = 120
_PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """Texts, photos, and what was wrong with other photos."""

    fields: dict[str, str]
    uploads: list[Upload]
    problems: list[FieldProblem]


class Incoming:
    """Reads forms of at most ``limit`` bytes of text within ``deadline`` seconds."""

    def __init__(self, bodies: BodyReader, intake: Intake, *, limit: int, deadline: float) -> None:
        self._bodies = bodies
        self._intake = intake
        self._limit = limit
        self._deadline = deadline

    async def receive(self, request: web.Request, desk: Path, spend: Spend) -> Sent:
        """The form. Raises the errors of bodies."""
        if request.content_type != MULTIPART:
            return Sent(dict(await self._bodies.form(request)), [], [])
        try:
            async with asyncio.timeout(self._deadline):
                return await self._parts(request, desk, spend)
        except TimeoutError as error:
            raise BodyTimeout(f"the body took more than {self._deadline:g} s") from error
        except BROKEN as error:
            raise MalformedBody(FieldProblem("", "bad-body", type(error).__name__)) from error

    async def _parts(self, request: web.Request, desk: Path, spend: Spend) -> Sent:
        sent, room, parts = Sent({}, [], []), self._limit, 0
        async for part in await request.multipart():
            parts += 1
            if not isinstance(part, BodyPartReader) or parts > _MOST_FIELDS:
                raise MalformedBody(FieldProblem("", "bad-body", "texts and files, one after another"))
            if part.name == FILES:
                await self._file(part, desk, spend, sent)
            else:
                text = await _text(part, room)
                room -= len(text)
                sent.fields[part.name or ""] = text.decode("utf-8")
        alts = sent.fields.get("new_alt", "").splitlines()
        described = [replace(upload, alt=alt) for upload, alt in zip(sent.uploads, alts, strict=False)]
        sent.uploads[: len(described)] = described
        return sent

    async def _file(self, part: BodyPartReader, desk: Path, spend: Spend, sent: Sent) -> None:
        """A file that is refused is read to its end, for texts may follow."""
        if not part.filename:  # what browsers send for no file at all
            await part.release()
            return
        try:
            await spend()
            number = len(sent.uploads) + len(sent.problems)
            sent.uploads.append(await self._intake.part(part, desk, number))
        except InvalidInput as error:
            sent.problems.extend(error.problems)
        except SaketError as error:
            sent.problems.append(FieldProblem(FILES, error.code, part.filename[:100]))
        finally:
            await part.release()


async def _text(part: BodyPartReader, room: int) -> bytes:
    text = b""
    while not part.at_eof():
        text += await part.read_chunk(_PIECE)
        if len(text) > room:
            raise TooLarge(room)
    return text
