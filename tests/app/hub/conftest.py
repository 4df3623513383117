from collections.abc import AsyncIterator

import pytest

from shared.store.client import Store
from tests.app.hub.harness import ATOM, PATH, Hands, Hub, Subscriber, running
from tests.support.origin import Origin, Reply


@pytest.fixture
async def site() -> AsyncIterator[Origin]:
    """Where our own feeds are served."""
    async with Origin() as origin:
        origin.on(PATH, Reply(body=b"<feed>0</feed>", headers={"Content-Type": ATOM}))
        yield origin


@pytest.fixture
async def world() -> AsyncIterator[Origin]:
    """Where subscribers live."""
    async with Origin() as origin:
        yield origin


@pytest.fixture
def subscriber(world: Origin) -> Subscriber:
    return Subscriber(world)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def hub(store: Store, site: Origin, world: Origin, clock: Hands) -> AsyncIterator[Hub]:
    """A hub that may reach the subscribers of ``world``."""
    async with running(store, site, clock, allow_hosts=f"127.0.0.1:{world.port}") as hub:
        yield hub
