"""Polling local feeds against `reader`, memory with many sources, a long list coming in, the schedule alone."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.polls import schedule
from bench.polls.rivals import reader_rounds
from bench.polls.rounds import Round
from bench.polls.workers import crew
from bench.table import Row
from services.aggregator.sources import opml
from tests.support.province import free_port

_FEEDS = 500
_WARMING = 400  # other feeds, so that nobody's processes are started and read in while the clock runs
_SITES = 100_000
_MANY = 10_000
_MILLION = 1_000_000
_LISTED = 36_515
_WORKERS = 2
_AGAIN = 4
_MIB = 1024 * 1024


async def polling() -> list[Row]:
    """Rows of the table; about half a minute."""
    with tempfile.TemporaryDirectory() as name:
        async with _publisher(_FEEDS) as port:
            return await _against_reader(Path(name), port)


async def sources() -> list[Row]:
    """Rows of the table; about a minute."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with _publisher() as port:
            memory = await _memory(folder / "many", port)
        return [memory, await _import(folder / "list"), await _schedule(folder / "million")]


async def _against_reader(folder: Path, port: int) -> list[Row]:
    addresses = _addresses(port, _FEEDS)
    try:
        reference = _first_and_again(reader_rounds(addresses, folder))
    except (subprocess.SubprocessError, OSError) as error:
        return [Row("reader 3.26", f"skipped: it cannot be had ({type(error).__name__})", "-")]
    async with crew(folder / "few", _WORKERS) as working:
        await working.round(await working.add(_addresses(port, _WARMING, "small", _SITES)))
        added = await working.add(addresses)
        ours = _first_and_again([await working.round(added) for _ in range(1 + _AGAIN)])
    rows = []
    for what, theirs, own in zip(("first fetch", "304"), reference, ours, strict=True):
        rows.append(Row(f"reader 3.26, 10 workers, {what}", theirs.figures(_FEEDS), "1.0 x"))
        rows.append(Row(f"Saket, {_WORKERS} processes, {what}", own.figures(_FEEDS), own.against(theirs)))
    return rows


def _first_and_again(rounds: Sequence[Round]) -> tuple[Round, Round]:
    """The first round, and the best of those in which nothing had changed."""
    return rounds[0], min(rounds[1:])


async def _memory(folder: Path, port: int) -> Row:
    async with crew(folder, 1) as working:
        added = await working.add(_addresses(port, _MANY, "small"))
        seconds = (await working.round(added)).wall
        peak = working.memory() / _MIB
    return Row(
        f"{_MANY} sources in one process, first fetch", f"{peak:8.0f} MiB at most, {seconds:.0f} s", "250 MiB allowed"
    )


async def _import(folder: Path) -> Row:
    """As `POST /planet/api/opml` does it, from the bytes of the list to the last source."""
    feeds = ((f"g{n % 77}", f"n{n}", f"http://site{n}.go.th/feed", "") for n in range(_LISTED))
    body = opml.write("list", feeds)
    async with crew(folder, 1) as working:
        process = working.processes[0]
        token = await process.token("sources")
        begun = time.perf_counter()
        async with process.http.post(
            "/planet/api/opml", data=body, headers={**token, "Content-Type": "text/x-opml"}
        ) as answer:
            found = await answer.json()
        seconds = time.perf_counter() - begun
    assert found.get("added") == _LISTED, found
    return Row(f"{_LISTED} addresses from OPML", f"{seconds:8.1f} s", "20 s allowed")


async def _schedule(folder: Path) -> Row:
    figures = await schedule.measure(folder, _MILLION)
    told = f"{figures.turns:8.0f} turns/s of the store's CPU, {figures.wall:.0f}/s in all, {figures.bytes:.0f} B each"
    return Row(f"the schedule of {_MILLION} sources", told, "-")


def _addresses(port: int, count: int, kind: str = "feed", first: int = 0) -> list[str]:
    """Each feed on a site of its own: no budget of a domain holds them back."""
    numbers = range(first, first + count)
    return [f"http://127.{1 + n // 62_500}.{n // 250 % 250}.{1 + n % 250}:{port}/{kind}/{n}" for n in numbers]


@asynccontextmanager
async def _publisher(prepared: int = 0) -> AsyncIterator[int]:
    """So many feeds are there before anybody asks for them."""
    port = free_port()
    command = (sys.executable, "-m", "bench.polls.publisher", str(port), str(prepared))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()
