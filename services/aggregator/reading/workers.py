"""A pool of parse workers: processes that live long, work one job at a time, and may be killed at any moment.

A worker that crashes, hangs or is recycled is replaced when the next job comes; the job it held ends in a named
error, and no other job notices.
"""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Self

from services.aggregator.errors import BY_CODE, ParseCrashed, ParseMemory, ParseTimeout
from services.aggregator.reading import framing
from services.aggregator.reading.document import ParsedFeed, ParseJob, ParseRefused, ParseReply
from services.aggregator.reading.parse_worker import READY

_MODULE: Final = "services.aggregator.reading.parse_worker"
_START_SECONDS: Final = 60.0
_MIB: Final = 1024 * 1024
_MOST_REPLY: Final = 64 * _MIB
_AT_ONCE: Final = _MIB
"""What is read of a reply before its writer has to wait: nearly all of them are smaller."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one job may use (``memory`` in bytes, times in seconds), and after how many jobs a worker retires."""

    memory: int = 512 * _MIB
    cpu: int = 20
    wall: float = 30.0
    jobs: int = 500


class _Worker:
    """One process and its pipes."""

    def __init__(self, process: Process, limits: WorkerLimits) -> None:
        self._process = process
        self._limits = limits
        self._left = limits.jobs

    @classmethod
    async def start(cls, limits: WorkerLimits) -> "_Worker":
        """Raises `ParseCrashed` if it does not come up."""
        command = (sys.executable, "-I", "-X", "utf8", "-m", _MODULE, str(limits.memory), str(limits.cpu))
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, limit=_AT_ONCE
            )
        except OSError as error:
            raise ParseCrashed("a worker does not start") from error
        worker = cls(process, limits)
        try:
            async with asyncio.timeout(_START_SECONDS):
                greeting = await _reader(process).readexactly(len(READY))
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            await worker.stop()
            raise ParseCrashed("a worker does not start") from error
        except asyncio.CancelledError:
            await worker.stop()
            raise
        if greeting != READY:
            await worker.stop()
            raise ParseCrashed("a worker does not start")
        return worker

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        return self._left > 0 and self._process.returncode is None

    async def work(self, job: ParseJob) -> ParseReply:
        """Raises `ParseTimeout` or `ParseCrashed`; the worker is of no use after any of them."""
        self._left -= 1
        try:
            async with asyncio.timeout(self._limits.wall):
                reply = await self._exchange(job)
        except TimeoutError as error:
            raise ParseTimeout("wall time") from error
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise await self._cause() from error
        if isinstance(reply, ParseRefused) and reply.code == ParseMemory.code:
            self._left = 0  # what is left of its memory may be in pieces
        return reply

    async def stop(self) -> None:
        """Kill it and wait for its end."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                # Not Process.kill(): it polls first, and so takes the exit status away from asyncio's own watcher
                # (https://github.com/python/cpython/issues/87744).
                os.kill(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    async def _exchange(self, job: ParseJob) -> ParseReply:
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101 - opened as a pipe above
        stdin.write(framing.frame(job))
        await stdin.drain()
        reader = _reader(self._process)
        size = framing.length(await reader.readexactly(framing.HEADER_BYTES))
        if size > _MOST_REPLY:
            raise ValueError("a reply beyond all measure")
        return framing.decode_reply(await reader.readexactly(size))

    async def _cause(self) -> ParseCrashed | ParseTimeout:
        await self.stop()
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return ParseTimeout("processor time")
        return ParseCrashed(f"exit {code}")


def _reader(process: Process) -> asyncio.StreamReader:
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    return process.stdout


class ParsePool:
    """At most ``size`` workers, started when there is work for them. Use it as an async context manager."""

    def __init__(self, size: int, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._places = asyncio.Semaphore(size)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for worker in tuple(self._all):
            await self._retire(worker)

    @property
    def pids(self) -> list[int]:
        """The processes that are alive, for the operator and for tests that kill them."""
        return [worker.pid for worker in self._all]

    async def parse(self, job: ParseJob) -> ParsedFeed:
        """Raises `errors.FeedProblem`."""
        async with self._places, self._worker() as worker:
            reply = await worker.work(job)
        if isinstance(reply, ParsedFeed):
            return reply
        raise BY_CODE[reply.code](reply.detail)

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        """Comes back to the pool only if its job ended as it should."""
        worker = await self._take()
        done = False
        try:
            yield worker
            done = True
        finally:
            if done and worker.is_usable:
                self._idle.append(worker)
            else:
                await self._retire(worker)

    async def _take(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.is_usable:
                return worker
            await self._retire(worker)
        worker = await _Worker.start(self._limits)
        self._all.add(worker)
        return worker

    async def _retire(self, worker: _Worker) -> None:
        self._all.discard(worker)
        await asyncio.shield(worker.stop())
