"""What a source, and whoever reads, may not do."""

import pytest

from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet, running
from tests.support.origin import Origin, Reply


async def test_long_entries_are_cut_and_found_by_their_words(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1, content=f"<p>อำเภอโพนทอง</p>{'<p>ข่าวเด่น</p>' * 30_000}"), item(2))))
    await planet.follow(origin.url("/feed"))
    entry = next(each for each in (await planet.get("/api/entries"))["items"] if each["flags"] == ["truncated"])
    assert len(entry["content"].encode()) <= 256 * 1024
    assert len(await planet.titles("?q=โพนทอง")) == 1
    assert len(await planet.titles("?q=ข่าวเด่น")) == 1


async def test_a_group_that_nothing_belongs_to_has_no_feed(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(status=500))
    await planet.get("/feeds/groups/nobody.atom", 404)
    source = await planet.follow(origin.url("/feed"), group="g")
    await planet.get("/feeds/groups/nobody.json", 404)
    assert (await planet.client.get("/planet/feeds/groups/g.atom")).status == 200, "a group without news yet"
    assert (await planet.client.delete(f"/planet/api/sources/{source}", headers=planet.staff)).status == 204
    await planet.get("/feeds/groups/g.atom", 404)


async def test_a_304_that_nobody_asked_for_is_a_failure(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(status=304))
    source = await planet.follow(origin.url("/feed"))
    seen = await planet.get(f"/api/sources/{source}")
    assert (seen["state"], seen["error"]["code"], seen["last_success"]) == ("failing", "unexpected-304", None)


@pytest.mark.parametrize(
    "path",
    ["/api/entries", "/api/sources", "/api/sources/x", "/opml", "/feeds/all.atom", "/feeds/groups/g.json",
     "/feeds/sources/x.rss", "/feeds/search.atom"],
)  # fmt: skip
async def test_scripts_of_other_sites_may_ask_conditionally(planet: Planet, path: str) -> None:
    asked = {"Origin": "https://x.example", "Access-Control-Request-Method": "GET",
             "Access-Control-Request-Headers": "if-none-match"}  # fmt: skip
    answer = await planet.client.options(f"/planet{path}", headers=asked)
    assert (answer.status, await answer.read()) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


async def test_other_routes_have_no_preflight(planet: Planet) -> None:
    assert (await planet.client.options("/planet/api/opml")).status == 405


async def test_of_our_own_site_only_the_named_page_is_fetched(store: Store, origin: Origin) -> None:
    origin.on("/sample/feed", Reply(body=atom(item(1))))
    origin.on("/metrics", Reply(body=atom(item(2))))
    origin.on("/away", Reply(status=302, headers={"Location": origin.url("/metrics")}))
    async with Origin() as stranger:
        stranger.on("/feed", Reply(status=302, headers={"Location": origin.url("/metrics")}))
        allowed = f"127.0.0.1:{stranger.port}"
        async with running(store, allowed, own_pages=(origin.url("/sample/feed"),)) as planet:
            for url in (origin.url("/sample/feed"), stranger.url("/feed"), origin.url("/sample/../metrics")):
                await planet.follow(url)
            states = {each["url"]: each["state"] for each in (await planet.get("/api/sources"))["items"]}
    assert states.pop(origin.url("/sample/feed")) == "ok"
    assert set(states.values()) == {"failing"}
    assert origin.requests_for("/metrics") == []
