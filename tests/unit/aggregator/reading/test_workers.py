"""Workers may be killed, hang or blow up: their job ends in a name, and nobody else's."""

import asyncio
import os
import signal

import pytest

from services.aggregator.errors import FeedProblem, ForbiddenXml, ParseCrashed, ParseMemory, ParseTimeout
from services.aggregator.reading.document import ParsedFeed, ParseJob
from services.aggregator.reading.workers import ParsePool, WorkerLimits

GOOD = b'<rss version="2.0"><channel><title>t</title><item><title>a</title></item></channel></rss>'
HEAVY = b"<rss><channel>" + b"<item>" * 1_000_000


def job(body: bytes = GOOD) -> ParseJob:
    return ParseJob(body, "", "http://a.example/", "s", {})


async def test_a_worker_is_used_again_and_recycled_after_its_share() -> None:
    async with ParsePool(1, WorkerLimits(jobs=2)) as pool:
        seen = []
        for _ in range(4):
            assert isinstance(await pool.parse(job()), ParsedFeed)
            seen.append(tuple(pool.pids))
        assert seen[0] != seen[2]
    assert pool.pids == []


async def test_refusals_come_by_name() -> None:
    async with ParsePool(1) as pool:
        with pytest.raises(ForbiddenXml):
            await pool.parse(job(b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>'))
        assert (await pool.parse(job())).present


async def test_a_killed_worker_fails_only_its_own_job() -> None:
    async with ParsePool(1) as pool:
        await pool.parse(job())
        os.kill(pool.pids[0], signal.SIGSTOP)
        held = asyncio.create_task(pool.parse(job()))
        await asyncio.sleep(0)
        os.kill(pool.pids[0], signal.SIGKILL)
        with pytest.raises(ParseCrashed):
            await held
        assert (await pool.parse(job())).present


async def test_a_hanging_worker_is_killed() -> None:
    async with ParsePool(1, WorkerLimits(wall=0.2)) as pool:
        await _warm(pool)
        hung = pool.pids[0]
        os.kill(hung, signal.SIGSTOP)
        with pytest.raises(ParseTimeout):
            await pool.parse(job())
        assert hung not in pool.pids


async def test_processor_time_is_limited() -> None:
    async with ParsePool(1, WorkerLimits(cpu=0)) as pool:
        with pytest.raises(ParseTimeout, match="processor time"):
            await pool.parse(job(HEAVY))


async def test_memory_is_limited() -> None:
    async with ParsePool(1, WorkerLimits(memory=320 * 1024 * 1024)) as pool:
        with pytest.raises((ParseMemory, ParseCrashed)):
            await pool.parse(job(b"<rss><channel>" + b"<item><title>x</item>" * 1_500_000))
        assert (await pool.parse(job())).present


async def test_cancelling_a_job_takes_its_worker_along() -> None:
    async with ParsePool(1) as pool:
        await pool.parse(job())
        worker = pool.pids[0]
        os.kill(worker, signal.SIGSTOP)
        held = asyncio.create_task(pool.parse(job()))
        await asyncio.sleep(0)
        held.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held
        assert worker not in pool.pids
        assert (await pool.parse(job())).present


async def test_a_worker_ends_with_its_parent() -> None:
    async with ParsePool(1) as pool:
        await pool.parse(job())
        (worker,) = pool._all
        stdin = worker._process.stdin
        assert stdin is not None
        stdin.close()
        async with asyncio.timeout(10):
            assert await worker._process.wait() == 0


async def _warm(pool: ParsePool) -> None:
    """The first job of a process imports things lazily and may be slow."""
    for _ in range(20):
        try:
            await pool.parse(job())
        except FeedProblem:
            continue
        return
