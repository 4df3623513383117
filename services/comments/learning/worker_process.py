"""Starts the process that learns and hears what it says."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import msgspec

from services.comments.learning.job import Report, TrainingJob

_MODULE: Final = "services.comments.learning.worker"
_MOST_LINE: Final = 1 << 20
LONGEST: Final = timedelta(minutes=20)

_report: Final[msgspec.json.Decoder[Report]] = msgspec.json.Decoder(Report)


class WorkerProcess:
    """A process for each job. Its errors go where this process's go."""

    def __init__(self) -> None:
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """The process that learns now, for the operator and for tests that kill it."""
        return self._process.pid if self._process else None

    async def run(self, job: TrainingJob) -> AsyncIterator[Report]:
        """What the process says, as it says it; the last report is missing if the process did not come to it."""
        command = (sys.executable, "-I", "-X", "utf8", "-m", _MODULE)
        process = await asyncio.create_subprocess_exec(*command, env={}, stdin=PIPE, stdout=PIPE, limit=_MOST_LINE)
        self._process = process
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                await _send(process, job)
                while line := await _line(process):
                    yield _report.decode(line)
        except (TimeoutError, msgspec.DecodeError):
            return
        finally:
            self._process = None
            await _stop(process)


async def _send(process: Process, job: TrainingJob) -> None:
    assert process.stdin is not None  # noqa: S101 - opened as a pipe above
    with contextlib.suppress(ConnectionError):  # it has ended already
        process.stdin.write(msgspec.json.encode(job, enc_hook=str))
        await process.stdin.drain()
        process.stdin.close()


async def _line(process: Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    try:
        return await process.stdout.readline()
    except ValueError:  # a line beyond all measure
        return b""


async def _stop(process: Process) -> None:
    """Kill it if it still runs, and wait for its end."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            # Not Process.kill(): https://github.com/python/cpython/issues/87744
            os.kill(process.pid, signal.SIGKILL)
    await asyncio.shield(process.wait())
