"""A hub over a real store, the site whose feeds it distributes, and a subscriber: all on loopback."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractResolver

from services.hub.app import HubDeps, create_app
from services.hub.config import HubConfig
from services.hub.model import Ceilings
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from shared.web.server import compose
from tests.support.origin import Origin, Received, Reply
from tests.support.site import Client, bearer, client_of, settings

PATH = "/feeds/posts.atom"
TOPIC = f"http://roiet.example{PATH}"
ATOM = "application/atom+xml; charset=utf-8"
CONFIG = HubConfig(deliveries=4, poll=0.02, ceilings=Ceilings(per_topic=100, per_host=100))


@dataclass(slots=True)
class Hands:
    """A clock that tests move."""

    now: datetime = datetime(2026, 9, 26, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, pause: timedelta) -> None:
        self.now += pause


@dataclass(slots=True)
class Subscriber:
    """Confirms what it is asked, and answers deliveries with ``statuses`` in turn, the last one for ever."""

    origin: Origin
    challenge: Callable[[web.Request], web.Response] = field(
        default=lambda request: web.Response(text=request.query.get("hub.challenge", ""))
    )
    statuses: list[int] = field(default_factory=lambda: [200])
    path: str = "/callback"
    attentive: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.origin.on(self.path, self._answer)
        self.attentive.set()

    @property
    def callback(self) -> str:
        return self.origin.url(self.path)

    async def deliveries(self, count: int = 1) -> list[Received]:
        """The deliveries once there are ``count`` of them."""
        await until(lambda: len(self._received("POST")) >= count)
        return self._received("POST")

    def questions(self) -> list[Received]:
        return self._received("GET")

    def _received(self, method: str) -> list[Received]:
        return [request for request in self.origin.requests_for(self.path) if request.method == method]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        await self.attentive.wait()
        if request.method == "GET":
            return self.challenge(request)
        return web.Response(status=self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])


@dataclass(slots=True)
class Hub:
    """One running instance of the hub and its neighbours."""

    client: Client
    kit: Kit
    site: Origin
    clock: Hands

    async def ask(self, callback: str, mode: str = "subscribe", topic: str = TOPIC, **more: str) -> int:
        """The status of a request."""
        form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
        form |= {f"hub.{name}": value for name, value in more.items()}
        async with self.client.post("/hub", data=form) as response:
            return response.status

    async def subscribe(self, subscriber: Subscriber, **more: str) -> None:
        """Subscribe and wait until it is verified."""
        before = await self.count("verification", "subscribed")
        assert await self.ask(subscriber.callback, **more) == 202
        await self.counted("verification", "subscribed", before + 1)

    async def publish(self, body: str, path: str = PATH) -> None:
        """Change what our site serves and say so."""
        self.site.on(path, Reply(body=body.encode(), headers={"Content-Type": ATOM}))
        await self.kit.announcer.announce([f"http://roiet.example{path}"])

    async def count(self, kind: str, outcome: str) -> int:
        """A figure of the metrics."""
        async with self.client.get("/hub/metrics") as response:
            text = await response.text()
        found = re.search(rf'^saket_hub_{kind}_total{{\w+="{outcome}"}} (\d+)\.0$', text, re.MULTILINE)
        assert found, text
        return int(found[1])

    async def page(self, headers: dict[str, str] | None = None) -> str:
        """The hub's page in English."""
        async with self.client.get("/hub?lang=en", headers=headers or {}) as response:
            assert response.status == 200
            return await response.text()

    async def officer(self) -> dict[str, str]:
        """A token of scope posts, as a header."""
        return bearer(await self.kit.staff.add_token("officer", ["posts"]))

    async def told(self, path: str, **query: str) -> Any:
        """What the hub tells an officer as JSON."""
        async with self.client.get(f"/hub/api/{path}", params=query, headers=await self.officer()) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def counted(self, kind: str, outcome: str, figure: int = 1) -> None:
        async def reached() -> bool:
            return await self.count(kind, outcome) >= figure

        await until(reached)


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 10) -> None:
    """Look until it holds; TimeoutError after ``seconds``."""
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if held if isinstance(held, bool) else await held:
                return
            await asyncio.sleep(0.005)


@asynccontextmanager
async def running(
    store: Store,
    site: Origin,
    clock: Hands,
    allow_hosts: str,
    config: HubConfig = CONFIG,
    *,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[Hub]:
    """An instance of the hub while the block runs."""
    site_settings = settings(SAKET_ORIGIN=site.url(""), SAKET_ALLOW_HOSTS=allow_hosts)
    kit = await make_kit(site_settings, store, clock=clock)
    hub = create_app(config, HubDeps(kit, jitter=lambda: 0.0, resolver=resolver))
    app = compose(kit, web.Application(), {"/hub": hub}, landing="/")
    async with client_of(app) as client:
        yield Hub(client, kit, site, clock)


@asynccontextmanager
async def hanging(subscriber: Subscriber) -> AsyncIterator[None]:
    """A subscriber that takes requests and answers them only when the block ends."""
    subscriber.attentive.clear()
    try:
        yield
    finally:
        subscriber.attentive.set()
