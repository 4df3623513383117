"""A planet, and a fake origin that it may fetch from."""

from collections.abc import AsyncIterator

import pytest

from shared.store.client import Store
from tests.app.aggregator.harness import Planet, running
from tests.support.origin import Origin


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with Origin() as opened:
        yield opened


@pytest.fixture
async def planet(store: Store, origin: Origin) -> AsyncIterator[Planet]:
    async with running(store, f"127.0.0.1:{origin.port}") as opened:
        yield opened
