"""The embedded store over real data folders: owners, commands beside them, crashes."""

import asyncio
import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.errors import AlreadyRunning, StoreUnavailable
from shared.store import embedded, process
from shared.store.client import Store
from shared.store.embedded import StoreSettings, open_store, own_store, restart_delay
from shared.store.errors import ServerStartFailed
from shared.store.folder import DataFolder
from shared.store.leftover import listener, take_over
from shared.store.waiting import wait_until

pytestmark = pytest.mark.store

OWNER = """
import asyncio, sys
from pathlib import Path
from shared.store import process
from shared.store.embedded import StoreSettings, own_store

if sys.argv[2] == "orphan":
    process.die_with_parent = lambda: None  # as on a system that cannot tell the child

async def main():
    async with own_store(StoreSettings(Path(sys.argv[1]))) as store:
        number = 0
        while True:
            number += 1
            await store.execute("RPUSH", "list", number)
            print(number, flush=True)

asyncio.run(main())
"""


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[StoreSettings]:
    settings = StoreSettings(tmp_path / "data")
    yield settings
    await take_over(DataFolder.prepare(settings.data_dir))  # a test that failed leaves no server behind


@contextlib.contextmanager
def owner_process(settings: StoreSettings, kind: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the folder and prints the number of each acknowledged write."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(settings.data_dir), kind], stdout=subprocess.PIPE, text=True
    )
    try:
        yield owner
    finally:
        owner.kill()
        owner.wait()
        if owner.stdout is not None:
            owner.stdout.close()


def record(settings: StoreSettings) -> dict[str, object]:
    loaded = json.loads((settings.data_dir / "store.json").read_text())
    assert isinstance(loaded, dict)
    return loaded


