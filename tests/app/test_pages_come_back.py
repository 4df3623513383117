"""A site that is exported and read back shows the same pages, byte for byte.

Two fields of the form for comments differ, as they do each time the page is asked for: when it was asked for (signed,
against machines that answer at once) and the key that keeps a comment from being written twice.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.host import HostConfig, create_site
from shared.staff.model import Scope
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from tests.support.site import Client, bearer, client_of
from tests.support.transfer import move_in

VARIABLES = {"SAKET_BASE_URL": "http://roiet.example", "SAKET_SAMPLE": "0", "SAKET_DATA": "unused"}
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OF_THE_MOMENT = re.compile(r'(<input type="hidden" name="(?:form|key)" value=")[^"]+(">)')
EVENT = {"start": "2026-05-01T09:00:00+07:00", "place": "ศาลากลาง"}
POSTS: tuple[dict[str, Any], ...] = (
    {"title": "น้ำ <ท่วม>", "content": "<p>ก&amp;ข</p>", "labels": ["ข้าว", "น้ำ"], "agency": "เกษตร", "event": EVENT},
    {"title": "ประชุม", "content": "# หัวข้อ\n\n*ข้าว*", "content_type": "markdown", "labels": ["ข้าว"], "author": "สมศรี"},
    {"title": "เก่า", "content": "<p>เก่า</p>", "publish_at": "2020-01-01T00:00:00Z", "labels": ["ข้าว"]},
)
PAGES = ("/", "/labels/ข้าว", "/agencies/เกษตร", "/archive", "/search?q=ข้าว", "/feeds/posts.html")


@dataclass(frozen=True, slots=True)
class Site:
    kit: Kit
    client: Client
    staff: dict[str, str]

    async def send(self, method: str, path: str, **body: Any) -> Any:
        async with self.client.request(method, path, json=body, headers=self.staff) as response:
            assert response.status in {200, 201}, await response.text()
            return await response.json()

    async def page(self, path: str) -> str:
        """As anybody sees it, without the two fields."""
        async with self.client.get(path) as response:
            text = await response.text()
            assert response.status == 200, text
        return text

    async def download(self) -> bytes:
        async with self.client.get("/api/export", headers=self.staff) as response:
            return await response.read()


@asynccontextmanager
async def running(store: Store) -> AsyncIterator[Site]:
    await store.execute("FLUSHALL")
    config = HostConfig.from_variables(VARIABLES)
    kit = await make_kit(config.site, store, clock=lambda: NOW)
    staff = bearer(await kit.staff.add_token("officer", [Scope.POSTS, Scope.MODERATION]))
    async with client_of(create_site(config, kit, sample=False), cookies=False) as client:
        yield Site(kit, client, staff)


async def discuss(site: Site, thread: str) -> None:
    """A comment, the answer to it, and one that nobody sees."""
    made: list[str] = []
    for text in ("ขอบคุณสำหรับข่าวครับ", "ยินดีครับ <b>", "ซ่อน"):
        comment = {"thread": thread, "author": "มาลี", "text": text, "parent": made[0] if made else None}
        made.append((await site.send("POST", "/comments/api/comments", **comment))["id"])
    for action, ids in (("approve", made[:2]), ("spam", made[2:])):
        await site.send("POST", "/comments/api/moderation/decisions", ids=ids, action=action)


async def pages_of(site: Site, slugs: list[str]) -> dict[str, str]:
    threads = [f"/comments/threads?url=http://roiet.example/posts/{slug}" for slug in slugs]
    return {path: await site.page(path) for path in (*PAGES, *(f"/posts/{slug}" for slug in slugs), *threads)}


async def test_every_page_comes_back_byte_for_byte(store: Store, tmp_path: Path) -> None:
    async with running(store) as site:
        posts = [await site.send("POST", "/api/posts", **fields) for fields in POSTS]
        await discuss(site, posts[0]["url"])
        slugs = [post["slug"] for post in posts]
        before = await pages_of(site, slugs)
        (tmp_path / "site.zip").write_bytes(await site.download())
    async with running(store) as again:
        report = await move_in(again.kit, "saket", tmp_path / "site.zip")
        assert (report.posts, report.comments, dict(report.remarks)) == (3, 3, {})
        after = await pages_of(again, slugs)

    assert "ยินดีครับ &lt;b&gt;" in before[f"/posts/{slugs[0]}"]
    for path, page in before.items():
        plain, fields = OF_THE_MOMENT.subn(r"\1\2", page)
        assert OF_THE_MOMENT.subn(r"\1\2", after[path]) == (plain, fields), path
        assert fields == (2 if "/posts/" in path else 0), path
