"""What machines ask for: robots.txt, sitemaps, security.txt; and the pages by date and by words."""

from datetime import datetime

import pytest

from tests.app.feed.harness import ORIGIN, Site
from tests.support.xml import parse

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


async def text(site: Site, path: str) -> str:
    answer = await site.get(path)
    assert answer.status == 200, await answer.text()
    return await answer.text()


async def locations(site: Site, path: str) -> list[str]:
    answer = await site.get(path)
    assert (answer.status, answer.content_type) == (200, "application/xml")
    return [str(found) for found in parse(await answer.read()).xpath("//s:loc/text()", namespaces=NAMES)]


async def test_robots_are_led_to_the_sitemaps(site: Site) -> None:
    robots = await text(site, "/robots.txt")
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in robots
    assert "Disallow: /comments/receipts/" in robots


async def test_every_public_post_is_on_a_sitemap(site: Site) -> None:
    assert await locations(site, "/sitemap.xml") == [f"{ORIGIN}/sitemap/pages.xml"]
    made = [await site.post(f"ข่าว & {number}", labels=["ข้าว"]) for number in range(3)]
    await site.post("ร่าง", status="draft")
    await site.send("DELETE", f"/api/posts/{made[1]['id']}")
    assert await locations(site, "/sitemap.xml") == [f"{ORIGIN}/sitemap/pages.xml", f"{ORIGIN}/sitemap/posts-1.xml"]
    assert await locations(site, "/sitemap/posts-1.xml") == [made[0]["url"], made[2]["url"]]
    assert f"{ORIGIN}/labels/%E0%B8%82%E0%B9%89%E0%B8%B2%E0%B8%A7" in await locations(site, "/sitemap/pages.xml")
    for number in ("2", "0", "-1", "x", "9999999", "٢"):
        assert (await site.get(f"/sitemap/posts-{number}.xml")).status == 404, number


async def test_weaknesses_can_be_told(site: Site) -> None:
    lines = dict(line.split(": ", 1) for line in (await text(site, "/.well-known/security.txt")).splitlines())
    assert set(lines) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert 0 < (datetime.fromisoformat(lines["Expires"]) - site.clock.now).days < 365


async def test_there_is_an_icon(site: Site) -> None:
    answer = await site.get("/favicon.ico")
    assert answer.status == 302
    assert (await site.get(answer.headers["Location"])).content_type == "image/svg+xml"


async def test_posts_are_found_by_words_without_spaces(site: Site) -> None:
    await site.post("โครงการข้าวหอมมะลิ")
    await site.post("งานบุญผะเหวด")
    found = await text(site, "/search?q=หอมมะลิ")
    assert "โครงการข้าวหอมมะลิ" in found
    assert "ผะเหวด" not in found
    assert 'href="/feeds/search.atom?q=' in found
    assert "Nothing was found" in await text(site, "/search?q=xyz&lang=en")
    assert "<form" in await text(site, "/search")
    assert "<script>" not in await text(site, "/search?q=<script>alert(1)</script>")
    for query in ("q=" + "ก" * 101, "q=x&page=0", "q=x&page=99999"):
        assert (await site.get(f"/search?{query}")).status == 422, query


async def test_more_results_than_a_page_holds(site: Site) -> None:
    for number in range(23):
        await site.post(f"ข่าวที่ {number}")
    first = await text(site, "/search?q=ข่าวที่")
    assert "page=2" in first
    second = await text(site, "/search?q=ข่าวที่&page=2")
    assert "ข่าวที่ 0" in second
    assert "page=3" not in second


async def test_news_by_date(site: Site) -> None:
    await site.post("เก่า", publish_at="2019-09-26T09:00:00+07:00")
    await site.post("สิ้นปี", publish_at="2019-12-31T23:59:59+07:00")
    await site.post("ปีใหม่", publish_at="2020-01-01T00:00:00+07:00")
    years = await text(site, "/archive")
    assert all(f"/archive/{year}" in years for year in range(2562, 2564))
    assert "/archive/2561" not in years
    months = await text(site, "/archive/2562?lang=en")
    assert "September 2019" in months
    assert "October 2019" not in months
    december = await text(site, "/archive/2562/12")
    assert "ธันวาคม 2562" in december
    assert "สิ้นปี" in december
    assert "ปีใหม่" not in december
    assert "เก่า" in await text(site, "/archive/2562/09")
    for path in ("/2562/10", "/2562/13", "/2562/00", "/2561", "/2019", "/9999", "/x"):
        assert (await site.get(f"/archive{path}")).status == 404, path


async def test_a_month_with_many_posts_goes_on(site: Site) -> None:
    for number in range(53):
        await site.post(f"ข่าวที่ {number:02}", publish_at=f"2019-09-26T09:00:{number:02}+07:00")
    await site.post("สิงหาคม", publish_at="2019-08-31T09:00:00+07:00")
    first = await text(site, "/archive/2562/09")
    assert "ข่าวที่ 03" in first
    assert "ข่าวที่ 02" not in first
    cursor = first.partition("cursor=")[2].partition('"')[0]
    rest = await text(site, f"/archive/2562/09?cursor={cursor}")
    assert "ข่าวที่ 02" in rest
    assert "ข่าวที่ 00" in rest
    assert "สิงหาคม" not in rest


async def test_an_empty_archive(site: Site) -> None:
    assert (await site.get("/archive")).status == 200


@pytest.mark.parametrize(
    "needle", ['property="og:title" content="ข่าว &lt;b&gt;"', 'property="og:type" content="article"']
)
async def test_a_post_says_how_it_looks_elsewhere(site: Site, needle: str) -> None:
    made = await site.post("ข่าว <b>")
    page = await text(site, f"/posts/{made['slug']}")
    assert needle in page
    assert "social-plugins.line.me/lineit/share?url=http%3A%2F%2Froiet.example" in page
