"""What becomes of entries on their way through the planet: grouped, followed into archives, kept from going round."""

from typing import Any

import pytest
from lxml import etree

from shared.store.client import Store
from tests.app.aggregator.feeds import atom, item
from tests.app.aggregator.harness import Planet, running
from tests.support.origin import Origin, Reply

NS = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
LONG = "ขอเชิญประชาชนร่วมงานประเพณีบุญผะเหวดประจำปี ณ บึงพลาญชัย อำเภอเมือง จังหวัดร้อยเอ็ด มีขบวนแห่และการแสดงตลอดสามวัน"


def entry(name: str, title: str, content: str, extra: str = "") -> str:
    return (
        f"<entry><id>tag:{name}</id><title>{title}</title><updated>2026-01-05T09:30:00+07:00</updated>{extra}"
        f'<content type="html">&lt;p&gt;{content}&lt;/p&gt;</content></entry>'
    )


async def feed(planet: Planet, path: str = "/feeds/all.atom") -> etree._Element:
    answer = await planet.client.get(f"/planet{path}")
    assert answer.status == 200, await answer.text()
    return etree.fromstring(await answer.read())


def ids(root: etree._Element) -> list[str]:
    return [str(found) for found in look(root, "a:entry/a:id/text()")]


def look(root: etree._Element, path: str) -> list[Any]:
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return found


async def test_the_same_announcement_on_several_sites_is_shown_once_and_kept_everywhere(
    planet: Planet, origin: Origin
) -> None:
    origin.on("/a", Reply(body=atom(entry("a,2026:1", "บุญผะเหวด", LONG), feed_id="tag:a,2026:f")))
    origin.on("/b", Reply(body=atom(entry("b,2026:9", "บุญผะเหวด", f"{LONG} (ข่าวจากจังหวัด)"), feed_id="tag:b,2026:f")))
    origin.on("/c", Reply(body=atom(entry("c,2026:3", "ข่าวอื่น", "น้ำท่วมถนนสายหลัก " * 9), feed_id="tag:c,2026:f")))
    first = await planet.follow(origin.url("/a"), name="ก")
    second = await planet.follow(origin.url("/b"), name="ข")
    await planet.follow(origin.url("/c"))

    assert sorted(ids(await feed(planet))) == ["tag:a,2026:1", "tag:c,2026:3"]
    assert ids(await feed(planet, f"/feeds/sources/{second}.atom")) == ["tag:b,2026:9"]
    items = {each["source"]["id"]: each for each in (await planet.get("/api/entries"))["items"]}
    assert len(items) == 3
    assert items[second]["duplicate_of"] == f"{first}/{items[first]['id']}"
    assert items[first]["duplicates"] == [f"{second}/{items[second]['id']}"]
    page = await (await planet.client.get("/planet/")).text()
    assert page.count("<h2>บุญผะเหวด") == 1
    assert "river__others" in page

    assert (await planet.client.delete(f"/planet/api/sources/{first}", headers=planet.staff)).status == 204
    assert sorted(ids(await feed(planet))) == ["tag:b,2026:9", "tag:c,2026:3"], "what it led is led by itself now"


async def test_a_gap_is_closed_through_the_archives(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))), Reply(body=atom(item(9), extra=_link(origin, "/8", "prev-archive"))))
    origin.on("/8", Reply(body=atom(item(8), item(7), extra=_link(origin, "/1", "prev-archive"))))
    origin.on("/1", Reply(body=atom(item(2), item(1), extra=_link(origin, "/0", "prev-archive"))))
    origin.on("/0", Reply(body=atom(item(0))))
    source = await planet.follow(origin.url("/feed"))
    report = await planet.poll(source)
    assert (report["new"], origin.requests_for("/0")) == (4, [])
    assert len(await planet.titles()) == 5


async def test_a_first_visit_and_a_window_that_overlaps_walk_nowhere(planet: Planet, origin: Origin) -> None:
    older = _link(origin, "/older", "next")
    origin.on("/feed", Reply(body=atom(item(1), extra=older)), Reply(body=atom(item(2), item(1), extra=older)))
    source = await planet.follow(origin.url("/feed"))
    await planet.poll(source)
    assert origin.requests_for("/older") == []


