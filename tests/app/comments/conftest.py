"""A comment service over a real store, with a judge that obeys the text and a clock that stands still until told."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from services.comments.app import FEEDS, THREADS, CommentsDeps, create_app
from services.comments.config import CommentsConfig
from services.comments.feeds.views import CommentFeeds
from services.comments.posting.judging import Judge
from services.comments.spam.model import Context, Decision, Outcome, Part, Reason
from services.comments.threads.thread import Thread
from services.comments.web.fragments import ThreadFragments
from shared.asked import Asked
from shared.environment import Environment
from shared.limits.store import RedisBudget
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from shared.web.server import compose
from tests.support.site import Client, bearer, client_of, settings

SITE = "http://roiet.example"
POST = f"{SITE}/posts/strategy"
SOON = timedelta(seconds=60)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


class WordJudge:
    """``spam`` is rejected, ``doubtful`` held, ``unscored`` not scored, everything else published.

    ``perhaps`` is published in doubt. ``now``: probabilities of texts as a newer version sees them.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Context]] = []
        self.now: dict[str, float] = {}

    def decide(self, text: str, context: Context) -> Decision:
        self.asked.append((text, context))
        parts = (Part("bias", "bias", -1.0), Part("term", "คำ", 0.5))
        if "unscored" in text:
            return Decision(Outcome.HOLD, None, 0.0, (), (Reason.NOT_SCORED,), None)
        if "spam" in text:
            return Decision(Outcome.REJECT, 0.99, 4.6, parts, (Reason.MODEL,), "m1")
        if "doubtful" in text:
            return Decision(Outcome.HOLD, 0.7, 0.85, parts, (Reason.MODEL,), "m1")
        probability = self.now.get(text, 0.4 if "perhaps" in text else 0.01)
        return Decision(Outcome.PUBLISH, probability, logit(probability), parts, (), "m2" if self.now else "m1")


def logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


class FakePosts:
    """The posts of the feed service: a few that everybody may read, and what the tests make of them."""

    def __init__(self) -> None:
        self._threads: dict[str, Thread] = {}
        self._writes = 0
        self._written = asyncio.Condition()
        self._waking: asyncio.Task[None] | None = None
        self.publish("strategy", "ยุทธศาสตร์ <จังหวัด>")
        self.publish("other")
        self.publish("%E0%B9%81%E0%B8%9C%E0%B8%99")

    def publish(self, slug: str, title: str = "") -> str:
        """A public post; its address."""
        return self.keep(slug, Thread(f"{SITE}/posts/{slug}", title)).url

    def move(self, slug: str, new: str) -> str:
        """The same post at a new address, which is returned; its thread stays where it is."""
        self.keep(new, self._threads[f"{SITE}/posts/{slug}"])
        return f"{SITE}/posts/{new}"

    def withdraw(self, slug: str) -> None:
        thread = self._threads[f"{SITE}/posts/{slug}"]
        self.keep(slug, replace(thread, public=False))

    async def thread(self, url: str) -> Thread | None:
        return self._threads.get(url.partition("?")[0])

    async def version(self) -> str:
        return str(self._writes)

    def moving(self, version: str) -> Asked[tuple[str, bool]]:
        return Asked((), lambda _: (str(self._writes), str(self._writes) != version))

    async def moved(self, version: str) -> tuple[str, bool]:
        return str(self._writes), str(self._writes) != version

    async def wait(self, version: str) -> None:
        async with self._written:
            await self._written.wait_for(lambda: str(self._writes) != version)

    def keep(self, slug: str, thread: Thread) -> Thread:
        self._threads[f"{SITE}/posts/{slug}"] = thread
        self._writes += 1
        self._wake()
        return thread

    def _wake(self) -> None:
        """Tell those who wait, if anybody does: outside a loop nobody can."""
        with suppress(RuntimeError):
            self._waking = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        async with self._written:
            self._written.notify_all()


@dataclass
class Service:
    """What tests speak to."""

    client: Client
    kit: Kit
    clock: Clock
    judge: WordJudge
    posts: FakePosts
    fragments: ThreadFragments
    feeds: CommentFeeds
    staff: dict[str, str]
    sender: dict[str, str] = field(default_factory=dict)
    """Headers that say who sends, where a proxy is believed."""

    async def post(self, text: str = "ดีมากครับ", *, key: str | None = None, **fields: Any) -> dict[str, Any]:
        """A comment by the JSON API."""
        status, answer = await self.send(text, key=key, **fields)
        assert status == 201, answer
        assert isinstance(answer, dict)
        return answer

    async def send(self, text: str = "ดีมากครับ", *, key: str | None = None, **fields: Any) -> tuple[int, Any]:
        body = {"thread": POST, "author": "สมชาย", "text": text, **fields}
        headers = {**self.sender, **({"Idempotency-Key": key} if key else {})}
        async with self.client.post("/comments/api/comments", json=body, headers=headers) as response:
            return response.status, await response.json()

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        return await self.call("GET", path, **options)

    async def call(self, method: str, path: str, *, staff: bool = False, **options: Any) -> tuple[int, Any]:
        """Status, and the body: JSON where it is, else text."""
        if staff:
            options["headers"] = {**self.staff, **options.get("headers", {})}
        async with self.client.request(method, path, allow_redirects=False, **options) as response:
            is_json = "json" in response.content_type
            return response.status, await (response.json() if is_json else response.text())

    async def listed(self) -> list[dict[str, Any]]:
        """Published comments of the thread."""
        status, page = await self.get("/comments/api/comments", params={"thread": POST})
        assert status == 200, page
        items: list[dict[str, Any]] = page["items"]
        return items

    async def queue(self, **query: str) -> list[dict[str, Any]]:
        status, page = await self.get("/comments/api/moderation/queue", staff=True, params=query)
        assert status == 200, page
        items: list[dict[str, Any]] = page["items"]
        return items

    async def decide(self, action: str, *ids: str, reason: str = "") -> dict[str, Any]:
        body = {"ids": list(ids), "action": action, "reason": reason}
        status, ruling = await self.call("POST", "/comments/api/moderation/decisions", staff=True, json=body)
        assert status == 200, ruling
        assert isinstance(ruling, dict)
        return ruling


@asynccontextmanager
async def serving(
    store: Store, *, down: Store | None = None, judge: Judge | None = None, **variables: str
) -> AsyncIterator[Service]:
    """A running service. ``down``: a store that does not answer, used after the kit has been made."""
    clock, words, posts = Clock(), WordJudge(), FakePosts()
    kit = await make_kit(settings(**variables), store, clock)
    staff = bearer(await kit.staff.add_token("daeng", ["moderation"]))
    if down is not None:
        kit = replace(kit, store=down, budget=RedisBudget(down))
    environment = Environment(variables)
    app = create_app(CommentsConfig.read(environment), CommentsDeps(kit, posts, judge or words))
    fragments, feeds = app[THREADS], app[FEEDS]
    async with client_of(compose(kit, web.Application(), {"/comments": app}, landing="/")) as client:
        yield Service(client, kit, clock, words, posts, fragments, feeds, staff)


@pytest.fixture
async def service(store: Store) -> AsyncIterator[Service]:
    async with serving(store) as running:
        yield running


@pytest.fixture
async def proxied(store: Store) -> AsyncIterator[Service]:
    """A service that believes X-Forwarded-For, to speak as several readers."""
    async with serving(store, SAKET_TRUSTED_PROXIES="127.0.0.0/8") as running:
        yield running
