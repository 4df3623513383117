"""A whole province: ``saket up`` as a process of its own, on a free port and in its own data folder."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import msgspec

from tests.support.site import ALL_SCOPES, bearer
from tests.support.valkey import free_ports

PATIENCE = 30.0
_SAKET = (sys.executable, "-m", "services.cli.main")
_UP = (*_SAKET, "up")
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SAKET_CORPORA")


def free_port() -> int:
    """A loopback port that nobody listens on."""
    return free_ports(1)[0]


async def eventually(check: Callable[[], Awaitable[Any]], seconds: float = PATIENCE) -> Any:
    """The first true answer of ``check``; AssertionError with its last one when there is none in time."""
    last: Any = None
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while True:
                last = await check()
                if last:
                    return last
                await asyncio.sleep(0.05)
    raise AssertionError(f"not within {seconds} s; last answer: {last!r}")


@dataclass
class Province:
    """A data folder, a port, and the process that serves them while it runs."""

    data: Path
    port: int = field(default_factory=free_port)
    variables: Mapping[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = _UP
    ready: str = "/readyz"
    process: asyncio.subprocess.Process | None = None
    output: list[str] = field(default_factory=list)
    _reader: asyncio.Task[None] | None = None
    _session: aiohttp.ClientSession | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Only what the test says, so that nobody's own settings leak in."""
        inherited = {name: os.environ[name] for name in _KEPT if name in os.environ}
        own = {"SAKET_PORT": str(self.port), "SAKET_DATA": str(self.data), "SAKET_SAMPLE": "0"}
        return {**inherited, **own, **self.variables}

    @property
    def http(self) -> aiohttp.ClientSession:
        assert self._session is not None
        return self._session

    async def start(self) -> Self:
        """Start and wait until it is ready; AssertionError with its output if it ends instead."""
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = asyncio.create_task(self._read())
        self._session = self._session or aiohttp.ClientSession(self.origin)
        await eventually(self._ready)
        return self

    async def stop(self) -> int:
        """SIGTERM, and the exit status."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(self.process.wait(), PATIENCE)
        await self._drain()
        return status

    async def kill(self, *, store: bool) -> None:
        """SIGKILL to the process group, and (``store``) to the store's server, which has a group of its own."""
        assert self.process is not None
        victims = [self.store_pid()] if store else []
        os.killpg(self.process.pid, signal.SIGKILL)
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self.process.wait()
        await self._drain()

    async def close(self) -> None:
        """Stop what runs and let go of everything."""
        if self.process is not None and self.process.returncode is None:
            await self.stop()
        if self._session is not None:
            await self._session.close()

    def store_pid(self) -> int:
        """The process of the embedded store's server."""
        record: dict[str, Any] = msgspec.json.decode((self.data / "store.json").read_bytes())
        pid: int = record["server_pid"]
        return pid

    def helpers(self) -> list[int]:
        """The processes beside the first (SAKET_PROCESSES) that run now."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [pid for pid in map(int, children.split()) if _is_helper(pid)]

    async def helpers_listen(self, times: int) -> None:
        """Wait until helpers have said so many times that they listen."""

        async def heard() -> bool:
            return sum("listens" in line for line in self.output) >= times

        await eventually(heard)

    async def helpers_ended(self, pids: Iterable[int]) -> None:
        """Wait until none of these runs."""

        async def none_left() -> bool:
            return not any(map(_is_helper, pids))

        await eventually(none_left)

    async def saket(self, *arguments: str) -> tuple[int, str, str]:
        """Run a console command in the same folder: status, standard output, standard error."""
        process = await asyncio.create_subprocess_exec(
            *_SAKET,
            *arguments,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def token(self, *scopes: str) -> dict[str, str]:
        """The header with a new token, of all scopes unless some are named."""
        status, out, err = await self.saket("token", "add", "test", "--scope", ",".join(scopes or ALL_SCOPES))
        assert status == 0, err
        return bearer(out.strip())

    async def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, "".join(self.output)
        with suppress(aiohttp.ClientError):
            async with self.http.get(self.ready) as response:
                return response.status == 200
        return False

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.output.append(line.decode())

    async def _drain(self) -> None:
        if self._reader is not None:
            await self._reader


def _is_helper(pid: int) -> bool:
    try:
        return b"services.cli.helper" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@asynccontextmanager
async def province(data: Path, **variables: str) -> AsyncIterator[Province]:
    """A running province that ends with the block."""
    running = Province(data, variables=variables)
    try:
        yield await running.start()
    finally:
        await running.close()
