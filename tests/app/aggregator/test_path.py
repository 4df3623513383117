"""A source's whole way through HTTP: added, fetched, shown, polled again, removed."""

import asyncio
import os
import signal

import pytest
from aiohttp import web
from lxml import etree

from services.aggregator.config import AggregatorConfig
from shared.store.client import Store
from tests.app.aggregator.feeds import THAI, atom, item
from tests.app.aggregator.harness import Planet, running, until
from tests.support.origin import Origin, Reply
from tests.support.site import bearer

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


async def feed(planet: Planet, path: str = "/feeds/all.atom") -> etree._Element:
    answer = await planet.client.get(f"/planet{path}")
    assert answer.status == 200, await answer.text()
    return etree.fromstring(await answer.read())


async def test_a_source_is_polled_at_once_and_its_entries_are_shown(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1), item(2, "ข่าวที่สอง")), headers={"Content-Type": "application/atom+xml"}))
    source = await planet.follow(origin.url("/feed"), group="อีสาน")

    seen = await planet.get(f"/api/sources/{source}")
    assert seen["state"] == "ok"
    assert seen["title"] == "จังหวัดขอนแก่น"
    assert (seen["entries"], seen["group"], seen["error"]) == (2, "อีสาน", None)
    assert seen["last_success"].endswith("+07:00")
    entry = (await planet.get("/api/entries"))["items"][0]
    assert entry["source"] == {"id": source, "title": "จังหวัดขอนแก่น", "url": origin.url("/feed")}
    assert entry["content"] == "<p>เนื้อหา</p>"
    assert entry["published"] == "2026-01-05T09:30:00+07:00"
    page = await (await planet.client.get("/planet/", headers={"Accept": "text/html"})).text()
    assert THAI in page
    assert "5 มกราคม 2569" in page
    assert THAI in await (await planet.client.get("/planet/?group=อีสาน")).text()
    sources = await (await planet.client.get("/planet/sources?lang=en")).text()
    assert "In order" in sources


async def test_the_second_poll_sends_the_validators_back_byte_for_byte(planet: Planet, origin: Origin) -> None:
    validators = {"ETag": 'W/"as it  is"', "Last-Modified": "Mon, 5 Jan 2026 02:30:00 GMT"}
    origin.on("/feed", Reply(body=atom(item(1)), headers=validators), Reply(status=304))
    source = await planet.follow(origin.url("/feed"))

    report = await planet.poll(source)

    assert report["outcome"] == "unchanged"
    asked = origin.requests_for("/feed")[-1].headers
    assert asked["If-None-Match"] == validators["ETag"]
    assert asked["If-Modified-Since"] == validators["Last-Modified"]
    assert "roiet.example" in asked["User-Agent"]


async def test_new_entries_come_and_changed_ones_change(planet: Planet, origin: Origin) -> None:
    changed = item(1, "ชื่อใหม่", updated="2026-01-06T09:30:00+07:00")
    origin.on("/feed", Reply(body=atom(item(1))), Reply(body=atom(changed, item(2, "ข่าวที่สอง"))))
    source = await planet.follow(origin.url("/feed"))
    first = (await planet.get("/api/entries"))["items"][0]

    report = await planet.poll(source)

    assert (report["outcome"], report["new"], report["changed"]) == ("changed", 1, 1)
    assert sorted(await planet.titles()) == sorted(["ชื่อใหม่", "ข่าวที่สอง"])
    again = next(each for each in (await planet.get("/api/entries"))["items"] if each["id"] == first["id"])
    assert again["first_seen"] == first["first_seen"]


async def test_an_entry_that_leaves_the_window_stays(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1), item(2))), Reply(body=atom(item(2))))
    source = await planet.follow(origin.url("/feed"))
    await planet.poll(source)
    assert len(await planet.titles()) == 2


