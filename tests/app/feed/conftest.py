from collections.abc import AsyncIterator

import pytest

from shared.store.client import Store
from tests.app.feed.harness import Hands, SilentThreads, Site, running


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def site(store: Store, clock: Hands) -> AsyncIterator[Site]:
    async with running(store, clock, SilentThreads()) as site:
        yield site
