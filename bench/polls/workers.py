"""Workers of the planet over an embedded store, and rounds in which all of their sources are due at once."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.polls.rounds import Round
from services.aggregator.model import NewSource, Source
from services.aggregator.river.store import RiverStore
from services.aggregator.sources.register import made
from services.aggregator.store.domain import domain_of
from services.aggregator.store.sources import SourceStore
from shared.clock import system_clock, to_ms
from shared.store.client import Store
from shared.store.embedded import EmbeddedServer
from shared.store.folder import DataFolder
from tests.support.province import Province

_DUE: Final = "{planet}:due"
_AT_ONCE: Final = 500
_AHEAD: Final = timedelta(seconds=1)
_PATIENCE: Final = 300.0
_LOOK_SECONDS: Final = 0.004  # whoever looks more often takes a tenth of a processor himself
_LATER: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Crew:
    """The store and the processes that work on it."""

    store: Store
    processes: tuple[Province, ...]

    async def add(self, addresses: Sequence[str]) -> list[Source]:
        """Sources that are not due yet."""
        now = system_clock()
        sources = [made(NewSource(address), now) for address in addresses]
        sources = [replace(source, pace=replace(source.pace, next_poll=now + _LATER)) for source in sources]
        for start in range(0, len(sources), _AT_ONCE):
            some = sources[start : start + _AT_ONCE]
            await SourceStore(self.store).create_each(some)
            await RiverStore(self.store).drain_each([source.id for source in some])
        return sources

    async def round(self, sources: Sequence[Source]) -> Round:
        """From the moment at which all are due to the one at which all are settled."""
        due = system_clock() + _AHEAD
        pairs = [part for source in sources for part in (to_ms(due), f"{source.id}@{domain_of(source)}")]
        await self.store.execute("ZADD", _DUE, *pairs)
        await asyncio.sleep((due - system_clock()).total_seconds())
        begun, used = time.perf_counter(), self._cpu()
        async with asyncio.timeout(_PATIENCE):
            while True:
                if await self._is_settled():
                    return Round(time.perf_counter() - begun, self._cpu() - used)
                await asyncio.sleep(_LOOK_SECONDS)

    async def _is_settled(self) -> bool:
        soon = to_ms(system_clock() + timedelta(seconds=60))
        return not await self.store.execute("ZCOUNT", _DUE, "-inf", soon)

    def _cpu(self) -> float:
        return sum(_seconds(process) for process in self.processes)

    def memory(self) -> int:
        """The most bytes that any of the processes ever had resident, its parsers aside."""
        return max(_peak(process) for process in self.processes)


@asynccontextmanager
async def crew(folder: Path, size: int) -> AsyncIterator[Crew]:
    """``size`` workers as they are deployed, with the guard, sealed parsers and the schedule."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(EmbeddedServer(DataFolder.prepare(folder), shared=True))
        store = await Store.connect(server.url)
        stack.push_async_callback(store.close)
        processes = tuple(_worker(folder / f"worker{number}", server.url) for number in range(size))
        for process in processes:
            stack.push_async_callback(process.close)
        await asyncio.gather(*(process.start() for process in processes))
        yield Crew(store, processes)


def _worker(folder: Path, store_url: str) -> Province:
    variables = {"SAKET_REDIS_URL": store_url, "SAKET_ALLOW_HOSTS": "127.0.0.0/8"}
    command = (sys.executable, "-m", "services.aggregator")
    return Province(folder, variables=variables, command=command, ready="/planet/readyz")


def _seconds(process: Province) -> float:
    """Processor time of a worker and its parsers."""
    assert process.process is not None
    pid = process.process.pid
    family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]
    ticks = 0
    for each in family:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _peak(process: Province) -> int:
    assert process.process is not None
    status = Path(f"/proc/{process.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