async def test_a_tombstone_removes_the_entry_and_is_passed_on(planet: Planet, origin: Origin) -> None:
    stone = '<at:deleted-entry ref="tag:khonkaen.example,2026:1" when="2026-01-07T09:00:00+07:00"/>'
    origin.on("/feed", Reply(body=atom(item(1), item(2))), Reply(body=atom(item(2), extra=stone)))
    source = await planet.follow(origin.url("/feed"))

    report = await planet.poll(source)

    assert report["withdrawn"] == 1
    assert len(await planet.titles()) == 1
    merged = await feed(planet)
    deleted = merged.findall("at:deleted-entry", ATOM)
    assert [each.get("ref") for each in deleted] == ["tag:khonkaen.example,2026:1"]


async def test_merged_feeds_carry_the_whole_source_and_answer_304(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    source = await planet.follow(origin.url("/feed"), group="north east")

    entry = (await feed(planet)).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:id", namespaces=ATOM) == "tag:khonkaen.example,2026:1"
    inner = entry.find("a:source", ATOM)
    assert inner is not None
    assert inner.findtext("a:id", namespaces=ATOM) == "tag:khonkaen.example,2026:feed"
    assert inner.findtext("a:rights", namespaces=ATOM) == "CC BY 4.0"
    assert inner.findtext("a:author/a:name", namespaces=ATOM) == "สำนักงานจังหวัด"
    assert {link.get("rel"): link.get("href") for link in inner.findall("a:link", ATOM)} == {
        "self": origin.url("/feed"),
        "alternate": "https://khonkaen.example/",
    }
    paths = [f"/feeds/{part}.{kind}" for part in ("all", f"sources/{source}", "groups/north%20east") for kind in
             ("atom", "rss", "json")]  # fmt: skip
    for path in [*paths, "/feeds/search.atom?q=แผน"]:
        answer = await planet.client.get(f"/planet{path}", headers={"Accept-Encoding": "gzip"})
        assert answer.status == 200, path
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "khonkaen.example" in await answer.text(), path
        again = await planet.client.get(f"/planet{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304, path
    answer = await planet.client.get("/planet/feeds/all.atom")
    assert answer.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=60"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    links = answer.headers["Link"]
    assert '<http://roiet.example/planet/feeds/all.atom>; rel="self"' in links
    assert '<http://roiet.example/hub>; rel="hub"' in links


async def test_a_search_names_no_hub(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1, "แผน"))))
    await planet.follow(origin.url("/feed"))
    async with planet.client.get("/planet/feeds/search.atom", params={"q": "แผน"}) as response:
        assert response.status == 200
        assert "hub" not in response.headers["Link"]
        assert b'rel="hub"' not in await response.read()


async def test_changed_feeds_are_announced(planet: Planet, origin: Origin, store: Store) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    await planet.follow(origin.url("/feed"), group="g")

    async def announced() -> set[str]:
        events = await store.execute("XRANGE", "{hub}:news", "-", "+")
        return {fields[b"topic"].decode() for _, fields in events}

    feeds = "http://roiet.example/planet/feeds"
    await until(announced, {f"{feeds}/all.atom", f"{feeds}/groups/g.json"}.issubset)


async def test_no_source_overwrites_anothers_entry(planet: Planet, origin: Origin) -> None:
    origin.on("/honest", Reply(body=atom(item(1, "ของจริง"))))
    origin.on(
        "/thief",
        Reply(body=atom(item(1, "ของปลอม", updated="2026-02-01T00:00:00Z"), feed_id="tag:thief.example,2026:x")),
    )
    await planet.follow(origin.url("/honest"))
    await planet.follow(origin.url("/thief"))

    assert sorted(await planet.titles()) == sorted(["ของจริง", "ของปลอม"])
    entries = (await feed(planet)).findall("a:entry", ATOM)
    ids = {entry.findtext("a:title", namespaces=ATOM): entry.findtext("a:id", namespaces=ATOM) for entry in entries}
    assert ids["ของจริง"] == "tag:khonkaen.example,2026:1"
    assert ids["ของปลอม"] != ids["ของจริง"]
    flags = {each["title"]: each["flags"] for each in (await planet.get("/api/entries"))["items"]}
    assert flags == {"ของจริง": [], "ของปลอม": ["foreign-id"]}


