"""One run of the embedded server: its configuration, its start and its end."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from shared.errors import StoreUnavailable
from shared.store.address import unix_url
from shared.store.client import Store
from shared.store.errors import ServerStartFailed
from shared.store.waiting import wait_until

START_SECONDS: Final = 120.0  # a large append-only file takes its time to load
SHUTDOWN_SECONDS: Final = 3.0
TERMINATE_SECONDS: Final = 1.0
WATCH_SECONDS: Final = 0.1
_POLL_SECONDS: Final = 0.02
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """Where one server keeps its data, listens and logs."""

    directory: Path
    socket: Path
    log: Path


def server_arguments(files: ServerFiles) -> list[str]:
    """The whole configuration. No TCP; every write is on disk before it is acknowledged; nothing is evicted."""
    options = {
        "port": "0",
        "unixsocket": str(files.socket),
        "unixsocketperm": "600",
        "dir": str(files.directory),
        "logfile": str(files.log),
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "always",
        "no-appendfsync-on-rewrite": "no",
        "aof-load-truncated": "yes",  # a write cut short by a crash was never acknowledged
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


class ServerProcess:
    """A running server program and how to end it without losing anything."""

    def __init__(self, process: subprocess.Popen[bytes], files: ServerFiles) -> None:
        self._process = process
        self._files = files

    @classmethod
    def spawn(cls, binary: Path, files: ServerFiles) -> Self:
        """Start the program. Raises `ServerStartFailed`.

        Call it from a thread that lives as long as the process: on Linux the server ends with that *thread*.
        """
        try:
            process = subprocess.Popen(  # noqa: S603 - a program that we chose, with our configuration
                [binary, *server_arguments(files)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for us: the store stops last, after requests are done
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - two system calls, no locks
            )
        except OSError as error:
            raise ServerStartFailed(f"{binary} cannot be started: {error.strerror}") from error
        return cls(process, files)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; a negative signal number if one ended it."""
        return self._process.poll()

    async def wait_ready(self) -> None:
        """Until the server answers. Raises `ServerStartFailed` if it exits or takes too long."""
        store = await Store.connect(unix_url(str(self._files.socket)))
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await _answers(store):
                    if self.exit_code is not None:
                        raise ServerStartFailed(f"the store's server ended at once: {self._last_words()}")
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise ServerStartFailed(f"the store's server does not answer: {self._last_words()}") from None
        finally:
            await store.close()

    async def watch(self) -> None:
        """Until the program has ended, seen within `WATCH_SECONDS`."""
        await wait_until(self._has_ended, seconds=None, every=WATCH_SECONDS)

    async def stop(self) -> None:
        """Ask, then insist, then kill: within about five seconds."""
        if self.exit_code is None:
            await request_shutdown(self._files.socket)
        if await wait_until(self._has_ended, seconds=SHUTDOWN_SECONDS):
            return
        self._process.terminate()
        if not await wait_until(self._has_ended, seconds=TERMINATE_SECONDS):
            self._process.kill()
            self._process.wait()

    def _has_ended(self) -> bool:
        return self.exit_code is not None

    def _last_words(self) -> str:
        try:
            lines = self._files.log.read_text(errors="replace").splitlines()
        except OSError:
            return f"exit code {self.exit_code}, no log at {self._files.log}"
        return " / ".join(lines[-3:])


async def request_shutdown(socket: Path) -> None:
    """Ask the server on ``socket`` to write everything out and end; whether it does is for the caller to see."""
    store = await Store.connect(unix_url(str(socket)))
    try:
        async with asyncio.timeout(1.0):
            await store.execute("SHUTDOWN", "NOSAVE")  # no snapshot: the append-only file is the data
    except (StoreUnavailable, TimeoutError):
        pass  # the connection closes instead of a reply
    finally:
        await store.close()


async def _answers(store: Store) -> bool:
    try:
        await store.ping()
    except StoreUnavailable:
        return False
    return True


def die_with_parent() -> Callable[[], None] | None:
    """On Linux, what the child runs before the server: get SIGTERM when the parent is gone, however it went."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def run() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return run
