"""The spellings of `test_ssrf` on every other way in: rebinding, hubs, their redirects, proxies of the environment."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from services.aggregator.model import Subscription
from services.aggregator.push.subscriptions import Subscriber
from services.aggregator.push.websub import Offer
from shared.errors import FetchFailed
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.message import FetchRequest
from tests.support.origin import Origin, Reply, TcpOrigin, tcp_origin
from tests.unit.shared.fetch.test_ssrf import SPELLINGS, TreacherousResolver

NOW = datetime(2026, 1, 5, tzinfo=UTC)


class RebindingResolver(AbstractResolver):
    """The first answer is innocent, a public address; every later one is this machine."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        first = host not in self._asked
        self._asked.add(host)
        address = "192.0.2.1" if first else "127.0.0.1"
        return [ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


class Kept:
    """Whatever is asked for may be kept."""

    async def swap_subscription(self, source: str, old: Subscription | None, new: Subscription | None) -> bool:
        del source, old, new
        return True


@pytest.fixture
async def sentinel() -> AsyncIterator[TcpOrigin]:
    async with tcp_origin(everywhere=True) as server:
        yield server


def urls(sentinel: TcpOrigin) -> list[str]:
    return [f"{scheme}://{spelling}:{sentinel.port}/" for spelling in SPELLINGS for scheme in ("http", "https")]


async def test_rebinding_reaches_nobody(sentinel: TcpOrigin) -> None:
    for url in urls(sentinel):
        async with GuardedClient(AllowList(), user_agent="x", resolver=RebindingResolver()) as client:
            for _ in range(2):
                with pytest.raises(FetchFailed):
                    await client.fetch(FetchRequest(url))
    assert sentinel.connections == 0


async def test_a_hub_that_a_feed_names_reaches_nobody(sentinel: TcpOrigin) -> None:
    async with GuardedClient(AllowList(), user_agent="x", resolver=TreacherousResolver()) as client:
        subscriber = Subscriber(
            kept=cast(Any, Kept()), due=cast(Any, None), fetcher=client, clock=lambda: NOW, secret=lambda: "s",
            callback=lambda token: f"http://roiet.example/{token}", wake=cast(Any, None),
        )  # fmt: skip
        for url in urls(sentinel):
            await subscriber.follow("s", None, Offer(url, "http://topic.example/"))
    assert sentinel.connections == 0


async def test_a_redirect_of_a_hub_reaches_nobody(sentinel: TcpOrigin) -> None:
    async with Origin() as hub:
        allowed = AllowList.parse(f"127.0.0.1:{hub.port}")
        async with GuardedClient(allowed, user_agent="x", resolver=TreacherousResolver()) as client:
            for url in urls(sentinel):
                hub.on("/hub", Reply(307, headers={"Location": url.replace("\t", "%09")}))
                with pytest.raises(FetchFailed):
                    await client.fetch(FetchRequest(hub.url("/hub"), "POST", body=b"x"))
    assert sentinel.connections == 0


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
async def test_proxy_variables_reach_nobody(sentinel: TcpOrigin, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{sentinel.port}")
    async with GuardedClient(AllowList(), user_agent="x", resolver=TreacherousResolver()) as client:
        for url in (*urls(sentinel), "http://public.example/", "https://public.example/"):
            with pytest.raises(FetchFailed):
                await client.fetch(FetchRequest(url))
    assert sentinel.connections == 0