async def test_hostile_html_does_no_harm(planet: Planet, origin: Origin) -> None:
    evil = (
        '<p onclick="x()">ดี<script>alert(1)</script><a href="javascript:x()">ล</a><img src="/p.png"></p>'
        + "<div>" * 5000
    )
    origin.on("/feed", Reply(body=atom(item(1, "<script>x</script>", evil))))
    await planet.follow(origin.url("/feed"))
    entry = (await planet.get("/api/entries"))["items"][0]
    for word in ("script", "onclick", "javascript:"):
        assert word not in entry["content"]
    assert f'src="{origin.url("/p.png")}"' in entry["content"]
    page = await (await planet.client.get("/planet/")).text()
    assert "<script>x" not in page


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(body=b"<!doctype html><html><body>x</body></html>"), "not-a-feed"),
        (Reply(body=b'<!DOCTYPE x [<!ENTITY a "b">]><rss><channel/></rss>'), "forbidden-xml"),
        (Reply(body=b""), "not-a-feed"),
        (Reply(body=b"<rss><channel", headers={"Content-Type": "text/xml"}), None),
        (Reply(status=500), "http-status"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "address-refused"),
    ],
)
async def test_what_is_no_feed_has_a_name_and_is_tried_again(
    planet: Planet, origin: Origin, reply: Reply, code: str | None
) -> None:
    origin.on("/feed", reply)
    source = await planet.follow(origin.url("/feed"))
    seen = await planet.get(f"/api/sources/{source}")
    assert (seen["error"] or {}).get("code") == code
    assert seen["next_poll"] is not None
    assert (await planet.client.get("/planet/sources")).status == 200


async def test_a_source_that_is_gone_is_polled_only_when_asked(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(status=410), Reply(body=atom(item(1))))
    source = await planet.follow(origin.url("/feed"))
    seen = await planet.get(f"/api/sources/{source}")
    assert (seen["state"], seen["next_poll"]) == ("gone", None)
    assert (await planet.poll(source))["source"]["state"] == "ok"
    assert (await planet.get(f"/api/sources/{source}"))["next_poll"] is not None


async def test_loopback_is_refused_unless_allowed(store: Store, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    async with running(store) as planet:
        source = await planet.follow(origin.url("/feed"))
        assert (await planet.get(f"/api/sources/{source}"))["error"]["code"] == "address-refused"
    assert origin.received == []


async def test_removing_a_source_takes_its_entries_along(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    origin.on("/other", Reply(body=atom(item(2, "อื่น"))))
    source = await planet.follow(origin.url("/feed"), group="g")
    await planet.follow(origin.url("/other"))

    answer = await planet.client.delete(f"/planet/api/sources/{source}", headers=planet.staff)

    assert answer.status == 204
    assert await planet.titles() == ["อื่น"]
    await planet.get(f"/api/sources/{source}", 404)
    await planet.get(f"/feeds/sources/{source}.atom", 404)
    assert [each["title"] for each in (await planet.get("/api/sources"))["items"]] == ["จังหวัดขอนแก่น"]
    await planet.follow(origin.url("/feed"))
    assert len(await planet.titles()) == 2


async def test_the_poller_comes_back_by_itself(store: Store, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))), Reply(body=atom(item(1), item(2))))
    async with running(store, f"127.0.0.1:{origin.port}", AggregatorConfig(min_poll=0.1, parsers=1)) as planet:
        await planet.add(origin.url("/feed"))
        await until(planet.titles, lambda titles: len(titles) == 2)


async def test_two_processes_share_the_schedule(store: Store, origin: Origin) -> None:
    under_way, most = 0, 0

    async def answer(_request: web.Request) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return web.Response(body=atom(item(1)))

    origin.on("/feed", answer)
    config, allowed = AggregatorConfig(min_poll=0.1, parsers=1), f"127.0.0.1:{origin.port}"
    async with running(store, allowed, config) as one, running(store, allowed, config):
        await one.add(origin.url("/feed"))
        await origin.wait_for("/feed", 5)
    assert most == 1


async def test_a_worker_killed_in_the_middle_costs_one_poll(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))), Reply(body=atom(item(2))))
    source = await planet.follow(origin.url("/feed"))
    os.kill(planet.pool.pids[0], signal.SIGKILL)
    outcomes = [(await planet.poll(source))["outcome"] for _ in range(2)]
    assert "changed" in outcomes
    assert len(await planet.titles()) == 2


