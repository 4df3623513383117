"""The ways from a feed to everything that was ever in it (RFC 5005): pages and archives."""

import itertools
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.app.feed.harness import ORIGIN, Site, problem
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems

Walk = list[str]
_MOST_PAGES = 40


async def walk(site: Site, path: str, relation: str, between: Callable[[int], Any] | None = None) -> list[Walk]:
    """The titles of a feed's entries and of all that its links of ``relation`` lead to, document by document."""
    pages: list[Walk] = []
    for number in range(_MOST_PAGES):
        body = await (await site.get(path)).read()
        root = parse(body)
        assert atom_problems(body) == []
        pages.append(select(root, "//atom:entry/atom:title/text()"))
        following = select(root, f"/atom:feed/atom:link[@rel='{relation}']/@href")
        if not following:
            return pages
        path = following[0].removeprefix(ORIGIN)
        if between is not None:
            await between(number)
    raise AssertionError("the links go round in circles")


@pytest.mark.slow
async def test_feed_and_archives_hold_everything_at_any_length(site: Site) -> None:
    dated_back = random.Random(5)
    written: set[str] = set()
    for number in range(161):
        if number % 8 == 0 or number in {49, 50, 51, 99, 100, 101}:
            for form in ("", "?content=summary"):
                found = await walk(site, f"/feeds/posts.atom{form}", "prev-archive")
                assert set(itertools.chain(*found)) == written, number
            pages = await walk(site, "/feeds/posts.atom", "next")
            assert sorted(itertools.chain(*pages)) == sorted(written), number
        past = {"publish_at": "2020-01-01T00:00:00Z"} if dated_back.random() < 0.2 else {}
        await site.post(f"ข่าว {number}", **past)
        written.add(f"ข่าว {number}")


async def test_nothing_is_missed_or_doubled_while_posts_come_and_go(site: Site) -> None:
    made = [await site.post(f"ข่าว {number}", labels=["ก"]) for number in range(130)]
    taken = {f"ข่าว {number}" for number in (5, 45, 79, 80)}

    async def meanwhile(page: int) -> None:
        await site.post(f"ใหม่ {page}", labels=["ก"])
        for number in ((79, 80), (5, 45))[page] if page < 2 else ():
            await site.send("DELETE", f"/api/posts/{made[number]['id']}")

    pages = await walk(site, "/feeds/labels/%E0%B8%81.atom", "next", meanwhile)
    seen = list(itertools.chain(*pages))
    assert len(seen) == len(set(seen))
    assert set(seen) >= {f"ข่าว {number}" for number in range(130)} - taken


async def test_pages_lead_back_to_the_newest(site: Site) -> None:
    for number in range(120):
        await site.post(f"ข่าว {number}")
    older = await walk(site, "/feeds/posts.atom", "next")
    last = select(parse(await (await site.get("/feeds/posts.atom")).read()), "//atom:link[@rel='next']/@href")[0]
    second = parse(await (await site.get(last.removeprefix(ORIGIN))).read())
    (first,) = select(second, "/atom:feed/atom:link[@rel='first']/@href")
    (back,) = select(second, "/atom:feed/atom:link[@rel='previous']/@href")

    assert list(map(len, older)) == [50, 50, 20]
    assert first == f"{ORIGIN}/feeds/posts.atom"
    assert await walk(site, back.removeprefix(ORIGIN), "previous") == older[:1]
    await site.post("ใหม่")
    assert await walk(site, back.removeprefix(ORIGIN), "previous") == [older[0], ["ใหม่"]]


async def test_json_and_rss_are_paged_as_well(site: Site) -> None:
    for number in range(51):
        await site.post(f"ข่าว {number}", labels=["ก", "ข"])
    for path in ("/feeds/posts", "/feeds/labels/%E0%B8%81/%E0%B8%82"):
        document = json.loads(await (await site.get(f"{path}.json")).read())
        following = json.loads(await (await site.get(document["next_url"].removeprefix(ORIGIN))).read())
        assert [len(document["items"]), len(following["items"])] == [50, 1]
        assert "next_url" not in following
        root = parse(await (await site.get(f"{path}.rss")).read())
        (address,) = select(root, "//atom:link[@rel='next']/@href")
        channel = parse(await (await site.get(address.removeprefix(ORIGIN))).read())
        assert select(channel, "//item/title/text()") == ["ข่าว 0"]


async def test_a_label_has_archives_of_its_own(site: Site) -> None:
    for number in range(60):
        await site.post(f"ข่าว {number}", labels=["ก"] if number % 2 else ["ก", "ข"])
    path = "/feeds/labels/%E0%B8%81"
    root = parse(await (await site.get(f"{path}.atom")).read())
    archive = f"{path}/archive/1.atom"

    assert select(root, "/atom:feed/atom:link[@rel='prev-archive']/@href") == [ORIGIN + archive]
    assert await site.titles(archive) == [f"ข่าว {number}" for number in range(49, -1, -1)]
    tag = (await site.get(archive)).headers["ETag"]
    await site.post("อีก", labels=["ก"])
    await site.post("ข่าวเก่า", labels=["ก"], publish_at="2020-01-01T00:00:00+07:00")
    assert (await site.get(archive)).headers["ETag"] == tag
    assert (await site.get("/feeds/labels/x/archive/1.atom")).status == 404


async def test_part_of_an_archive_page_stays_what_it_was(site: Site) -> None:
    for number in range(3):
        await site.post(f"ข่าว {number}")
    path = "/feeds/archive/1.atom?posts=2"
    tag = (await site.get(path)).headers["ETag"]
    await site.post("อีก")

    assert await site.titles(path) == ["ข่าว 1", "ข่าว 0"]
    assert (await site.get(path)).headers["ETag"] == tag
    assert (await site.get("/feeds/archive/1.atom?posts=9")).status == 404
    assert (await problem(await site.get("/feeds/archive/1.atom?posts=0")))[2] == {("posts", "out-of-range")}


@pytest.mark.parametrize("name", ["before", "after"])
async def test_places_that_were_never_ours(site: Site, name: str) -> None:
    refused = await site.get(f"/feeds/posts.atom?{name}=%21%21")

    assert await problem(refused) == (422, "invalid-input", {(name, "bad-cursor")})