async def test_a_withdrawal_reaches_feeds_archives_and_search(planet: Planet, origin: Origin) -> None:
    stone = '<at:deleted-entry ref="tag:khonkaen.example,2026:1" when="2026-01-06T10:00:00+07:00"/>'
    origin.on("/feed", Reply(body=atom(item(1, "ถนนขาด"), item(2))), Reply(body=atom(item(2), extra=stone)))
    source = await planet.follow(origin.url("/feed"), group="ขอนแก่น")
    archive = look(await feed(planet), "a:link[@rel='prev-archive']/@href")[0]
    day = str(archive).removeprefix("http://roiet.example/planet")
    assert len(ids(await feed(planet, day))) == 2
    assert await planet.titles("?q=ถนนขาด") == ["ถนนขาด"]

    assert (await planet.poll(source))["withdrawn"] == 1

    for path in ("/feeds/all.atom", day, "/feeds/groups/ขอนแก่น.atom", "/feeds/regions/northeast.atom"):
        root = await feed(planet, path)
        assert len(ids(root)) == 1
        assert look(root, "at:deleted-entry/@ref") == ["tag:khonkaen.example,2026:1"]
    assert await planet.titles("?q=ถนนขาด") == []
    assert (await feed(planet, day)).find("{http://purl.org/syndication/history/1.0}archive") is not None


async def test_two_planets_that_gather_each_other_come_to_rest(store: Store, origin: Origin) -> None:
    """A gathers S and B, B gathers A and passes its entries back: nothing is doubled, however often it is polled."""
    origin.on("/s", Reply(body=atom(item(1), item(2))))
    async with running(store, f"127.0.0.1:{origin.port}") as a:
        await a.follow(origin.url("/s"))
        async with Origin() as passing:
            passed = await (await a.client.get("/planet/feeds/all.atom")).read()
            assert b'rel="via"' in passed
            passing.on(
                "/b",
                Reply(body=passed.replace(b"http://roiet.example/planet/feeds/all.atom", b"http://b.example/", 1)),
            )
            async with running(store, f"127.0.0.1:{origin.port},127.0.0.1:{passing.port}") as planet:
                source = await planet.follow(passing.url("/b"))
                assert (await planet.get(f"/api/sources/{source}"))["entries"] == 0, "all of it is an echo"
                before = await (await planet.client.get("/planet/feeds/all.atom")).read()
                for _ in range(3):
                    await planet.poll(source)
                assert await (await planet.client.get("/planet/feeds/all.atom")).read() == before


async def test_what_another_planet_passes_on_keeps_where_it_is_from(planet: Planet, origin: Origin) -> None:
    source = "<source><id>tag:s.example,2026:f</id><title>ต้นทาง</title><updated>2026-01-01T00:00:00Z</updated></source>"
    via = '<link rel="via" href="http://b.example/planet/feeds/all.atom" type="application/atom+xml"/>'
    far = via * 3
    body = atom(entry("s,2026:1", "ก", "ข", source + via), entry("s,2026:2", "ไกล", "ข", source + far))
    origin.on("/b", Reply(body=body))
    await planet.follow(origin.url("/b"))
    root = await feed(planet)
    assert ids(root) == ["tag:s,2026:1"], "the other one came through too many hands"
    assert look(root, "a:entry/a:source/a:id/text()") == ["tag:s.example,2026:f"]
    assert look(root, "a:entry/a:link[@rel='via']/@href") == [
        "http://b.example/planet/feeds/all.atom",
        "http://roiet.example/planet/feeds/all.atom",
    ]


async def test_an_edit_of_dates_and_tracking_parameters_shows_nowhere(planet: Planet, origin: Origin) -> None:
    def body(updated: str, campaign: str) -> bytes:
        content = f'<p><a href="https://a.example/x?utm_source={campaign}&amp;id=1">ก</a></p>'
        return atom(item(1, content=content, updated=updated))

    origin.on(
        "/feed", Reply(body=body("2026-01-05T09:30:00+07:00", "a")), Reply(body=body("2026-01-07T09:30:00+07:00", "b"))
    )
    source = await planet.follow(origin.url("/feed"))
    before = await (await planet.client.get("/planet/feeds/all.atom")).read()
    report = await planet.poll(source)
    assert (report["new"], report["changed"]) == (0, 0)
    assert await (await planet.client.get("/planet/feeds/all.atom")).read() == before


async def test_searches_are_feeds_in_every_format(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1, "แผนพัฒนาจังหวัด Flood Plan"), item(2, "ประชุม"))))
    await planet.follow(origin.url("/feed"))
    assert ids(await feed(planet, "/feeds/search.atom?q=พัฒนา+flood")) == ["tag:khonkaen.example,2026:1"]
    assert len((await planet.get("/feeds/search.json?q=ประชุม"))["items"]) == 1
    assert len(await planet.titles("?q=ปร")) == 1, "two letters are looked for as well"
    assert await planet.titles("?q=ไม่มี") == []


