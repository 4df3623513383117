from collections.abc import AsyncIterator

import pytest

from shared.store.client import Store
from tests.app.staff.harness import Office, office_of


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    async with office_of(store) as opened:
        yield opened