def permissions(path: str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


def server_pid(settings: StoreSettings) -> int:
    return int(str(record(settings)["server_pid"]))


async def test_data_outlives_the_owner(settings: StoreSettings) -> None:
    async with own_store(settings) as store:
        await store.execute("SET", "a", "x")
    assert not (settings.data_dir / "store.json").exists()
    async with own_store(settings) as store:
        assert await store.execute("GET", "a") == b"x"


async def test_the_server_is_durable_private_and_without_tcp(settings: StoreSettings) -> None:
    async with own_store(settings) as store:
        for name, value in {"port": b"0", "appendfsync": b"always", "maxmemory-policy": b"noeviction"}.items():
            assert await store.execute("CONFIG", "GET", name) == [name.encode(), value]
        assert permissions(str(record(settings)["socket"])) == 0o600


async def test_a_second_owner_is_refused_by_name(settings: StoreSettings) -> None:
    async with own_store(settings) as store:
        with pytest.raises(AlreadyRunning, match=str(os.getpid())):
            async with own_store(settings):
                pass
        await store.ping()


async def test_a_command_uses_the_server_of_the_owner(settings: StoreSettings) -> None:
    async with own_store(settings) as store, open_store(settings) as other:
        await other.execute("SET", "a", "x")
        assert await store.execute("GET", "a") == b"x"


async def test_a_command_before_the_first_start_has_its_own_server(settings: StoreSettings) -> None:
    async with open_store(settings) as store:
        await store.execute("SET", "a", "x")
    async with own_store(settings) as store:
        assert await store.execute("GET", "a") == b"x"


async def test_one_service_alone_shares_its_server(settings: StoreSettings) -> None:
    async with open_store(settings, shared=True) as store, open_store(settings) as other:
        await store.execute("SET", "a", "x")
        assert await other.execute("GET", "a") == b"x"


async def test_two_commands_take_turns(settings: StoreSettings) -> None:
    async def count() -> None:
        async with open_store(settings) as store:
            await store.execute("INCR", "n")

    await asyncio.gather(count(), count(), count())
    async with open_store(settings) as store:
        assert await store.execute("GET", "n") == b"3"


async def test_a_command_gives_up_on_an_owner_that_does_not_answer(
    settings: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "OPEN_SECONDS", 0.1)
    async with own_store(settings):
        (settings.data_dir / "store.json").unlink()
        with pytest.raises(StoreUnavailable, match=f"process {os.getpid()} owns"):
            async with open_store(settings):
                pass


async def test_a_server_of_ones_own_is_used_as_it_is(store_url: str, tmp_path: Path) -> None:
    settings = StoreSettings(tmp_path / "unused", store_url)
    async with own_store(settings) as store, open_store(settings) as other:
        await store.execute("SET", "a", "x")
        assert await other.execute("GET", "a") == b"x"
    assert not settings.data_dir.exists()


async def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    settings = StoreSettings(tmp_path / ("d" * 100) / ("e" * 100))
    async with own_store(settings) as store, open_store(settings) as other:
        await store.execute("SET", "a", "x")
        assert await other.execute("GET", "a") == b"x"
        place = Path(str(record(settings)["socket"])).parent
    assert not place.exists()


async def test_stopping_is_quick(settings: StoreSettings) -> None:
    async with own_store(settings) as store:
        waiter = asyncio.create_task(store.wait_stream("out", "0", block_ms=30_000))
        await store.execute("SET", "a", "x")
        pid = server_pid(settings)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(StoreUnavailable):
        await waiter


async def test_a_server_that_does_not_listen_to_reason_is_stopped_too(
    settings: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SHUTDOWN_SECONDS", 0.05)
    monkeypatch.setattr(process, "TERMINATE_SECONDS", 0.05)
    async with own_store(settings):
        pid = server_pid(settings)
        os.kill(pid, signal.SIGSTOP)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_server_that_dies_is_started_again(settings: StoreSettings) -> None:
    async with own_store(settings) as store:
        await store.execute("SET", "a", "x")
        pid = server_pid(settings)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(StoreUnavailable):
            await store.execute("GET", "a")
        assert await _answers_again(store) == b"x"
        assert server_pid(settings) != pid


async def _answers_again(store: Store) -> bytes | None:
    for _ in range(200):
        with contextlib.suppress(StoreUnavailable):
            value = await store.execute("GET", "a")
            assert value is None or isinstance(value, bytes)
            return value
        await asyncio.sleep(0.05)
    return None


def test_restarts_slow_down_while_they_fail() -> None:
    delays = [embedded.FIRST_RESTART_SECONDS]
    for _ in range(8):
        delays.append(restart_delay(delays[-1], ran_seconds=0.5))
    assert delays == sorted(delays)
    assert delays[-1] == embedded.LAST_RESTART_SECONDS
    assert restart_delay(delays[-1], ran_seconds=60) == embedded.FIRST_RESTART_SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
async def test_the_server_goes_with_its_owner(settings: StoreSettings) -> None:
    with owner_process(settings, "usual") as owner:
        acknowledged = _read_until(owner, 20)
        socket = Path(str(record(settings)["socket"]))
        acknowledged += _read_rest_of_killed(owner)
    assert await wait_until(lambda: listener(socket) is None, seconds=5)
    await _assert_nothing_lost(settings, acknowledged)


async def test_an_orphaned_server_is_taken_over(settings: StoreSettings) -> None:
    with owner_process(settings, "orphan") as owner:
        acknowledged = _read_until(owner, 20)
        orphan = server_pid(settings)
        acknowledged += _read_rest_of_killed(owner)
    os.kill(orphan, 0)  # it is still there
    await _assert_nothing_lost(settings, acknowledged)


async def test_an_orphan_that_is_stuck_is_killed(settings: StoreSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.leftover.PATIENCE_SECONDS", 0.3)
    with owner_process(settings, "orphan") as owner:
        acknowledged = _read_until(owner, 5)
        os.kill(server_pid(settings), signal.SIGSTOP)
        acknowledged += _read_rest_of_killed(owner)
    await _assert_nothing_lost(settings, acknowledged)


def _read_until(owner: subprocess.Popen[str], number: int) -> list[int]:
    assert owner.stdout is not None
    return [int(owner.stdout.readline()) for _ in range(number)]


def _read_rest_of_killed(owner: subprocess.Popen[str]) -> list[int]:
    owner.kill()
    assert owner.stdout is not None
    return [int(line) for line in owner.stdout.read().split()]


async def _assert_nothing_lost(settings: StoreSettings, acknowledged: list[int]) -> None:
    async with own_store(settings) as store:
        stored = [int(item) for item in await store.execute("LRANGE", "list", 0, -1)]
    assert stored[: len(acknowledged)] == acknowledged
    assert len(stored) <= len(acknowledged) + 1, "at most the write that was under way"


async def test_a_folder_that_the_server_cannot_use_is_told(settings: StoreSettings) -> None:
    blocked = settings.data_dir / "store" / "appendonlydir"
    blocked.parent.mkdir(parents=True)
    blocked.write_text("a file where the server wants a folder")
    with pytest.raises(ServerStartFailed, match="appendonlydir"):
        async with own_store(settings):
            pass
    with pytest.raises(ServerStartFailed):  # and the lock is free again
        async with own_store(settings):
            pass
