"""A feed that was asked for once is answered in front of the routes until one of its posts changes."""

import pytest
from aiohttp import web

from tests.app.feed.harness import Site

FEEDS = ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/posts.json", "/feeds/labels/rice.atom", "/feed/"]


def out_of_order(*_arguments: object) -> web.Response:
    raise RuntimeError("the handler was asked")


@pytest.mark.parametrize("path", FEEDS)
async def test_handlers_are_asked_once_per_change(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.post(labels=["rice"])
    first = await site.get(path)
    monkeypatch.setattr("shared.web.feed_answers.view_answer", out_of_order)
    again = await site.get(path)
    unchanged = await site.get(path, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status, unchanged.status) == (200, 304)
    assert await again.read() == await first.read()
    await site.post("another", labels=["rice"])
    assert (await site.get(path)).status == 500


async def test_a_post_elsewhere_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.post(labels=["rice"])
    await site.get("/feeds/labels/rice.atom")
    monkeypatch.setattr("shared.web.feed_answers.view_answer", out_of_order)
    await site.post("another", labels=["water"])
    assert (await site.get("/feeds/labels/rice.atom")).status == 200
    assert (await site.get("/feeds/posts.atom")).status == 500


async def test_withdrawal_is_seen_at_once(site: Site) -> None:
    made = await site.post("one")
    assert await site.titles() == await site.titles() == ["one"]
    await site.send("DELETE", f"/api/posts/{made['id']}")
    assert await site.titles() == []
