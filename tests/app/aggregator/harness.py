"""A planet over a real store, and the words that tests speak."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.aggregator.app import DESK, POOL, AggregatorDeps, create_app
from services.aggregator.config import AggregatorConfig
from services.aggregator.reading.workers import ParsePool
from services.aggregator.ruling.desk import Desk
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from shared.web.server import compose
from tests.support.site import ALL_SCOPES, Client, bearer, client_of, settings

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Planet:
    """A running planet and a token that may do everything."""

    client: Client
    kit: Kit
    app: web.Application
    staff: dict[str, str]

    @property
    def desk(self) -> Desk:
        return self.app[DESK]

    @property
    def pool(self) -> ParsePool:
        return self.app[POOL]

    async def get(self, path: str, status: int = 200) -> Any:
        answer = await self.client.get(f"/planet{path}")
        assert answer.status == status, await answer.text()
        return await answer.json(content_type=None)

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        answer = await self.client.post(f"/planet{path}", json=body, headers=self.staff)
        assert answer.status == status, await answer.text()
        return await answer.json(content_type=None)

    async def add(self, url: str, **fields: str) -> str:
        """Add a source and return its id."""
        identity: str = (await self.post("/api/sources", {"url": url, **fields}, 201))["id"]
        return identity

    async def settled(self, source: str) -> Any:
        """The source once it has been polled."""
        return await until(lambda: self.get(f"/api/sources/{source}"), lambda found: found["state"] != "new")

    async def follow(self, url: str, **fields: str) -> str:
        """Add a source and wait for its first poll."""
        source = await self.add(url, **fields)
        await self.settled(source)
        return source

    async def poll(self, source: str) -> Any:
        return await self.post(f"/api/sources/{source}/poll")

    async def polls(self) -> int:
        """How many polls have ended."""
        metrics = await (await self.client.get("/planet/metrics")).text()
        return sum(
            int(float(line.split()[1])) for line in metrics.splitlines() if line.startswith("saket_planet_polls_total")
        )

    async def titles(self, query: str = "") -> list[str]:
        return [item["title"] for item in (await self.get(f"/api/entries{query}"))["items"]]


async def until(look: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool], seconds: float = SECONDS) -> Any:
    """What ``look`` sees once it ``holds``."""
    async with asyncio.timeout(seconds):
        while True:
            seen = await look()
            if holds(seen):
                return seen
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(
    store: Store, allowed: str = "", config: AggregatorConfig | None = None, own_pages: tuple[str, ...] = ()
) -> AsyncIterator[Planet]:
    """A planet that may fetch from ``allowed`` hosts; it polls by itself once an hour unless told otherwise."""
    with tempfile.TemporaryDirectory() as data:
        async with _running(store, allowed, config, own_pages, data) as planet:
            yield planet


@asynccontextmanager
async def _running(
    store: Store, allowed: str, config: AggregatorConfig | None, own_pages: tuple[str, ...], data: str
) -> AsyncIterator[Planet]:
    kit = await make_kit(settings(SAKET_ALLOW_HOSTS=allowed, SAKET_DATA=data), store)
    token = await kit.staff.add_token("tests", ALL_SCOPES)
    wanted = config or AggregatorConfig(min_poll=3600, parsers=1)
    app = create_app(wanted, AggregatorDeps(kit, own_pages=own_pages))
    root = compose(kit, web.Application(), {"/planet": app}, landing="/")
    async with client_of(root) as client:
        yield Planet(client, kit, app, bearer(token))
