"""A feed service over a real store, and the words its tests are written in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponse
from markupsafe import Markup

from services.feed.app import FeedDeps, create_app
from services.feed.config import FeedConfig
from services.feed.pages.discussion import Threads
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from shared.web.server import compose
from tests.support.site import Client, bearer, client_of, settings
from tests.support.xml import parse, select

ORIGIN = "http://roiet.example"
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
_LOOKS = 500
_EVERY = 0.01


class Hands:
    """A clock moved by hand; it also moves a millisecond by itself whenever somebody looks, as time does."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **units: float) -> None:
        self.now += timedelta(**units)


class SilentThreads:
    """A comments service in which nobody has said anything yet."""

    async def fragment(self, url: str, title: str, language: str) -> Markup:
        return Markup("<section id=thread data-url={} lang={}>{}</section>").format(url, language, title)

    async def counts(self, urls: Sequence[str]) -> Mapping[str, int]:
        return dict.fromkeys(urls, 2)


@dataclass(frozen=True, slots=True)
class Site:
    """A running feed service."""

    client: Client
    kit: Kit
    clock: Hands
    token: str

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(path, headers=headers, allow_redirects=False)

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        return await self.client.request(method, path, json=body, headers=bearer(self.token) | headers)

    async def post(self, title: str = "ข่าว", **fields: Any) -> dict[str, Any]:
        """Make a post and return the receipt."""
        response = await self.send("POST", "/api/posts", {"title": title, "content": "<p>เนื้อหา</p>", **fields})
        assert response.status == 201, await response.text()
        receipt: dict[str, Any] = await response.json()
        return receipt

    async def titles(self, path: str = "/feeds/posts.atom") -> list[str]:
        """The titles of an Atom feed's entries."""
        response = await self.get(path)
        assert response.status == 200, await response.text()
        return select(parse(await response.read()), "//atom:entry/atom:title/text()")

    async def renders(self) -> float:
        """How many feeds were rendered so far."""
        text = await (await self.get("/metrics")).text()
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("saket_feed_renders_total"))


@asynccontextmanager
async def running(
    store: Store, clock: Hands, threads: Threads | None = None, *, every: float = 3600, **variables: str
) -> AsyncIterator[Site]:
    """A site whose scheduled posts are looked for once at start and then ``every`` so many seconds."""
    kit = await make_kit(settings(**{"SAKET_LIMITS": "off", **variables}), store, clock)
    token = await kit.staff.add_token("officer", ["posts"])
    app = compose(kit, create_app(FeedConfig(every), FeedDeps(kit, threads)), {}, landing="/")
    async with client_of(app) as client:
        yield Site(client, kit, clock, token)


async def until(condition: Callable[[], Awaitable[bool]], *, what: str) -> None:
    """Look until ``condition`` holds; fail the test after five seconds."""
    for _ in range(_LOOKS):
        if await condition():
            return
        await asyncio.sleep(_EVERY)
    raise AssertionError(f"waited in vain for {what}")


async def problem(response: ClientResponse) -> tuple[int, str, set[tuple[str, str]]]:
    """Status, code, and the (field, code) pairs of a problem document."""
    assert response.content_type == "application/problem+json", await response.text()
    document = await response.json()
    assert document["status"] == response.status
    return response.status, document["code"], {(e["field"], e["code"]) for e in document.get("errors", ())}
