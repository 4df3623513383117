"""Loads the sample through the site's own API, as an officer and citizens would; after a crash again, no doubles."""

from contextlib import suppress
from typing import Any, Final

import aiohttp

from services.sample.content import SampleComment, SamplePost, sample_content, sample_plan
from services.sample.neighbour import FEED
from shared.errors import Conflict
from shared.staff.model import Role, Scope
from shared.store.client import Store
from shared.web.kit import Kit

_STATE_KEY: Final = "{site}:sample"
_TOKEN_NAME: Final = "sample-loader"  # noqa: S105 - a name, not a secret
_DEADLINE: Final = aiohttp.ClientTimeout(total=30)


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
            async with aiohttp.ClientSession(
                self._kit.site.origin, headers={"Authorization": f"Bearer {secret}"}, timeout=_DEADLINE
            ) as session:
                await self._load_all(session)
        finally:
            await self._kit.staff.drop_token(secret)
        await self._kit.store.execute("SET", _STATE_KEY, "loaded")

    async def one_time_login(self, name: str) -> str:
        """A secret that logs an administrator in once; the account is made if it is not there."""
        with suppress(Conflict):
            await self._kit.staff.add_account(name, Role.ADMIN)
        return await self._kit.staff.one_time_login(name)

    async def _load_all(self, session: aiohttp.ClientSession) -> None:
        await self._send(session, "/planet/api/sources", "neighbour", self._source())
        threads: dict[str, str] = {}
        for post in reversed(self._content.posts):
            threads[post.key] = (await self._send(session, "/api/posts", post.key, self._post(post)))["url"]
        sent: dict[str, str] = {}
        for comment in self._content.comments:
            body = _comment(comment, threads[comment.post], sent.get(comment.parent))
            sent[comment.key] = (await self._send(session, "/comments/api/comments", comment.key, body))["id"]
        await self._send_plan(session)

    def _source(self) -> dict[str, Any]:
        url = f"{self._kit.site.origin}{FEED}"
        return {"url": url, "group": "ตัวอย่าง", "name": self._content.neighbour.title}

    def _post(self, post: SamplePost) -> dict[str, Any]:
        return {
            "title": post.title,
            "summary": post.summary,
            "content": post.html(self._kit.static.url(f"sample/{post.picture}")),
            "labels": list(post.labels),
            "agency": post.agency,
            "strategy": post.strategy,
        }

    async def _send_plan(self, session: aiohttp.ClientSession) -> None:
        """A plan that is there already stays as it is."""
        headers = {"Content-Type": "application/yaml"}
        async with session.put("/strategy/api/plan", data=sample_plan().encode(), headers=headers) as response:
            if not response.ok:
                raise SampleRefused(f"the plan was answered {response.status}: {await response.text()}")

    async def _send(self, session: aiohttp.ClientSession, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        async with session.post(path, json=body, headers={"Idempotency-Key": f"sample-{key}"}) as response:
            if not response.ok:
                raise SampleRefused(f"{path} answered {response.status} to {key!r}: {await response.text()}")
            answer: dict[str, Any] = await response.json()
            return answer


def _comment(comment: SampleComment, thread: str, parent: str | None) -> dict[str, Any]:
    body = {"thread": thread, "author": comment.author, "text": comment.text}
    return body if parent is None else {**body, "parent": parent}
