"""Several processes over one store, and a store that goes away."""

import pytest

from services.feed.store.writes import OUTBOX
from shared.push import NEWS_STREAM
from shared.store.client import Store
from tests.app.feed.harness import Hands, SilentThreads, Site, problem, running, until
from tests.support.valkey import throwaway_server

AT = "2026-03-02T10:00:00+07:00"


async def test_other_instances_see_a_change(store: Store, clock: Hands) -> None:
    async with running(store, clock) as one, running(store, clock) as two:
        assert await two.titles() == []
        made = await one.post("ข่าว")

        async def seen() -> bool:
            return await two.titles() == ["ข่าว"]

        await until(seen, what="the other instance's feed")
        await one.send("DELETE", f"/api/posts/{made['id']}")

        async def gone() -> bool:
            return await two.titles() == []

        await until(gone, what="the withdrawal")


async def test_a_scheduled_post_appears_once_whoever_looks(store: Store, clock: Hands) -> None:
    async with running(store, clock, every=0.02) as one, running(store, clock, every=0.02) as two:
        made = await one.post("พรุ่งนี้", status="scheduled", publish_at=AT)
        assert (made["status"], made["published"]) == ("scheduled", AT)
        assert await two.titles() == []
        clock.forward(hours=2)

        async def appeared() -> bool:
            return await one.titles() == await two.titles() == ["พรุ่งนี้"]

        await until(appeared, what="the scheduled post")
        events = await store.wait_stream(OUTBOX, "0-0", block_ms=1000)
        assert [fields[b"event"] for _, fields in events] == [b"scheduled", b"published"]
        item = await (await one.get(f"/api/posts/{made['id']}")).json()
        assert item["published"] == item["updated"] == AT


async def test_a_post_that_fell_due_while_nobody_ran(store: Store, clock: Hands) -> None:
    async with running(store, clock) as site:
        await site.post("พรุ่งนี้", status="scheduled", publish_at=AT)
    clock.forward(days=1)
    async with running(store, clock) as site:

        async def appeared() -> bool:
            return await site.titles() == ["พรุ่งนี้"]

        await until(appeared, what="the overdue post")


async def test_changes_are_announced_to_the_hub(site: Site, store: Store) -> None:
    made = await site.post(labels=["ข้าว"], strategy="เกษตร")
    await site.post("ร่าง", status="draft", labels=["ลับ"])
    await site.send("DELETE", f"/api/posts/{made['id']}")

    async def announced() -> bool:
        return bool(await store.execute("XLEN", NEWS_STREAM) == 18)

    await until(announced, what="three formats of three views, twice")
    topics = [fields[b"topic"].decode() for _, fields in await store.wait_stream(NEWS_STREAM, "0-0", block_ms=1000)]
    assert topics[0] == "http://roiet.example/feeds/posts.atom"
    assert topics[:9] == topics[9:]


async def test_without_a_hub_nothing_is_announced(store: Store, clock: Hands) -> None:
    async with running(store, clock, SAKET_HUB="0") as site:
        await site.post()
        response = await site.get("/feeds/posts.atom")

        assert "hub" not in response.headers["Link"]
    assert await store.execute("EXISTS", NEWS_STREAM) == 0


async def test_everything_on_a_cluster(cluster_store: Store, clock: Hands) -> None:
    async with running(cluster_store, clock, SilentThreads(), every=0.02) as site:
        made = await site.post("ข่าว", labels=["ข้าว"], strategy="เกษตร")
        await site.post("พรุ่งนี้", status="scheduled", publish_at=AT)
        for path in ("/", f"/posts/{made['slug']}", "/feeds/archive/1.atom", "/feeds/search.atom?q=ข่าว"):
            assert (await site.get(path)).status == 200
        clock.forward(hours=2)

        async def appeared() -> bool:
            return await site.titles() == ["พรุ่งนี้", "ข่าว"]

        await until(appeared, what="the scheduled post")


@pytest.mark.store
async def test_while_the_store_is_away_cached_feeds_are_served(clock: Hands) -> None:
    with throwaway_server() as server:
        store = await Store.connect(server.url)
        async with running(store, clock) as site:
            made = await site.post("ข่าว")
            json = await (await site.get("/feeds/posts.json")).read()
            await site.post("อีกข่าว")
            kept = await (await site.get("/feeds/posts.atom")).read()
            server.kill()

            assert (await problem(await site.send("POST", "/api/posts", {"title": "a", "content": "b"})))[0] == 503
            assert (await problem(await site.send("DELETE", f"/api/posts/{made['id']}")))[0] == 503
            assert (await site.get("/readyz")).status == 503
            assert (await site.get("/healthz")).status == 200
            assert (await problem(await site.get("/feeds/posts.rss")))[0] == 503
            assert await (await site.get("/feeds/posts.atom")).read() == kept
            # Nobody has asked for this one since it changed: it is old, and better than nothing.
            assert await (await site.get("/feeds/posts.json")).read() == json
            server.start()

            async def ready() -> bool:
                return (await site.get("/readyz")).status == 200

            await until(ready, what="readiness")

            async def forgotten() -> bool:  # this server kept nothing: what is cached must not outlive what is stored
                return await site.titles() == []

            await until(forgotten, what="the cache to follow the new store")
        await store.close()
