"""The page for those who have never seen a feed, and the pages that people see when something went wrong."""

from urllib.parse import quote

import pytest

from tests.app.site.conftest import Process, Start, parsed

pytestmark = pytest.mark.store

PAGE = {"Accept": "text/html"}
ENGLISH = PAGE | {"Accept-Language": "en"}


@pytest.fixture
async def site(start: Start) -> Process:
    return await start()


async def test_every_feed_can_be_followed(site: Process) -> None:
    post = {"title": "ข่าว", "content": "<p>ก</p>", "labels": ["ข้าว"], "agency": "อำเภอ", "strategy": "เกษตร"}
    assert (await site.client.post("/api/posts", json=post, headers=site.token)).status == 201
    page = parsed(await site.text("/follow"))
    addresses = page.xpath("//input[@readonly]/@value")
    for path in ("posts", f"labels/{quote('ข้าว')}", f"agencies/{quote('อำเภอ')}", f"strategy/{quote('เกษตร')}"):
        assert f"http://roiet.example/feeds/{path}.atom" in addresses
    for address in addresses:
        assert (await site.client.get(address.removeprefix("http://roiet.example"))).status == 200
    ways = page.xpath("//ul[@class='ways']//a/@href")
    assert len(ways) == 5
    assert all(quote("http://roiet.example/feeds/posts.atom", safe="") in way for way in ways[:4])
    assert ways[4] == "feed:http://roiet.example/feeds/posts.atom"
    assert "/follow" in parsed(await site.text("/")).xpath("//footer//a/@href")
    label = {**post, "labels": ["น้ำ"]}
    await site.client.post("/api/posts", json=label, headers=site.token)
    assert quote("น้ำ") in await site.text("/follow")


@pytest.mark.parametrize(("query", "language"), [("", "th"), ("?lang=en", "en")])
async def test_what_is_not_there_offers_a_search(site: Process, query: str, language: str) -> None:
    response = await site.client.get(f"/nowhere{query}", headers=ENGLISH)
    page = parsed(await response.text())
    assert (response.status, page.get("lang")) == (404, language)
    assert page.xpath("//main//form/@action") == ["/search"]
    assert len(page.xpath("//main//ul[@class='ways']//a")) == 4


async def test_what_was_withdrawn_says_so(site: Process) -> None:
    made = await site.client.post("/api/posts", json={"title": "ข่าว", "content": "<p>ก</p>"}, headers=site.token)
    receipt = await made.json()
    await site.client.delete(f"/api/posts/{receipt['id']}", headers=site.token)
    response = await site.client.get(f"/posts/{quote(receipt['slug'])}", headers=PAGE)
    assert response.status == 410
    assert "ถอน" in parsed(await response.text()).findtext(".//h1")


async def test_a_failure_speaks_the_language_of_its_page(site: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.client.patch("/api/site", json={"phone": "043 511 222"}, headers=site.token)

    async def broken(_self: object) -> object:
        raise RuntimeError("made to fail")

    monkeypatch.setattr("services.feed.pages.follow_page.FollowPage._context", broken)
    for query, words in (("", "เกิดข้อผิดพลาดที่ระบบของเรา"), ("?lang=en", "Something went wrong on our side")):
        response = await site.client.get(f"/follow{query}", headers=ENGLISH)
        page = parsed(await response.text())
        assert response.status == 500
        assert page.findtext(".//h1") == words
        assert "043 511 222" in page.xpath("string(//main)")
        assert "made to fail" not in await response.text()


async def test_names_that_people_gave_are_text(site: Process) -> None:
    """They pass through the same function as messages: neither HTML, nor a placeholder, nor translated."""
    post = {"title": "ข่าว", "content": "<p>ก</p>", "labels": ["<b>x<b>", "100%", "Search"]}
    assert (await site.client.post("/api/posts", json=post, headers=site.token)).status == 201
    page = parsed(await site.text("/follow"))
    names = page.xpath("//details//span[@lang='th']/text()")
    assert {"<b>x<b>", "100%", "Search"} <= set(names)
    assert not page.xpath("//main//b")
