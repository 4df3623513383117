"""The guard that keeps tests on this machine."""

import asyncio
import socket

import pytest

from tests.conftest import GUARD
from tests.support.loopback import is_local

OUTSIDE = ("192.0.2.1", 9)  # TEST-NET-1 (RFC 5737): routed nowhere


@pytest.mark.parametrize(
    ("family", "address", "local"),
    [
        (socket.AF_UNIX, "/run/socket", True),
        (socket.AF_INET, ("127.0.0.1", 1), True),
        (socket.AF_INET, ("127.8.8.8", 1), True),
        (socket.AF_INET, ("localhost", 1), True),
        (socket.AF_INET6, ("::1", 1, 0, 0), True),
        (socket.AF_INET6, ("::ffff:127.0.0.1", 1, 0, 0), True),
        (socket.AF_INET, ("0.0.0.0", 1), False),
        (socket.AF_INET, OUTSIDE, False),
        (socket.AF_INET, ("example.com", 1), False),
        (socket.AF_INET6, ("2001:db8::1", 1, 0, 0), False),
        (socket.AF_INET6, ("fe80::1%lo", 1, 0, 0), False),
    ],
)
def test_what_is_local(family: int, address: object, local: bool) -> None:
    assert is_local(family, address) is local


async def test_every_way_out_is_refused_and_remembered() -> None:
    with socket.socket() as plain:
        with pytest.raises(OSError, match="loopback"):
            plain.connect(OUTSIDE)
        with pytest.raises(OSError, match="loopback"):
            plain.connect_ex(OUTSIDE)
    with pytest.raises(OSError, match="loopback"):
        await asyncio.open_connection(*OUTSIDE)
    assert GUARD.take_attempts() == [str(OUTSIDE)] * 3  # taken, so that this test passes


async def test_no_name_is_looked_up() -> None:
    with pytest.raises(socket.gaierror, match="no names"):
        await asyncio.get_running_loop().getaddrinfo("example.com", 80)
    assert socket.getaddrinfo("127.1", 80)
    assert socket.getaddrinfo("localhost", 80)


async def test_loopback_is_open() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
