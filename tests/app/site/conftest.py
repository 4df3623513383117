"""Processes of one whole site over a real store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from lxml import html

from services.host import HostConfig, create_site
from shared.staff.model import Role, Scope
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from tests.support.site import Client, bearer, client_of, session_of

_VARIABLES = {
    "SAKET_BASE_URL": "http://roiet.example",
    "SAKET_SAMPLE": "0",
    "SAKET_DATA": "unused",
    "SAKET_LIMITS": "off",
}


@dataclass(frozen=True, slots=True)
class Process:
    """One of them."""

    client: Client
    kit: Kit
    token: dict[str, str]

    async def text(self, path: str) -> str:
        response = await self.client.get(path)
        assert response.status == 200, await response.text()
        return await response.text()

    async def log_in(self, role: Role) -> None:
        """The client's cookie is that of a new member of staff."""
        await self.kit.staff.add_account(f"staff-{role}", role)
        secret = await session_of(self.kit, f"staff-{role}")
        self.client.session.cookie_jar.update_cookies({self.kit.gate.cookie: secret})


def parsed(page: str) -> Any:
    """An element of lxml, whose stubs know too little of what paths find."""
    return html.document_fromstring(page)


Start = Callable[[], Awaitable[Process]]


@pytest.fixture
async def start(store: Store) -> AsyncIterator[Start]:
    """Starts one more."""
    async with AsyncExitStack() as stack:

        async def started() -> Process:
            config = HostConfig.from_variables(_VARIABLES)
            kit = await make_kit(config.site, store)
            token = await kit.staff.add_token("office", [Scope.SITE, Scope.POSTS])
            client = await stack.enter_async_context(client_of(create_site(config, kit, sample=False)))
            return Process(client, kit, bearer(token))

        yield started
