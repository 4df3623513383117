"""The whole site over a real store, and the words that tests of the strategy are written in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientResponse

from services.host import HostConfig, create_site
from shared.staff.model import Role, Scope
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from tests.app.aggregator.feeds import atom, item
from tests.support.origin import Origin, Reply
from tests.support.site import Client, bearer, client_of

ATOM = {"Content-Type": "application/atom+xml"}
YAML = {"Content-Type": "application/yaml"}
_VARIABLES = {
    "SAKET_BASE_URL": "http://roiet.example",
    "SAKET_SAMPLE": "0",
    "SAKET_DATA": "unused",
    "SAKET_LIMITS": "off",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    client: Client
    kit: Kit
    token: dict[str, str]

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(path, headers=headers, allow_redirects=False)

    async def text(self, path: str) -> str:
        response = await self.get(path)
        assert response.status == 200, await response.text()
        return await response.text()

    async def bring(self, plan: str) -> ClientResponse:
        return await self.client.put("/strategy/api/plan", data=plan.encode(), headers=self.token | YAML)

    async def post(self, **fields: Any) -> str:
        """A published post; its address."""
        body = {"title": "ข่าว", "content": "<p>เนื้อหา</p>", **fields}
        response = await self.client.post("/api/posts", json=body, headers=self.token)
        assert response.status == 201, await response.text()
        url: str = (await response.json())["url"]
        return url

    async def comment(self, thread: str, text: str) -> str:
        """A comment that a moderator has approved; its id."""
        body = {"thread": thread, "author": "สมชาย", "text": text}
        made = await (await self.client.post("/comments/api/comments", json=body)).json()
        if made["status"] != "published":
            decision = {"ids": [made["id"]], "action": "approve"}
            await self.client.post("/comments/api/moderation/decisions", json=decision, headers=self.token)
        identity: str = made["id"]
        return identity

    async def log_in(self, role: Role) -> str:
        """A session of a new member of staff in the client's cookies; the CSRF token."""
        name = f"staff-{role}"
        await self.kit.staff.add_account(name, role)
        once = await self.kit.staff.one_time_login(name)
        await self.client.post("/login", data={"once": once})
        page = await self.text("/strategy/edit" if role is Role.ADMIN else "/strategy/neighbours")
        return page.partition('name="csrf" value="')[2].partition('"')[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that the planet has gathered; ``id`` is ``source/entry``."""

    id: str
    title: str


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    async with Origin() as opened:
        yield opened


@pytest.fixture
async def neighbour(site: Site, origin: Origin) -> Entry:
    """News of another province about rice farmers."""
    origin.on("/feed", Reply(body=atom(item(1, "ช่วยชาวนาเก็บเกี่ยวข้าว")), headers=ATOM))
    made = await site.client.post("/planet/api/sources", json={"url": origin.url("/feed")}, headers=site.token)
    source = (await made.json())["id"]
    polled = await site.client.post(f"/planet/api/sources/{source}/poll", headers=site.token)
    assert polled.status == 200, await polled.text()
    (found,) = (await (await site.get("/planet/api/entries")).json())["items"]
    return Entry(f"{source}/{found['id']}", found["title"])


@pytest.fixture
async def site(store: Store, origin: Origin) -> AsyncIterator[Site]:
    allowed = {"SAKET_ALLOW_HOSTS": f"127.0.0.1:{origin.port}"}
    config = HostConfig.from_variables(_VARIABLES | allowed)
    kit = await make_kit(config.site, store)
    token = await kit.staff.add_token("office", [Scope.SITE, Scope.POSTS, Scope.MODERATION, Scope.SOURCES])
    async with client_of(create_site(config, kit, sample=False)) as client:
        yield Site(client, kit, bearer(token))
