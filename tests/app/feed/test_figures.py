"""What is said about a post, as its feeds tell it: told by the comments service through the store alone."""

from datetime import UTC, datetime

from services.feed.addresses import Addresses
from shared.discussion import Figures, Teller
from shared.store.client import Store
from tests.app.feed.harness import ORIGIN, Hands, Site, running, until

COMMENTED = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


async def totals(site: Site, path: str = "/feeds/posts.atom") -> str:
    return await (await site.get(path)).text()


async def test_figures_reach_every_feed_of_the_post_and_leave_the_others_alone(site: Site) -> None:
    made = await site.post("มีคนคุย", labels=["ข้าว"])
    await site.post("ไม่มีคนคุย", labels=["น้ำ"])
    quiet = (await site.get("/feeds/labels/น้ำ.atom")).headers["ETag"]
    before = await site.get("/feeds/labels/ข้าว.atom")
    site.clock.forward(hours=1)
    await Teller(site.kit.store).tell(Figures(made["thread"], 3, COMMENTED, version=1))

    async def told() -> bool:
        return "<thr:total>3</thr:total>" in await totals(site, "/feeds/labels/ข้าว.atom")

    await until(told, what="the figures")
    after = await site.get("/feeds/labels/ข้าว.atom")
    text = await after.text()
    assert 'thr:count="3"' in text
    assert 'thr:updated="2026-03-02T10:00:00+07:00"' in text
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]
    assert (await site.get("/feeds/labels/น้ำ.atom")).headers["ETag"] == quiet
    assert "<thr:total>3</thr:total>" in await totals(site)


async def test_the_same_figures_again_are_no_news(site: Site) -> None:
    made = await site.post()
    teller = Teller(site.kit.store)
    await teller.tell(Figures(made["thread"], 1, COMMENTED, version=1))

    async def told() -> bool:
        return "<thr:total>1</thr:total>" in await totals(site)

    await until(told, what="the figures")
    tag = (await site.get("/feeds/posts.atom")).headers["ETag"]
    renders = await site.renders()
    await teller.tell(Figures(made["thread"], 1, COMMENTED, version=2))
    await teller.tell(Figures(f"{ORIGIN}/posts/elsewhere", 7, COMMENTED, version=1))
    other = await site.post("อื่น", status="draft")
    assert other
    assert (await site.get("/feeds/posts.atom")).headers["ETag"] == tag
    assert await site.renders() == renders


async def test_figures_told_while_nobody_ran_are_noted_at_the_start(store: Store, clock: Hands) -> None:
    async with running(store, clock) as site:
        made = await site.post(labels=["ข้าว"])
    await Teller(store).tell(Figures(Addresses(site.kit.site).post(made["slug"]), 2, None, version=1))
    async with running(store, clock) as again:

        async def told() -> bool:
            return "<thr:total>2</thr:total>" in await totals(again)

        await until(told, what="the figures")
