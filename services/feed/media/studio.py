"""Work on pictures, one at a time, each in a process of its own that may be killed at any moment."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

import msgspec

from services.feed.media.errors import BadUpload, PictureFailed
from services.feed.media.model import MediaLimits, Upload
from services.feed.media.reply import Made, Refused, Reply
from shared.errors import StoreFull

_MODULE: Final = "services.feed.media.image_worker"
_START_SECONDS: Final = 30.0
_OVERTIME: Final = frozenset({-signal.SIGXCPU, -signal.SIGALRM})
_decoder: Final[msgspec.json.Decoder[Reply]] = msgspec.json.Decoder(Reply)


class Studio:
    """Starts the workers. A process a picture: what a hostile picture leaves behind in one, ends with it."""

    def __init__(self, limits: MediaLimits) -> None:
        self._limits = limits
        self._place = asyncio.Semaphore(1)
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """The process that works now, for the operator and for tests that kill it."""
        return self._process.pid if self._process else None

    async def develop(self, upload: Upload) -> Made:
        """Make the files of a picture in its folder. Raises `BadUpload`, `PictureFailed` or `StoreFull`."""
        async with self._place:
            reply = await self._work(upload)
        if isinstance(reply, Made):
            return reply
        if reply.reason == "no-room":
            raise StoreFull("no room left for pictures")
        raise BadUpload(upload.field, reply.reason, reply.detail)

    async def _work(self, upload: Upload) -> Reply:
        process = self._process = await self._start(upload.folder, upload.type)
        try:
            async with asyncio.timeout(_START_SECONDS + self._limits.wall):
                line = await _line(process)
                status = await process.wait()
        except TimeoutError:
            return Refused("too-heavy", "time")
        finally:
            self._process = None
            await _stop(process)
        return _reply(line, status)

    async def _start(self, folder: Path, media_type: str) -> Process:
        limits = msgspec.json.encode(self._limits).decode()
        command = (sys.executable, "-I", "-X", "utf8", "-m", _MODULE, media_type, limits)
        try:
            return await asyncio.create_subprocess_exec(
                *command, cwd=folder, env={}, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
            )
        except OSError as error:
            raise PictureFailed("the picture worker does not start") from error


async def _line(process: Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    try:
        return await process.stdout.readline()
    except ValueError:  # a line beyond all measure
        return b""


def _reply(line: bytes, status: int) -> Reply:
    if status in _OVERTIME:
        return Refused("too-heavy", "time")
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError as error:
        raise PictureFailed(f"the picture worker ended with {status}") from error


async def _stop(process: Process) -> None:
    """Kill it if it still runs, and wait for its end."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            # Not Process.kill(): https://github.com/python/cpython/issues/87744
            os.kill(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
