"""Workers in processes of their own share one schedule; one that is killed in the middle gives its sources back."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.aggregator.model import NewSource
from services.aggregator.polling.poller import LEASE
from services.aggregator.river.store import RiverStore
from services.aggregator.sources.register import made
from services.aggregator.store.sources import SourceStore
from shared.clock import system_clock
from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.support.many import Crowd
from tests.support.province import Province, eventually

WORKERS = 3
SLOW, ALL = 30, 150
_SITE = re.compile(r"http://w(\d)\.example")


@asynccontextmanager
async def workers(folder: Path, store_url: str) -> AsyncIterator[list[Province]]:
    """Aggregators over one store; each says who it is by its site's address."""
    async with AsyncExitStack() as stack:
        started = []
        for number in range(WORKERS):
            worker = Province(
                folder / str(number),
                variables={
                    "SAKET_REDIS_URL": store_url,
                    "SAKET_ALLOW_HOSTS": "127.0.0.0/8",
                    "SAKET_BASE_URL": f"http://w{number}.example",
                    "SAKET_MIN_POLL": "3600",
                    "SAKET_POLLS": "20",
                    "SAKET_PARSERS": "1",
                },
                command=(sys.executable, "-m", "services.aggregator"),
                ready="/planet/readyz",
            )
            stack.push_async_callback(worker.close)
            started.append(worker)
        await asyncio.gather(*(worker.start() for worker in started))
        yield started


async def added(store: Store, crowd: Crowd) -> None:
    """All of them due at once, those that hang first."""
    now = system_clock()
    addresses = [crowd.url(number, "slow" if number < SLOW else "fast") for number in range(ALL)]
    sources = [made(NewSource(address), now) for address in addresses]
    sources = [
        replace(source, pace=replace(source.pace, next_poll=now + timedelta(milliseconds=place)))
        for place, source in enumerate(sources)
    ]
    await SourceStore(store).create_each(sources)
    await RiverStore(store).drain_each([source.id for source in sources])


def worker_of(agent: str) -> int:
    match = _SITE.search(agent)
    assert match is not None, agent
    return int(match[1])


def test_what_a_dead_worker_held_is_back_within_half_a_minute() -> None:
    assert timedelta(seconds=30) - timedelta(seconds=1) > LEASE


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_killed_worker_loses_nothing_and_nothing_is_fetched_twice(
    tmp_path: Path, store: Store, store_url: str
) -> None:
    async with Crowd(atom(item(1))) as crowd, workers(tmp_path, store_url) as started:
        await added(store, crowd)

        async def all_asked() -> bool:
            return len(crowd.asked) == ALL

        await eventually(all_asked, 90)
        holders = {path: worker_of(crowd.askers[path][0]) for path in crowd.asked if path.startswith("/slow/")}
        victim = max(set(holders.values()), key=list(holders.values()).count)
        held = [path for path, holder in holders.items() if holder == victim]
        await started[victim].kill(store=False)

        async def all_returned() -> bool:
            return all(crowd.asked[path] == 2 for path in held)

        await eventually(all_returned, 120)
        assert all(worker_of(crowd.askers[path][1]) != victim for path in held)
        crowd.let_go()

        async def all_settled() -> bool:
            later = await store.execute("ZCOUNT", "{planet}:due", (system_clock().timestamp() + 600) * 1000, "+inf")
            return bool(later == ALL)

        await eventually(all_settled, 90)
        again = {path for path, times in crowd.asked.items() if times != 1}
        assert again == set(held), "each once, but for what the dead worker held: that twice"
        assert {worker_of(agent) for agents in crowd.askers.values() for agent in agents} == set(range(WORKERS))
