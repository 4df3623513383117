"""Loads the sample through the site's own API, as an officer and citizens would; after a crash again, no doubles."""

from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from services.sample.content import SampleComment, SamplePost, picture_of, sample_content, sample_plan
from services.sample.neighbour import FEED
from shared.errors import Conflict
from shared.fetch.allow import AllowList
from shared.fetch.client import GuardedClient
from shared.fetch.limits import Limits
from shared.fetch.message import Fetched, FetchRequest, Headers
from shared.fetch.urls import HttpUrl
from shared.staff.model import Role, Scope
from shared.store.client import Store
from shared.web.kit import Kit

_STATE_KEY: Final = "{site}:sample"
_TOKEN_NAME: Final = "sample-loader"  # noqa: S105 - a name, not a secret
_GOOD: Final = range(200, 300)
_LIMITS: Final = Limits(total=30.0, headers=30.0)


class SampleRefused(Conflict):
    """The site did not take a piece of its own sample."""

    code = "sample-refused"


async def sample_wanted(store: Store) -> bool:
    """Whether this store holds the sample, or nothing yet that would stand beside it."""
    if await store.execute("EXISTS", _STATE_KEY):
        return True
    async for _key in store.scan("{posts}:*"):
        return False
    return True


class SampleLoader:
    """Talks to the running site at ``kit.site.origin``."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._content = sample_content()

    async def loaded(self) -> bool:
        """Whether a load has been completed in this store."""
        return bool(await self._kit.store.execute("GET", _STATE_KEY) == b"loaded")

    async def load(self) -> None:
        """Posts, comments and the neighbour's feed; raise `SampleRefused` when the site says no."""
        await self._kit.store.execute("SET", _STATE_KEY, "loading")
        secret = await self._kit.staff.add_token(_TOKEN_NAME, [Scope.POSTS, Scope.SOURCES, Scope.SITE])
        try:
            async with self._client() as client:
                await self._load_all(_Door(client, self._kit.site.origin, secret))
        finally:
            await self._kit.staff.drop_token(secret)
        await self._kit.store.execute("SET", _STATE_KEY, "loaded")

    async def one_time_login(self, name: str) -> str:
        """A secret that logs an administrator in once; the account is made if it is not there."""
        with suppress(Conflict):
            await self._kit.staff.add_account(name, Role.ADMIN)
        return await self._kit.staff.one_time_login(name)

    def _client(self) -> GuardedClient:
        """One that reaches our own origin and nothing else."""
        origin = HttpUrl.parse(self._kit.site.origin)
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        return GuardedClient(AllowList.parse(f"{host}:{origin.port}"), user_agent="Saket-Sample", limits=_LIMITS)

    async def _load_all(self, door: "_Door") -> None:
        await door.post("/planet/api/sources", "neighbour", self._source())
        threads: dict[str, str] = {}
        for post in reversed(self._content.posts):
            picture = await door.upload(f"/api/media?{urlencode({'alt': post.alt})}", picture_of(post.picture))
            threads[post.key] = (await door.post("/api/posts", post.key, _post(post, picture)))["url"]
        sent: dict[str, str] = {}
        for comment in self._content.comments:
            body = _comment(comment, threads[comment.post], sent.get(comment.parent))
            sent[comment.key] = (await door.post("/comments/api/comments", comment.key, body))["id"]
        await door.put("/strategy/api/plan", sample_plan().encode())

    def _source(self) -> dict[str, Any]:
        url = f"{self._kit.site.origin}{FEED}"
        return {"url": url, "group": "ตัวอย่าง", "name": self._content.neighbour.title}


class _Door:
    """The site's own API, as anybody comes in who holds the token."""

    def __init__(self, client: GuardedClient, origin: str, token: str) -> None:
        self._client = client
        self._origin = origin
        self._authorization = ("Authorization", f"Bearer {token}")

    async def post(self, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a POST of JSON is answered; the same ``key`` may come again."""
        fields = (("Content-Type", "application/json"), ("Idempotency-Key", f"sample-{key}"))
        answer = await self._ask("POST", path, fields, msgspec.json.encode(body))
        found: dict[str, Any] = msgspec.json.decode(answer.body)
        return found

    async def upload(self, path: str, picture: bytes) -> str:
        """Where a kept picture is; sent again it is the same."""
        answer = await self._ask("POST", path, (("Content-Type", "image/webp"),), picture)
        found: dict[str, Any] = msgspec.json.decode(answer.body)
        return str(found["url"])

    async def put(self, path: str, plan: bytes) -> None:
        """A plan that is there already stays as it is."""
        await self._ask("PUT", path, (("Content-Type", "application/yaml"),), plan)

    async def _ask(self, method: str, path: str, fields: tuple[tuple[str, str], ...], body: bytes) -> Fetched:
        headers = Headers((self._authorization, *fields))
        answer = await self._client.fetch(FetchRequest(f"{self._origin}{path}", method, headers, body))
        if answer.status not in _GOOD:
            raise SampleRefused(f"{path} answered {answer.status}: {answer.body.decode('utf-8', 'replace')}")
        return answer


def _post(post: SamplePost, picture: str) -> dict[str, Any]:
    return {
        "title": post.title,
        "summary": post.summary,
        "content": post.html(picture),
        "labels": list(post.labels),
        "agency": post.agency,
        "strategy": post.strategy,
    }


def _comment(comment: SampleComment, thread: str, parent: str | None) -> dict[str, Any]:
    body = {"thread": thread, "author": comment.author, "text": comment.text}
    return body if parent is None else {**body, "parent": parent}
