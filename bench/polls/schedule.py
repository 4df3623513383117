"""The schedule alone: a simulated million sources in a store of its own, taken and settled in batches."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from services.aggregator.model import Pace, Source, Turn
from services.aggregator.store.due import DueStore
from shared.clock import to_ms
from shared.store.client import Store
from shared.store.embedded import EmbeddedServer
from shared.store.folder import DataFolder

_BATCH: Final = 100
_FILLED_AT_ONCE: Final = 5_000
_ROUNDS: Final = 200
_NOW: Final = datetime(2026, 1, 5, tzinfo=UTC)
_LEASE: Final = timedelta(seconds=24)
_WEEK: Final = 7 * 24 * 3600


class Figures(NamedTuple):
    """Turns taken and settled a second of the server's processor time, and bytes a source."""

    turns: float
    wall: float
    bytes: float


async def measure(folder: Path, count: int) -> Figures:
    """``count`` sources on ``count / 4`` domains, due within a week."""
    async with EmbeddedServer(DataFolder.prepare(folder), shared=True) as server:
        store = await Store.connect(server.url)
        try:
            empty = await _memory(store)
            await _fill(store, count)
            each = (await _memory(store) - empty) / count
            cpu, wall = await _cpu(store), time.perf_counter()
            turns = await _turn(DueStore(store))
            return Figures(turns / (await _cpu(store) - cpu), turns / (time.perf_counter() - wall), each)
        finally:
            await store.close()


async def _fill(store: Store, count: int) -> None:
    chance = random.Random(1)
    for start in range(0, count, _FILLED_AT_ONCE):
        pairs: list[str | int] = []
        for number in range(start, min(start + _FILLED_AT_ONCE, count)):
            moment = to_ms(_NOW + timedelta(seconds=chance.randrange(_WEEK)))
            pairs += [moment, f"{number:016}@site{number % (count // 4)}.go.th"]
        await store.execute("ZADD", "{planet}:due", *pairs)


async def _turn(due: DueStore) -> int:
    """Take what is due and settle it, over and over, as workers do."""
    now, taken = _NOW, 0
    for _ in range(_ROUNDS):
        now += timedelta(seconds=60)
        turns, _ = await due.take(now, now + _LEASE, _BATCH)
        taken += len(turns)
        await due.settle([(turn, _polled(turn, now), timedelta()) for turn in turns], now)
    return taken


def _polled(turn: Turn, now: datetime) -> Source:
    source = Source(id=turn.source, url=f"http://{turn.domain}/", created=_NOW, pace=Pace(next_poll=_NOW))
    return replace(source, pace=Pace(next_poll=now + timedelta(days=1)))


async def _memory(store: Store) -> int:
    return int((await store.info())[0]["used_memory"])


async def _cpu(store: Store) -> float:
    info = (await store.info())[0]
    return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])
