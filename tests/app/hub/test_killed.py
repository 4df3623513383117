"""kill -9 of a hub's process in the middle of its deliveries: whoever is left finishes them."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import aiohttp
import pytest

from services.hub.service import LEASE
from shared.clock import system_clock
from shared.push import Announcer
from shared.store.client import Store
from tests.app.hub.harness import ATOM, PATH, TOPIC, Hands, Hub, Subscriber, running, until
from tests.support.origin import Origin, Reply
from tests.support.valkey import free_ports

READERS = 30
SLOTS = 4


@asynccontextmanager
async def hub_process(
    store_url: str, site: Origin, world: Origin
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """``python -m services.hub`` and its address, once it answers."""
    (port,) = free_ports(1)
    variables = {
        "SAKET_REDIS_URL": store_url,
        "SAKET_PORT": str(port),
        "SAKET_BASE_URL": "http://roiet.example",
        "SAKET_ORIGIN": site.url(""),
        "SAKET_ALLOW_HOSTS": f"127.0.0.1:{world.port}",
        "SAKET_HUB_DELIVERIES": str(SLOTS),
        "SAKET_HUB_POLL": "0.05",
        "PATH": os.environ["PATH"],
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.hub", env=variables, stderr=asyncio.subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/hub"
    try:
        await until(lambda: answers(f"{address}/readyz"), 30)
        yield process, address
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as http, http.get(url) as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


def editions(readers: list[Subscriber]) -> list[Counter[bytes]]:
    return [Counter(each.body for each in reader._received("POST")) for reader in readers]


async def subscribe_all(address: str, world: Origin, hub: Hub) -> list[Subscriber]:
    readers = [Subscriber(world, path=f"/reader/{number}") for number in range(READERS)]
    async with aiohttp.ClientSession() as http:
        for reader in readers:
            form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": reader.callback}
            async with http.post(address, data=form) as response:
                assert response.status == 202

    async def all_active() -> bool:
        return len((await hub.told("subscriptions", limit="200"))["items"]) == READERS

    await until(all_active)
    return readers


@pytest.mark.slow
async def test_every_subscriber_gets_the_newest_version_though_the_worker_is_killed(
    store: Store, store_url: str, site: Origin, world: Origin
) -> None:
    """A third of the subscribers has version 1 when the process dies with its hands full; version 2 follows."""
    clock = Hands(system_clock())
    async with hub_process(store_url, site, world) as (process, address):
        async with running(store, site, clock, f"127.0.0.1:{world.port}") as observer:
            readers = await subscribe_all(address, world, observer)
        for reader in readers[10:]:
            reader.attentive.clear()
        await announce(store, site, "<feed>1</feed>")
        await until(lambda: sum(sum(each.values()) for each in editions(readers[10:])) >= SLOTS)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    in_hand = sum(sum(each.values()) for each in editions(readers[10:]))
    assert in_hand == SLOTS
    for reader in readers:
        reader.attentive.set()
    clock.now = system_clock() + LEASE + timedelta(seconds=5)
    async with running(store, site, clock, f"127.0.0.1:{world.port}") as heir:
        await until(lambda: all(each[b"<feed>1</feed>"] for each in editions(readers)))
        await heir.publish("<feed>2</feed>")
        await until(lambda: all(each[b"<feed>2</feed>"] for each in editions(readers)))
        await heir.counted("delivery", "delivered", 2 * READERS - 10)
    assert {each[b"<feed>2</feed>"] for each in editions(readers)} == {1}
    doubled = sum(each[b"<feed>1</feed>"] - 1 for each in editions(readers))
    assert doubled <= SLOTS, "only what was in hand may come twice"


async def announce(store: Store, site: Origin, body: str) -> None:
    """Change what the site serves and say so, without a hub in this process."""
    site.on(PATH, Reply(body=body.encode(), headers={"Content-Type": ATOM}))
    await Announcer(store, enabled=True).announce([TOPIC])


async def test_two_instances_send_nothing_twice(store: Store, site: Origin, world: Origin, clock: Hands) -> None:
    """Ten versions, thirty subscribers, two instances that both hear of everything: no version comes twice."""
    allow = f"127.0.0.1:{world.port}"
    readers = [Subscriber(world, path=f"/reader/{number}") for number in range(READERS)]
    async with running(store, site, clock, allow) as one, running(store, site, clock, allow) as two:
        for reader in readers:
            assert await one.ask(reader.callback) == 202

        async def subscribed() -> bool:
            return sum([await hub.count("verification", "subscribed") for hub in (one, two)]) == READERS

        await until(subscribed)
        for number in range(10):
            await (one, two)[number % 2].publish(f"<feed>{number}</feed>")
            await (two, one)[number % 2].kit.announcer.announce([TOPIC])
        await until(lambda: all(each[b"<feed>9</feed>"] for each in editions(readers)))

        async def quiet() -> bool:
            return not await store.execute("ZCARD", "{hub}:deliveries:due")

        await until(quiet)
    assert {count for each in editions(readers) for count in each.values()} == {1}
    for reader in readers:
        bodies = [each.body for each in reader._received("POST")]
        assert bodies == sorted(bodies), "in order"
