"""A load generator that costs little: keep-alive connections in one plain selector loop, bounded in requests."""

import os
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

Request = Callable[[int], bytes]
"""The bytes of the request of this number."""

_PATIENCE = 30.0
_CHUNK = 1 << 18
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PER_PROCESS = 2  # CPUCLOCK_SCHED: Linux makes the id of a process's CPU clock of its pid and this


@dataclass(frozen=True, slots=True)
class Measured:
    """``latencies`` in seconds, sorted; ``cpu`` in seconds of the server; ``size`` of one answer in bytes."""

    seconds: float
    cpu: float
    latencies: tuple[float, ...]
    size: int

    @property
    def per_second(self) -> float:
        """Requests per second of wall time."""
        return len(self.latencies) / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        """What one request costs the server."""
        return self.cpu / len(self.latencies) * 1e6

    def percentile(self, share: float) -> float:
        """Milliseconds below which ``share`` of the requests were answered."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


def together(each: Sequence[Measured]) -> Measured:
    """Several measurements as one."""
    latencies = sorted(latency for one in each for latency in one.latencies)
    return Measured(sum(one.seconds for one in each), sum(one.cpu for one in each), tuple(latencies), each[-1].size)


@dataclass(slots=True)
class _Client:
    """One connection with at most one request under way."""

    socket: socket.socket
    begun: float = 0.0
    received: bytes = b""
    wanted: int = 0  # bytes of the whole answer, once its head is known

    def ask(self, request: bytes) -> None:
        self.received, self.wanted, self.begun = b"", 0, time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self, expected: int) -> bool:
        """Take what has come; whether the answer is complete."""
        self.received += self.socket.recv(_CHUNK)
        if not self.wanted:
            self.wanted = _whole(self.received, expected)
        return 0 < self.wanted <= len(self.received)


@dataclass(slots=True)
class _Run:
    """The requests still to send, the answers that came."""

    request: Request
    expected: int
    numbers: Iterator[int]
    latencies: list[float] = field(default_factory=list)
    size: int = 0

    def begin(self, client: _Client) -> bool:
        """Send the next request, if there is one."""
        number = next(self.numbers, None)
        if number is not None:
            client.ask(self.request(number))
        return number is not None

    def hear(self, client: _Client) -> bool:
        """Whether ``client`` has anything left to wait for."""
        if not client.is_answered(self.expected):
            return True
        self.latencies.append(time.perf_counter() - client.begun)
        self.size = client.wanted
        return self.begin(client)


def measure(
    port: int, pid: int, request: Request, *, expected: int, requests: int, clients: int, helpers: Sequence[int] = ()
) -> Measured:
    """Send ``requests`` requests over ``clients`` connections; every answer must have the status ``expected``.

    The processor time is that of the process ``pid`` and its ``helpers``.
    """
    run, pids = _Run(request, expected, iter(range(requests))), (pid, *helpers)
    with _connected(port, clients) as connections:
        cpu, begun = sum(map(cpu_seconds, pids)), time.perf_counter()
        _drive(run, connections)
        seconds = time.perf_counter() - begun
    return Measured(seconds, sum(map(cpu_seconds, pids)) - cpu, tuple(sorted(run.latencies)), run.size)


def _drive(run: _Run, clients: list[_Client]) -> None:
    with selectors.DefaultSelector() as selector:
        for client in clients:
            if run.begin(client):
                selector.register(client.socket, selectors.EVENT_READ, client)
        while selector.get_map():
            ready = selector.select(_PATIENCE)
            if not ready:
                raise RuntimeError(f"no answer within {_PATIENCE} s")
            for key, _ in ready:
                if not run.hear(key.data):
                    selector.unregister(key.fileobj)


@contextmanager
def _connected(port: int, clients: int) -> Iterator[list[_Client]]:
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), _PATIENCE)) for _ in range(clients)
        ]
        for connection in sockets:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield [_Client(connection) for connection in sockets]


def _whole(received: bytes, expected: int) -> int:
    """Bytes of the whole answer; 0 as long as its head is not complete."""
    end = received.find(b"\r\n\r\n") + 4
    if end < 4:
        return 0
    if int(received[9:12]) != expected:
        raise RuntimeError(f"not answered with {expected}: {received[:300]!r}")
    length = _LENGTH.search(received, 0, end)
    return end + (int(length[1]) if length and expected != 304 else 0)


def cpu_seconds(pid: int) -> float:
    """User and system time that all threads of a process have used."""
    return time.clock_gettime((~pid << 3) | _PER_PROCESS)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Keep this process, and whatever it starts meanwhile, on one core; a machine that has fewer goes without."""
    before = os.sched_getaffinity(0)
    if core in before:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