async def test_paging_and_search(planet: Planet, origin: Origin) -> None:
    numbers = range(1, 8)
    origin.on("/feed", Reply(body=atom(*(item(n, f"ข่าว {n}", updated=f"2026-01-0{n}T00:00:00Z") for n in numbers))))
    await planet.follow(origin.url("/feed"))
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = await planet.get(f"/api/entries?limit=2&cursor={cursor}")
        seen += [each["title"] for each in page["items"]]
        cursor = page["next"] or ""
        if not cursor:
            break
    assert seen == [f"ข่าว {n}" for n in reversed(numbers)]
    assert await planet.titles("?q=ข่าว%203") == ["ข่าว 3"]
    assert await planet.titles("?q=ไม่มี") == []
    assert len(await planet.titles("?since=2026-01-05T00:00:00Z")) == 7
    assert await planet.titles("?since=2099-01-05T00:00:00%2B07:00") == []


@pytest.mark.parametrize("query", ["cursor=!", "limit=0", "limit=x", "since=yesterday", "source=a&group=b"])
async def test_bad_queries_name_their_field(planet: Planet, query: str) -> None:
    problem = await planet.get(f"/api/entries?{query}", 422)
    assert problem["code"] == "invalid-input"
    assert problem["errors"][0]["field"] == query.rpartition("&")[2].partition("=")[0]


async def test_adding_is_idempotent_and_strict(planet: Planet, origin: Origin) -> None:
    url = origin.url("/feed")
    source = await planet.add(url)
    assert (await planet.post("/api/sources", {"url": url + "#x"}))["id"] == source
    problem = await planet.post("/api/sources", {"url": "ftp://x", "group": "a/b"}, 422)
    assert {each["field"] for each in problem["errors"]} == {"url", "group"}
    assert (await planet.post("/api/sources", {"url": url, "x": 1}, 400))["errors"][0]["field"] == "x"
    assert (await planet.client.post("/planet/api/sources", json={"url": url})).status == 401
    token = await planet.kit.staff.add_token("posts-only", ["posts"])
    assert (await planet.client.post("/planet/api/sources", json={"url": url}, headers=bearer(token))).status == 403
    assert (await planet.client.put("/planet/api/sources")).status == 405


async def test_opml_in_and_out(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    body = (
        f'<opml version="2.0"><head/><body><outline text="อีสาน"><outline text="A" xmlUrl="{origin.url("/feed")}"/>'
        f'</outline><outline text="B" xmlUrl="ftp://no"/></body></opml>'
    ).encode()
    headers = {**planet.staff, "Content-Type": "text/x-opml"}
    answer = await planet.client.post("/planet/api/opml", data=body, headers=headers)
    assert await answer.json() == {"added": 1, "existing": 0, "skipped": [{"url": "ftp://no", "code": "bad-scheme"}]}
    out = etree.fromstring(await (await planet.client.get("/planet/opml")).read())
    assert [each.get("xmlUrl") for each in out.findall("body/outline[@text='อีสาน']/outline")] == [origin.url("/feed")]
    bomb = b'<!DOCTYPE opml [<!ENTITY a "x">]>' + body
    refused = await planet.client.post("/planet/api/opml", data=bomb, headers=headers)
    assert (refused.status, (await refused.json())["code"]) == (400, "bad-opml")
    wrong = await planet.client.post("/planet/api/opml", json={}, headers=planet.staff)
    assert wrong.status == 415


async def test_polling_at_once_after_adding_waits_for_the_first_poll(planet: Planet, origin: Origin) -> None:
    origin.on("/feed", Reply(body=atom(item(1))))
    source = await planet.add(origin.url("/feed"))
    assert (await planet.poll(source))["source"]["state"] == "ok"
    assert await planet.titles() == [THAI]


async def test_the_operators_routes(planet: Planet) -> None:
    assert str((await planet.client.get("/planet")).url.path) == "/planet/"
    for path in ("/healthz", "/readyz"):
        await planet.get(path)
    assert "saket_planet_polls" in await (await planet.client.get("/planet/metrics")).text()
    described = await planet.get("/openapi.json")
    assert "/planet/api/entries" in described["paths"]
