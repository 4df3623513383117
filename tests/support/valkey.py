"""Throw-away Valkey servers, made from the same program as the embedded store, and a loopback cluster of three.

They hold no data after they end, and they end with the test process.
"""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shared.store.address import unix_url
from shared.store.binary import find_server_binary
from shared.store.process import die_with_parent

START_SECONDS = 20.0
SLOTS = 16384
PRIMARIES = 3


def wait_for(condition: Callable[[], bool], seconds: float = START_SECONDS, *, what: str) -> None:
    """Until ``condition`` holds; fails the test after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.01)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody has. Somebody may take one before it is used: callers try again."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class ThrowawayServer:
    """One server process over a folder of its own. ``options`` are the server's, such as port="7000"."""

    def __init__(self, folder: Path, **options: str) -> None:
        self.folder = folder
        self.socket = folder / "v.sock"
        self.url = unix_url(str(self.socket))
        self._options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "dir": str(folder),
            "logfile": str(folder / "log"),
            "save": "",
            "appendonly": "no",
            **{name.replace("_", "-"): value for name, value in options.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.admin = redis.Redis(
            unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0), socket_timeout=5, protocol=2
        )

    def start(self) -> Self:
        arguments = [part for name, value in self._options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [find_server_binary(), *arguments],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - as the embedded server
        )
        wait_for(self._answers_or_ended, what="a throw-away server")
        if self._process.poll() is not None:
            raise OSError(f"the server ended at once: {(self.folder / 'log').read_text()[-500:]}")
        return self

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        self.kill()
        self.admin.close()

    def reset(self) -> None:
        """As new: no data, no scripts, no limit on memory."""
        self.admin.flushall()
        self.admin.script_flush()
        self.admin.config_set("maxmemory", "0")

    def command(self, *command: Any) -> Any:
        return self.admin.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py

    def _answers_or_ended(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return True
        try:
            return bool(self.admin.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False


class ThrowawayCluster:
    """Three primaries that share the slots evenly."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(2 * PRIMARIES)
        self.ports, self._bus_ports = ports[:PRIMARIES], ports[PRIMARIES:]
        self.url = "redis+cluster://" + ",".join(f"127.0.0.1:{port}" for port in self.ports)
        self.nodes = [
            ThrowawayServer(
                _made(folder / str(port)),
                port=str(port),
                bind="127.0.0.1",
                cluster_enabled="yes",
                cluster_port=str(bus_port),
                cluster_node_timeout="5000",
            )
            for port, bus_port in zip(self.ports, self._bus_ports, strict=True)
        ]

    def start(self) -> Self:
        for node in self.nodes:
            node.start()
        for index, node in enumerate(self.nodes):
            first, last = SLOTS * index // PRIMARIES, SLOTS * (index + 1) // PRIMARIES - 1
            node.command("CLUSTER", "ADDSLOTSRANGE", first, last)
            node.command("CLUSTER", "MEET", "127.0.0.1", self.ports[0], self._bus_ports[0])
        self.wait_complete()
        return self

    def wait_complete(self) -> None:
        wait_for(self._is_complete, what="the cluster to agree")

    def owner_of(self, slot: int) -> ThrowawayServer:
        """The primary that got ``slot`` at the start."""
        return next(node for index, node in enumerate(self.nodes) if slot < SLOTS * (index + 1) // PRIMARIES)

    def give_slot(self, slot: int, owner: ThrowawayServer) -> None:
        """Move an empty slot, as the end of a resharding does."""
        name = owner.command("CLUSTER", "MYID")
        for node in (owner, *(other for other in self.nodes if other is not owner)):
            node.command("CLUSTER", "SETSLOT", slot, "NODE", name)

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()

    def reset(self) -> None:
        for node in self.nodes:
            node.reset()

    def _is_complete(self) -> bool:
        return all(
            _cluster_info(node).items() >= {"cluster_state": "ok", "cluster_known_nodes": str(PRIMARIES)}.items()
            for node in self.nodes
        )


@contextlib.contextmanager
def throwaway_server(**options: str) -> Iterator[ThrowawayServer]:
    """A running server on a unix socket with a short path."""
    with _short_folder() as folder:
        server = ThrowawayServer(folder, **options)
        try:
            yield server.start()
        finally:
            server.stop()


@contextlib.contextmanager
def throwaway_cluster() -> Iterator[ThrowawayCluster]:
    """A running cluster on free loopback ports."""
    with _short_folder() as folder:
        cluster = _started_cluster(folder)
        try:
            yield cluster
        finally:
            cluster.stop()


def _started_cluster(folder: Path, attempts: int = 3) -> ThrowawayCluster:
    for attempt in range(1, attempts + 1):
        cluster = ThrowawayCluster(_made(folder / str(attempt)))
        try:
            return cluster.start()
        except OSError:  # somebody took one of the ports
            cluster.stop()
            if attempt == attempts:
                raise
        except BaseException:
            cluster.stop()
            raise
    raise AssertionError("unreachable")


@contextlib.contextmanager
def _short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="saket-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _cluster_info(node: ThrowawayServer) -> dict[str, str]:
    reply = node.command("CLUSTER", "INFO")
    return dict(reply) if isinstance(reply, dict) else _pairs(reply)


def _pairs(reply: bytes) -> dict[str, str]:
    return dict(line.split(":", 1) for line in reply.decode().split("\r\n") if line)
