"""Names whose servers are silent hold up neither other names nor the end."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from shared.fetch import resolving
from shared.fetch.resolving import SystemResolver


async def test_the_systems_answer() -> None:
    found = await SystemResolver().resolve("localhost", 80)
    assert {each["host"] for each in found} <= {"127.0.0.1", "::1"}
    assert {each["port"] for each in found} == {80}
    with pytest.raises(OSError, match="tests look no names up"):
        await SystemResolver().resolve("unknown.example", 80)


async def test_silent_servers_delay_nobody_and_given_up_lookups_keep_their_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resolving, "AT_ONCE", 6)
    go = threading.Event()

    def look(host: str, port: int, *rest: Any, **more: Any) -> Any:
        del rest, more
        if host.startswith("silent"):
            assert go.wait(30)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    resolver = SystemResolver()
    silent = [asyncio.create_task(resolver.resolve(f"silent{number}")) for number in range(5)]
    async with asyncio.timeout(20):
        assert (await resolver.resolve("quick", 443))[0]["host"] == "192.0.2.1"
    for task in silent:
        task.cancel()
    await asyncio.gather(*silent, return_exceptions=True)
    assert resolver._places._value == 1
    go.set()
    async with asyncio.timeout(20):
        await asyncio.gather(*(resolver.resolve("quick") for _ in range(12)))