async def test_health_is_shown_to_people_and_programs(planet: Planet, origin: Origin) -> None:
    origin.on("/good", Reply(body=atom(item(1))))
    origin.on("/bad", Reply(status=403))
    good = await planet.follow(origin.url("/good"), name="=HYPERLINK(1)")
    await planet.follow(origin.url("/bad"))
    page = await (await planet.client.get("/planet/sources")).text()
    assert "เว็บไซต์ต้นทางไม่อนุญาตให้อ่านฟีด" in page
    assert "<svg" in page
    listed = (await planet.get("/sources.json"))["items"]
    assert {each["state"] for each in listed} == {"ok", "failing"}
    assert [each["error"] for each in listed] == [None, "http-status 403"]
    one = await planet.get(f"/sources.json?source={good}")
    assert (one["items"][0]["findings"], one["items"][0]["push"]) == (["no-self"], "none")
    table = await (await planet.client.get("/planet/sources.csv")).text()
    assert "'=HYPERLINK(1)" in table
    assert table.count("\r\n") == 3


@pytest.mark.parametrize("path", ["/feeds/all/archive/2026-13-01.atom", "/feeds/all/archive/1999-01-01.atom",
                                  "/feeds/regions/nowhere.atom"])  # fmt: skip
async def test_what_never_was_is_not_found(planet: Planet, path: str) -> None:
    await planet.get(path, 404)


def _link(origin: Origin, path: str, rel: str) -> str:
    return f'<link rel="{rel}" href="{origin.url(path)}"/>'


async def test_nobody_withdraws_a_neighbours_entry(planet: Planet, origin: Origin) -> None:
    origin.on("/a", Reply(body=atom(entry("a,2026:1", "ประกาศ", "เนื้อหา"))))
    origin.on("/b", Reply(body=atom(entry("a,2026:1", "แอบอ้าง", "เนื้อหาอื่น"))))
    await planet.follow(origin.url("/a"))
    claimant = await planet.follow(origin.url("/b"))
    own = next(name for name in ids(await feed(planet)) if name != "tag:a,2026:1")

    stone = '<at:deleted-entry ref="tag:a,2026:1" when="2026-01-06T09:00:00Z"/>'
    origin.on("/b", Reply(body=atom(extra=stone)))
    assert (await planet.poll(claimant))["withdrawn"] == 1

    there = await feed(planet)
    assert ids(there) == ["tag:a,2026:1"]
    assert look(there, "at:deleted-entry/@ref") == [own]


async def test_words_are_looked_for_in_one_region(planet: Planet, origin: Origin) -> None:
    for path, group in (("/n", "เชียงใหม่"), ("/e", "ขอนแก่น"), ("/x", "อื่น")):
        origin.on(path, Reply(body=atom(entry(f"{path[1:]},2026:1", f"ประกาศ {path}", "เนื้อหา"))))
        await planet.follow(origin.url(path), group=group)
    assert await planet.titles("?region=north&q=ประกาศ") == ["ประกาศ /n"]
    assert await planet.titles("?group=ขอนแก่น&q=ประกาศ") == ["ประกาศ /e"]
    assert await planet.titles("?region=south&q=ประกาศ") == []


async def test_what_rules_leave_out_is_no_gap(planet: Planet, origin: Origin) -> None:
    """Else a source of whose entries few are wanted is read to the end of its archives with every visit."""
    older = _link(origin, "/older", "prev-archive")
    windows = [atom(item(number + 1), item(number), extra=older) for number in range(1, 5)]
    origin.on("/feed", Reply(body=atom(item(1, "สำคัญ"), extra=older)), *(Reply(body=window) for window in windows))
    source = await planet.follow(origin.url("/feed"))
    wanted = {"include": [{"text": "สำคัญ"}]}
    answer = await planet.client.put(f"/planet/api/sources/{source}/rules", json=wanted, headers=planet.staff)
    assert answer.status == 200
    for _ in windows:
        await planet.poll(source)
    assert origin.requests_for("/older") == []

    origin.on("/feed", Reply(body=atom(item(9), extra=older)))
    origin.on("/older", Reply(body=atom(item(8, "สำคัญ"), item(5))))
    assert (await planet.poll(source))["new"] == 1, "a window beyond all that was seen is a gap"
