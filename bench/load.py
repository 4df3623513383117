"""A load generator that costs little: keep-alive connections over plain asyncio streams, bounded in requests."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = 100  # USER_HZ, the unit of /proc/PID/stat


@dataclass(frozen=True, slots=True)
class Measured:
    """``latencies`` in seconds, sorted; ``cpu`` in seconds of the server process."""

    requests: int
    seconds: float
    cpu: float
    latencies: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Requests per second of wall time."""
        return self.requests / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        """What one request costs the server."""
        return self.cpu / self.requests * 1e6

    def percentile(self, share: float) -> float:
        """Milliseconds below which ``share`` of the requests were answered."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


async def measure(
    port: int, pid: int, request: Callable[[int], bytes], *, expected: int, requests: int, clients: int
) -> Measured:
    """Send ``requests`` requests over ``clients`` connections; every answer must have the status ``expected``."""
    numbers = iter(range(requests))
    latencies: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            begun = time.perf_counter()
            writer.write(request(number))
            await _answer(reader, expected)
            latencies.append(time.perf_counter() - begun)
        writer.close()
        await writer.wait_closed()

    cpu, begun = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    seconds = time.perf_counter() - begun
    return Measured(requests, seconds, cpu_seconds(pid) - cpu, tuple(sorted(latencies)))


async def _answer(reader: asyncio.StreamReader, expected: int) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    if status != expected:
        raise RuntimeError(f"answered {status}, not {expected}: {head[:300]!r}")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and status != 304:
            await reader.readexactly(int(value))


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used, to 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
