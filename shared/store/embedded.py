"""The embedded store: a Valkey server that belongs to one data folder and lives as long as its owner.

own_store    `saket up`: takes the folder, refuses if it is taken, restarts the server if it dies
open_store   everyone else: the server of whoever runs in the folder, or one of their own for the duration
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from shared.errors import StoreUnavailable
from shared.store.address import unix_url
from shared.store.binary import find_server_binary
from shared.store.client import Store
from shared.store.folder import DataFolder, FolderLock, ServerRecord
from shared.store.leftover import take_over
from shared.store.process import ServerFiles, ServerProcess

_log = logging.getLogger(__name__)

FIRST_RESTART_SECONDS: Final = 0.1
LAST_RESTART_SECONDS: Final = 5.0
STEADY_SECONDS: Final = 10.0
OPEN_SECONDS: Final = 15.0
_POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """``redis_url`` names a server or cluster of one's own; without it the store is embedded in ``data_dir``."""

    data_dir: Path
    redis_url: str | None = None


@asynccontextmanager
async def own_store(settings: StoreSettings) -> AsyncIterator[Store]:
    """The store for the process that serves.

    Raises `AlreadyRunning`, `ServerBinaryMissing`, `ServerStartFailed` or `InvalidStoreUrl`.
    """
    if settings.redis_url:
        async with _connected(settings.redis_url) as store:
            yield store
        return
    folder = DataFolder.prepare(settings.data_dir)
    with FolderLock(folder) as lock:
        lock.acquire()
        async with EmbeddedServer(folder, shared=True) as server, _connected(server.url) as store:
            yield store


@asynccontextmanager
async def open_store(settings: StoreSettings, *, shared: bool = False) -> AsyncIterator[Store]:
    """The store for a process that may run beside `saket up`, or before it ever ran.

    A server that it has to start itself ends with it. ``shared``: others may use that server meanwhile, as
    beside one service alone; a short command says no, and others wait their turn.
    Raises `StoreUnavailable` if the folder's owner does not answer, else what `own_store` raises.
    """
    if settings.redis_url:
        async with _connected(settings.redis_url) as store:
            yield store
        return
    folder = DataFolder.prepare(settings.data_dir)
    with FolderLock(folder) as lock:
        url = await _lock_or_find(folder, lock)
        if url is not None:
            async with _connected(url) as store:
                yield store
        else:
            async with EmbeddedServer(folder, shared=shared) as server, _connected(server.url) as store:
                yield store


class EmbeddedServer:
    """``async with`` keeps a server running over a folder that this process has locked.

    ``shared``: commands in the same folder may use the server as long as the block lasts.
    """

    def __init__(self, folder: DataFolder, *, shared: bool) -> None:
        self._folder = folder
        self._shared = shared
        self._binary = find_server_binary()
        self._files = ServerFiles(folder.store, folder.socket(), folder.log)
        self._process: ServerProcess | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return unix_url(str(self._files.socket))

    async def __aenter__(self) -> Self:
        await take_over(self._folder)
        try:
            process = await self._start()
        except BaseException:  # cancelled while it loads: it must not stay behind
            await self._stop()
            raise
        self._watch = asyncio.create_task(self._keep_running(process))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        await self._stop()

    async def _start(self) -> ServerProcess:
        process = self._process = ServerProcess.spawn(self._binary, self._files)
        self._folder.write_record(ServerRecord(os.getpid(), process.pid, str(self._files.socket), shared=self._shared))
        await process.wait_ready()
        return process

    async def _stop(self) -> None:
        if self._process is not None:
            await self._process.stop()
        self._folder.remove_record()
        self._folder.remove_socket_folder()

    async def _keep_running(self, process: ServerProcess) -> None:
        clock = asyncio.get_running_loop().time
        delay = FIRST_RESTART_SECONDS
        while True:
            started = clock()
            await process.watch()
            delay = restart_delay(delay, ran_seconds=clock() - started)
            _log.error("the store's server ended (%s); again in %.1f s", process.exit_code, delay)
            await asyncio.sleep(delay)
            process = await self._restart() or process

    async def _restart(self) -> ServerProcess | None:
        try:
            process = await self._start()
        except (StoreUnavailable, OSError) as error:  # OSError: the disk is full for our record, too
            _log.error("the store's server did not come back: %s", error)
            if self._process is not None:
                await self._process.stop()
            return None
        _log.warning("the store's server is back")
        return process


def restart_delay(previous: float, *, ran_seconds: float) -> float:
    """Seconds to wait: short after a long run, doubling while the server keeps dying."""
    if ran_seconds >= STEADY_SECONDS:
        return FIRST_RESTART_SECONDS
    return min(previous * 2, LAST_RESTART_SECONDS)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Store]:
    store = await Store.connect(url)
    try:
        yield store
    finally:
        await store.close()


async def _lock_or_find(folder: DataFolder, lock: FolderLock) -> str | None:
    """Take the lock and return None, or return the URL of the owner's server."""
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            while not lock.try_acquire():
                url = await _shared_server(folder)
                if url is not None:
                    return url
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise StoreUnavailable(f"process {lock.owner()} owns {folder.root}, but its store does not answer") from None
    return None


async def _shared_server(folder: DataFolder) -> str | None:
    record = folder.read_record()
    if record is None or not record.shared:
        return None
    url = unix_url(record.socket)
    async with _connected(url) as store:
        try:
            await store.ping()
        except StoreUnavailable:
            return None
    return url
