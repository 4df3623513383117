"""Bombs over a real socket: how much of them is read, how far memory grows, how long the event loop stands still."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from shared.errors import FetchFailed
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.errors import BadEncoding, BodyTooLarge
from shared.fetch.message import FetchRequest
from tests.support.bombs import BOMBS
from tests.support.origin import tcp_origin

MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")
BESIDES = 2 * MIB
"""What the kernel's buffers on both sides may have taken in."""


class Worst:
    """The worst of a run: resident memory above the beginning's, and how late the loop was with a timer."""

    def __init__(self) -> None:
        self.growth = 0
        self.lag = 0.0
        self._start = resident()

    async def watch(self) -> None:
        while True:
            due = time.thread_time()
            await asyncio.sleep(0)
            self.lag = max(self.lag, time.thread_time() - due)
            self.growth = max(self.growth, resident() - self._start)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@asynccontextmanager
async def watched() -> AsyncIterator[Worst]:
    gc.collect()
    worst = Worst()
    task = asyncio.create_task(worst.watch())
    yield worst
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def fetch(encoding: str, body: bytes) -> tuple[FetchFailed, int, Worst]:
    """What a fetch of ``body`` ends in, how many bytes of it went out, and the worst on the way."""
    sent = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n".encode())
        for start in range(0, len(body), 16_384):
            writer.write(body[start : start + 16_384])
            await writer.drain()
            sent += 16_384

    allowed = AllowList.parse("127.0.0.1")
    async with tcp_origin(talk) as server, GuardedClient(allowed, user_agent="x") as client, watched() as worst:
        with pytest.raises(FetchFailed) as caught:
            await client.fetch(FetchRequest(f"http://127.0.0.1:{server.port}/"))
    return caught.value, sent, worst


@pytest.mark.slow
@pytest.mark.parametrize("coding", BOMBS)
async def test_a_gibibyte_costs_next_to_nothing(coding: str) -> None:
    error, _, worst = await fetch(coding, BOMBS[coding]())
    assert isinstance(error, BodyTooLarge)
    assert worst.growth <= 40 * MIB
    assert worst.lag <= 0.15, "of processor time: a slow machine is nobody's fault"


@pytest.mark.slow
@pytest.mark.parametrize("stack", ["gzip, gzip", "br, gzip", "zstd, br", "gzip, identity, deflate"])
async def test_stacked_codings_are_refused_before_anything_unfolds(stack: str) -> None:
    error, sent, worst = await fetch(stack, BOMBS["gzip"]())
    assert isinstance(error, BadEncoding)
    assert sent <= 5 * MIB
    assert worst.growth <= 40 * MIB


async def test_no_more_than_five_mebibytes_are_read_off_the_wire() -> None:
    error, sent, worst = await fetch("identity", bytes(64 * MIB))
    assert isinstance(error, BodyTooLarge)
    assert sent <= 5 * MIB + BESIDES + 4 * MIB
    assert worst.growth <= 64 * MIB
