"""A server that drops the connection after it received a command sees that command exactly once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.errors import StoreUnavailable
from shared.store.client import Script, Store

SCRIPT = Script("write", "return redis.call('INCR', KEYS[1])")
OK = b"+OK\r\n"


class DroppingServer:
    """Speaks enough RESP to be connected to, and hangs up on every write."""

    def __init__(self) -> None:
        self.port = 0
        self.writes: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), contextlib.closing(writer):
            while True:
                reply = self._reply(await _command(reader))
                if reply is None:
                    return
                writer.write(reply)
                await writer.drain()

    def _reply(self, command: list[bytes]) -> bytes | None:
        name = command[0].upper()
        if name in {b"INCR", b"EVALSHA", b"EVAL"}:
            self.writes.append(name)
            return None
        if name == b"CLUSTER":
            return b"*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:%d\r\n$2\r\nid\r\n" % self.port
        if name == b"COMMAND":
            return b"*1\r\n*6\r\n$4\r\nincr\r\n:2\r\n*1\r\n$5\r\nwrite\r\n:1\r\n:1\r\n:1\r\n"
        return OK


async def _command(reader: asyncio.StreamReader) -> list[bytes]:
    parts = int((await reader.readuntil(b"\r\n"))[1:])
    return [await _bulk(reader) for _ in range(parts)]


async def _bulk(reader: asyncio.StreamReader) -> bytes:
    size = int((await reader.readuntil(b"\r\n"))[1:])
    return (await reader.readexactly(size + 2))[:-2]


@pytest.fixture
async def dropping() -> AsyncIterator[DroppingServer]:
    fake = DroppingServer()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    async with server:
        yield fake


@pytest.mark.parametrize("scheme", ["redis", "redis+cluster"])
async def test_a_write_is_sent_once(dropping: DroppingServer, scheme: str) -> None:
    store = await Store.connect(f"{scheme}://127.0.0.1:{dropping.port}")
    attempts: list[tuple[Any, bytes]] = [
        (store.execute("INCR", "n"), b"INCR"),
        (store.batch([("INCR", "n")]), b"INCR"),
        (store.call(SCRIPT, ["n"]), b"EVALSHA"),
    ]
    for number, (attempt, _) in enumerate(attempts, start=1):
        with pytest.raises(StoreUnavailable):
            await attempt
        assert len(dropping.writes) == number
    assert dropping.writes == [name for _, name in attempts]
    await store.close()


async def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.client.DEADLINE_SECONDS", 0.05)
    monkeypatch.setattr("shared.store.pipe.STALE_SECONDS", 0.05)
    async with await asyncio.start_unix_server(_listen_only, tmp_path / "s"):
        store = await Store.connect(f"unix://{tmp_path / 's'}")
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await store.ping()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await asyncio.gather(store.execute("GET", "a"), store.batch([("GET", "b"), ("GET", "c")]))
        await store.close()


async def _listen_only(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()
