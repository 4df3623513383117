"""Starts the process that reads (`services.transfer.reader`), and hears from it."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from services.transfer.errors import BadArchive
from services.transfer.sheaf import HEADER_BYTES, Sheaf, decode, length

_MODULE: Final = "services.transfer.reader"
MEMORY: Final = 768 * 1024 * 1024
_BUFFER: Final = 4 * 1024 * 1024
"""Bytes that may wait here, so that the next sheaf is made while one is written."""
_MOST_SHEAF: Final = 128 * 1024 * 1024


@asynccontextmanager
async def sheaves(kind: str, path: Path, now: datetime) -> AsyncIterator[AsyncIterator[Sheaf]]:
    """What is in the file, as it is read; the process ends with the block."""
    await asyncio.to_thread(path.stat)  # a missing file is told here, in the words of the system
    command = (
        sys.executable,
        "-I",
        "-X",
        "utf8",
        "-m",
        _MODULE,
        kind,
        os.path.abspath(path),  # noqa: ASYNC240, PTH100 - asks for the working folder, no more
        now.isoformat(),
        str(MEMORY),
    )
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, env={}, limit=_BUFFER)
    try:
        yield _sheaves(process)
    finally:
        await _stop(process)


async def _sheaves(process: Process) -> AsyncIterator[Sheaf]:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    while True:
        try:
            size = length(await process.stdout.readexactly(HEADER_BYTES))
            if size > _MOST_SHEAF:
                raise BadArchive(0, "a piece beyond all measure")
            sheaf = decode(await process.stdout.readexactly(size))
        except (asyncio.IncompleteReadError, msgspec.DecodeError) as error:
            raise BadArchive(0, f"the file made its reader end with {await process.wait()}") from error
        yield sheaf
        if sheaf.end is not None:
            return


async def _stop(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            # Not Process.kill(): https://github.com/python/cpython/issues/87744
            os.kill(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
