"""Each hostile feed costs its worker at most 250 ms and 64 MiB, and the next one is read as if nothing had been."""

import os
from pathlib import Path
from typing import Final

import pytest

from services.aggregator.errors import FeedProblem, ParseCrashed, ParseMemory, ParseTimeout, Unparsable
from services.aggregator.reading.document import ParseJob
from services.aggregator.reading.workers import ParsePool
from tests.unit.aggregator.reading.hostile import FEEDS

GOOD: Final = b'<rss version="2.0"><channel><title>t</title><item><title>a</title></item></channel></rss>'
CPU_SECONDS: Final = 0.25
MOST_GROWTH: Final = 64 * 1024 * 1024
LOST: Final = {ParseCrashed.code, ParseMemory.code, ParseTimeout.code, Unparsable.code}
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def job(body: bytes) -> ParseJob:
    return ParseJob(body, "application/xml", "https://a.example/feed", "s", {})


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used (proc(5), fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_of(pid: int) -> int:
    """The most memory that a process has had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


async def outcome(pool: ParsePool, body: bytes) -> str:
    try:
        return (await pool.parse(job(body))).path
    except FeedProblem as problem:
        return problem.code


@pytest.mark.slow
async def test_hostile_feeds_cost_little_and_harm_nobody() -> None:
    assert len(FEEDS) >= 40
    dear, ends = [], {}
    async with ParsePool(1) as pool:
        for name, make in FEEDS.items():
            body = make().encode("utf-8", "replace")
            # Both readers are loaded before anything is measured: that is paid once a worker.
            for warm in (GOOD, b"<rss><channel><item><title>a"):
                await pool.parse(job(warm))
            (worker,) = pool.pids
            begun, before = cpu_of(worker), peak_of(worker)
            ends[name] = await outcome(pool, body)
            assert pool.pids == [worker], f"{name} took the worker along"
            spent, grown = cpu_of(worker) - begun, peak_of(worker) - before
            if spent > CPU_SECONDS or grown > MOST_GROWTH:
                dear.append(f"{name}: {spent:.2f} s, {grown / 1024 / 1024:.0f} MiB ({len(body)} bytes)")
            assert (await pool.parse(job(GOOD))).present, f"after {name}"
    assert dear == []
    assert LOST.isdisjoint(ends.values())
