"""Posts and their threads together: the whole site in one process."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.host import HostConfig, create_site
from shared.staff.model import Scope
from shared.store.client import Store
from shared.web.kit import make_kit
from tests.support.site import Client, bearer, client_of

VARIABLES = {"SAKET_BASE_URL": "http://roiet.example", "SAKET_SAMPLE": "0", "SAKET_DATA": "unused"}
ALL = "/comments/feeds/all.atom"
COMMENTS = "/comments/api/comments"


class Site:
    def __init__(self, client: Client, staff: dict[str, str]) -> None:
        self._client = client
        self._staff = staff

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        options.setdefault("headers", self._staff)
        async with self._client.request(method, path, allow_redirects=False, **options) as response:
            return response.status, await (response.json() if "json" in response.content_type else response.text())

    async def publish(self, **fields: Any) -> dict[str, Any]:
        status, post = await self.call("POST", "/api/posts", json={"title": "ข่าว", "content": "<p>ก</p>", **fields})
        assert status == 201, post
        return dict(post)

    async def edit(self, post: dict[str, Any], **fields: Any) -> dict[str, Any]:
        body = {"title": "ข่าว", "content": "<p>ก</p>", **fields}
        status, edited = await self.call("PUT", f"/api/posts/{post['id']}", json=body)
        assert status == 200, edited
        return dict(edited)

    async def comment(self, thread: str, text: str) -> tuple[int, Any]:
        return await self.call("POST", COMMENTS, json={"thread": thread, "author": "มาลี", "text": text})

    async def approve(self, *comments: dict[str, Any]) -> None:
        held = [comment["id"] for comment in comments if comment["status"] != "published"]
        if held:
            body = {"ids": held, "action": "approve"}
            status, ruling = await self.call("POST", "/comments/api/moderation/decisions", json=body)
            assert (status, ruling["applied"]) == (200, held)


@pytest.fixture
async def site(store: Store) -> AsyncIterator[Site]:
    config = HostConfig.from_variables(VARIABLES)
    kit = await make_kit(config.site, store)
    staff = bearer(await kit.staff.add_token("officer", [Scope.POSTS, Scope.MODERATION]))
    async with client_of(create_site(config, kit, sample=False)) as client:
        yield Site(client, staff)


async def test_a_post_that_moves_takes_its_thread_along(site: Site) -> None:
    post = await site.publish(slug="first")
    _, before = await site.comment(post["url"], "ขอบคุณสำหรับข่าวครับ")
    moved = await site.edit(post, slug="second")
    _, later = await site.comment(moved["url"], "ขอบคุณมากค่ะ")
    await site.approve(before, later)
    for url in (post["url"], moved["url"]):
        _, page = await site.call("GET", COMMENTS, params={"thread": url})
        assert [item["id"] for item in page["items"]] == [before["id"], later["id"]]
    status, html = await site.call("GET", "/posts/second")
    assert (status, "ขอบคุณมากค่ะ" in html) == (200, True)


async def test_a_withdrawn_post_takes_its_thread_away(site: Site) -> None:
    post = await site.publish(slug="gone")
    _, comment = await site.comment(post["url"], "ขอบคุณสำหรับข่าวครับ")
    await site.approve(comment)
    assert "ขอบคุณสำหรับข่าวครับ" in (await site.call("GET", ALL))[1]
    assert (await site.call("DELETE", f"/api/posts/{post['id']}"))[0] == 204
    assert "ขอบคุณสำหรับข่าวครับ" not in (await site.call("GET", ALL))[1]
    assert (await site.call("GET", "/comments/threads", params={"url": post["url"]}))[0] == 404
    status, problem = await site.comment(post["url"], "อีกครั้ง")
    assert (status, problem["errors"][0]["code"]) == (422, "unknown-post")
    await site.edit(post, status="published")
    assert "ขอบคุณสำหรับข่าวครับ" in (await site.call("GET", ALL))[1]


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"publish_at": "2050-01-01T00:00:00+07:00"}])
async def test_what_is_not_published_yet_is_not_discussed(site: Site, fields: dict[str, str]) -> None:
    post = await site.publish(slug="later", **fields)
    assert (await site.comment(post["url"], "เร็วไป"))[0] == 422
    assert (await site.call("GET", COMMENTS, params={"thread": post["url"]}))[0] == 404
