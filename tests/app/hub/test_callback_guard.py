"""Callbacks that lead to this machine or its neighbours: the hub never opens a connection, whatever they look like."""

from collections.abc import AsyncIterator

import pytest

from services.hub.model import Ceilings, Subscription
from services.hub.store import RedisSubscriptions
from shared.store.client import Store
from tests.app.hub.harness import PATH, TOPIC, Hands, running, until
from tests.support.origin import Origin, Reply, TcpOrigin, tcp_origin
from tests.unit.shared.fetch.test_ssrf import SPELLINGS, TreacherousResolver


@pytest.fixture
async def sentinel() -> AsyncIterator[TcpOrigin]:
    """Listens on every address of this machine, and counts."""
    async with tcp_origin(everywhere=True) as server:
        yield server


async def test_no_spelling_of_a_callback_is_contacted(
    store: Store, site: Origin, clock: Hands, sentinel: TcpOrigin
) -> None:
    async with running(store, site, clock, allow_hosts="", resolver=TreacherousResolver()) as hub:
        statuses = [await hub.ask(f"http://{spelling}:{sentinel.port}/callback") for spelling in SPELLINGS]
        assert set(statuses) == {202, 400}
        await hub.counted("verification", "refused", statuses.count(202))
        for spelling in SPELLINGS[:20]:
            assert await hub.ask(f"http://{spelling}/callback") in {202, 400}
        await until(lambda: hub_is_idle(store))
    assert sentinel.connections == 0


async def test_a_subscriber_whose_name_leads_inside_later_is_not_contacted(
    store: Store, site: Origin, clock: Hands, sentinel: TcpOrigin
) -> None:
    """Names change hands between verification and delivery (DNS rebinding)."""
    for host in ("reader.example", "127.0.0.1", "localhost"):
        callback = f"http://{host}:{sentinel.port}/"
        kept = Subscription(TOPIC, PATH, callback, host, clock().replace(year=2030), "")
        await RedisSubscriptions(store).activate(kept, Ceilings(9, 9), clock())
    async with running(store, site, clock, allow_hosts="", resolver=TreacherousResolver()) as hub:
        await hub.publish("<feed>1</feed>")
        await hub.counted("failure", "refused-address", 3)
        assert {host["why"] for host in (await hub.told("hosts"))["items"]} == {"refused-address"}
    assert sentinel.connections == 0


async def test_a_redirect_to_the_inside_is_not_followed(
    store: Store, site: Origin, world: Origin, clock: Hands, sentinel: TcpOrigin
) -> None:
    world.on("/callback", Reply(status=307, headers={"Location": f"http://127.0.0.1:{sentinel.port}/"}))
    async with running(store, site, clock, allow_hosts=f"127.0.0.1:{world.port}") as hub:
        assert await hub.ask(world.url("/callback")) == 202
        await hub.counted("verification", "refused")
    assert sentinel.connections == 0


async def hub_is_idle(store: Store) -> bool:
    return not await store.execute("ZCARD", "{hub}:intents:due")
