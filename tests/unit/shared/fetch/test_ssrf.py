"""Every way to spell this machine or its neighbours that we know of: none may open a connection.

Each spelling is fetched directly and as the target of a redirect from an origin that is allowed. Names are answered
by a resolver under the attacker's control; the sentinel listens on both loopback families and counts connections.
"""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from shared.errors import FetchFailed
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.errors import AddressRefused, BadUrl, PortRefused
from shared.fetch.message import FetchRequest
from tests.support.origin import Origin, Reply, TcpOrigin, tcp_origin

SPELLINGS = [
    # as they are
    "127.0.0.1",
    "127.0.0.2",
    "127.127.127.127",
    "127.255.255.254",
    "0.0.0.0",
    "0.0.0.1",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    # with fewer numbers, other bases, padding, overflow
    "0",
    "127.1",
    "127.0.1",
    "2130706433",
    "3232235521",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0x0.0x0.0x1",
    "0x7f.0.0.1",
    "017700000001",
    "0177.0.0.1",
    "0177.0000.0000.0001",
    "127.0.0.01",
    "127.000.000.001",
    "00000000177.0.0.1",
    "4294967297",
    "127.0.0.257",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    # dots and digits that are not ASCII, dots at the end
    "127.0.0.1.",
    "127.0.0.1..",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "๑๒๗.๐.๐.๑",
    "127.0.0.1%00.example",
    "127%2e0%2e0%2e1",
    # IPv6, and IPv4 in IPv6
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[::1%25lo]",
    "[::1%lo]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    "[ff02::1]",
    "[::ffff:127.0.0.1]]",
    "::1",
    # names
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "localhost.localdomain",
    "ip6-localhost",
    "foo.localhost",
    "localtest.me",
    "127.0.0.1.nip.io",
    "7f000001.nip.io",
    "metadata.google.internal",
    # confusing parsers
    "user@127.0.0.1",
    "example.com@127.0.0.1",
    "example.com:80@127.0.0.1",
    "127.0.0.1@example.com",
    "example.com\\@127.0.0.1",
    "example.com#@127.0.0.1",
    "127.0.0.1\\.example.com",
    "127.0.0.1 .example.com",
    "127.0.0.1\t",
    "ex\u00adample.127.0.0.1",
]


class TreacherousResolver(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
            for address, kind in (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6))
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
async def sentinel() -> AsyncIterator[TcpOrigin]:
    """Listens where the spellings lead: on every address of this machine, IPv6 too where there is any."""
    async with tcp_origin(everywhere=True) as server:
        yield server


@pytest.mark.parametrize("port", [True, False], ids=["sentinel", "default-port"])
@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_reaches_the_sentinel(sentinel: TcpOrigin, spelling: str, port: bool) -> None:
    url = f"http://{spelling}:{sentinel.port}/" if port else f"http://{spelling}/"
    async with AsyncExitStack() as stack:
        origin = await stack.enter_async_context(Origin())
        origin.on("/innocent", Reply(302, headers={"Location": url}))
        client = await stack.enter_async_context(
            GuardedClient(AllowList.parse(f"127.0.0.1:{origin.port}"), user_agent="x", resolver=TreacherousResolver())
        )
        for address in (url, origin.url("/innocent")):
            with pytest.raises((AddressRefused, BadUrl, PortRefused)):
                await client.fetch(FetchRequest(address))
        assert len(origin.received) == 1
    assert sentinel.connections == 0


@pytest.mark.parametrize("spelling", ["localhost", "localhost.", "LocalHost", "ip6-localhost", "foo.localhost"])
async def test_no_name_reaches_the_sentinel_through_the_system_resolver(sentinel: TcpOrigin, spelling: str) -> None:
    async with GuardedClient(AllowList(), user_agent="x") as client:
        with pytest.raises(FetchFailed):
            await client.fetch(FetchRequest(f"http://{spelling}:{sentinel.port}/"))
    assert sentinel.connections == 0


async def test_the_sentinel_would_have_noticed(sentinel: TcpOrigin) -> None:
    async with GuardedClient(AllowList.parse(f"localhost:{sentinel.port}"), user_agent="x") as client:
        with pytest.raises(FetchFailed):
            await client.fetch(FetchRequest(f"http://localhost:{sentinel.port}/"))
    assert sentinel.connections >= 1  # aiohttp asks once more when it is hung up on
