"""The addresses that readers bring along from Blogger and WordPress, answered as those hosts answer."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.app.feed.harness import ORIGIN, Site, problem
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems, rss_problems

BLOGGER = "/feeds/posts/default"
RICE, WATER = quote("ข้าว"), quote("น้ำ")
SEARCH = "http://a9.com/-/spec/opensearchrss/1.0/"


async def root_of(site: Site, path: str) -> Any:
    response = await site.get(path)
    assert response.status == 200, await response.text()
    return parse(await response.read())


def figures(root: Any) -> list[str]:
    names = ("totalResults", "startIndex", "itemsPerPage")
    return [text for name in names for text in root.xpath(f"//s:{name}/text()", namespaces={"s": SEARCH})]


def hrefs(root: Any, relation: str) -> list[Any]:
    return select(root, f"//atom:link[@rel='{relation}'][not(ancestor::atom:entry)]/@href")


@pytest.mark.parametrize(("alt", "check"), [("atom", atom_problems), ("rss", rss_problems)])
async def test_blogger_counts_and_leads_on(site: Site, alt: str, check: Any) -> None:
    for number in range(30):
        await site.post(f"ข่าว {number}", labels=["ข้าว"])
    root = await root_of(site, f"{BLOGGER}?alt={alt}&redirect=false")

    assert figures(root) == ["30", "1", "25"]
    (following,) = hrefs(root, "next")
    assert "start-index=26" in following
    last = await root_of(site, following.removeprefix(ORIGIN))
    assert figures(last) == ["30", "26", "25"]
    assert hrefs(last, "next") == []
    assert len(hrefs(last, "previous")) == 1
    assert hrefs(root, "http://schemas.google.com/g/2005#feed") == [ORIGIN + BLOGGER]
    assert hrefs(root, "self") == [f"{ORIGIN}/feeds/posts.{alt}"]
    assert hrefs(root, "hub") == [f"{ORIGIN}/hub"]
    for path in (f"{BLOGGER}?alt={alt}", f"{BLOGGER}?alt={alt}&max-results=0", following.removeprefix(ORIGIN)):
        assert check(await (await site.get(path)).read()) == []


async def test_no_results_are_figures_alone(site: Site) -> None:
    await site.post()
    root = await root_of(site, f"{BLOGGER}?max-results=0")

    assert figures(root) == ["1", "1", "0"]
    assert select(root, "//atom:entry") == []


async def test_blogger_looks_for_all_labels(site: Site) -> None:
    await site.post("ทั้งสอง", labels=["ข้าว", "น้ำ"])
    await site.post("ข้าว", labels=["ข้าว"])
    paths = (
        f"{BLOGGER}/-/{WATER}/{RICE}",
        f"{BLOGGER}/-/{RICE}?category={WATER}",
        f"{BLOGGER}?category={RICE},{WATER}",
    )
    tags = {(await site.get(path)).headers["ETag"] for path in paths}

    assert len(tags) == 1
    assert await site.titles(paths[0]) == ["ทั้งสอง"]
    assert await site.titles(f"/feeds/posts/full/-/{RICE}") == ["ข้าว", "ทั้งสอง"]
    assert await site.titles(f"{paths[0]}?q=nothing") == []


async def test_googles_json(site: Site) -> None:
    await site.post("ข่าว", labels=["ข้าว"], media=[{"url": "/static/a.webp", "alt": "นา"}])
    response = await site.get(f"{BLOGGER}?alt=json")
    feed = json.loads(await response.read())["feed"]
    entry = feed["entry"][0]

    assert response.content_type == "application/json"
    assert (feed["openSearch$totalResults"]["$t"], feed["category"]) == ("1", [{"term": "ข้าว"}])
    assert (entry["title"], entry["content"]["type"]) == ({"type": "text", "$t": "ข่าว"}, "html")
    assert entry["category"] == [{"term": "ข้าว"}]
    assert {link["rel"] for link in entry["link"]} == {"alternate", "replies", "enclosure"}
    assert entry["media$thumbnail"]["url"] == f"{ORIGIN}/static/a.webp"
    brief = json.loads(await (await site.get("/feeds/posts/summary?alt=json")).read())["feed"]["entry"][0]
    assert brief["summary"]["$t"] == "เนื้อหา"
    assert "content" not in brief


async def test_scripts_of_other_sites(site: Site) -> None:
    await site.post("</script>\u2028")
    response = await site.get(f"{BLOGGER}?alt=json-in-script&callback=widgets[1].show&max-results=5")
    text = await response.text()

    assert response.content_type == "text/javascript"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert text.startswith("/**/widgets[1].show({")
    assert json.loads(text.removeprefix("/**/widgets[1].show(").removesuffix(");"))["version"] == "1.0"
    for name in ("", "alert(1)//", "a" * 101, "ก", "eval", "a.Function", "new"):
        refused = await site.get(f"{BLOGGER}?alt=json-in-script&callback={quote(name)}")
        assert await problem(refused) == (422, "invalid-input", {("callback", "not-a-name")})


async def test_wordpress_pages(site: Site) -> None:
    for number in range(51):
        await site.post(f"ข่าว {number}", labels=["ข้าว"])
    root = await root_of(site, f"/tag/{RICE}/feed/?paged=2")

    assert select(root, "//item/title/text()") == ["ข่าว 0"]
    assert hrefs(root, "self") == [f"{ORIGIN}/tag/{RICE}/feed/?paged=2"]
    assert (await site.get("/feed/?paged=3")).status == 404
    assert (await problem(await site.get("/feed/?paged=x")))[2] == {("paged", "out-of-range")}
    assert (await site.get("/category/x/feed/")).status == 404


async def test_wordpress_says_how_often_and_where_comments_are(site: Site) -> None:
    await site.post()
    text = await (await site.get("/feed/")).text()

    for element in ("<sy:updatePeriod>hourly<", "<sy:updateFrequency>1<", "<content:encoded>", "<wfw:commentRss>"):
        assert element in text
    assert f"<comments>{ORIGIN}/comments/threads?url=" in text


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("feed=rss2", "/feed/"),
        ("feed=atom&paged=2", "/feed/atom/?paged=2"),
        (f"feed=rss2&tag={RICE}", f"/tag/{RICE}/feed/"),
        ("feed=rss2&s=a%20b", "/feeds/search.rss?q=a+b"),
        ("feed=comments-rss2", "/comments/feed/"),
    ],
)
async def test_wordpress_without_names(site: Site, query: str, target: str) -> None:
    moved = await site.get(f"/?{query}")

    assert (moved.status, moved.headers["Location"]) == (301, target)
    assert (await site.get("/?feed=nonsense")).status == 200


async def test_feeds_of_comments_lead_to_the_comments(site: Site) -> None:
    made = await site.post("ข่าว", slug="khao")
    thread = f"/comments/feeds/thread.{{}}?url={quote(ORIGIN, safe='')}%2Fposts%2Fkhao"
    cases = [
        (f"/feeds/{made['id']}/comments/default", thread.format("atom")),
        ("/feeds/khao/comments/summary?alt=rss&max-results=5", thread.format("rss") + "&max-results=5"),
        ("/feeds/comments/default", "/comments/feeds/all.atom"),
        ("/feeds/comments/default?alt=json", "/comments/feeds/all.atom?alt=json"),
        (
            "/feeds/comments/default?alt=json-in-script&callback=show&q=a",
            "/comments/feeds/all.atom?alt=json-in-script&callback=show&q=a",
        ),
        ("/feeds/comments/default?published-min=2026-01-05", "/comments/feeds/all.atom?published-min=2026-01-05"),
        ("/posts/khao/feed/", thread.format("rss")),
        ("/posts/khao/feed/atom", thread.format("atom")),
    ]
    for path, target in cases:
        moved = await site.get(path)
        assert (moved.status, moved.headers["Location"]) == (301, target), path
    assert (await site.get("/feeds/999/comments/default")).status == 404
    await site.send("DELETE", f"/api/posts/{made['id']}")
    assert (await site.get("/feeds/khao/comments/default")).status == 410


@pytest.mark.corpora
async def test_blogger_elements_are_those_of_a_real_blog(site: Site, corpora: Path) -> None:
    """Whatever stands at the head of a captured feed stands in ours, but for what only Google has."""
    folder = corpora / "feeds" / "blogger" / "tylkobezcukru" / "feeds" / "posts"
    for number in range(26):
        await site.post(f"ข่าว {number}", labels=["ก"], media=[{"url": "/static/a.webp", "alt": "นา"}])
    real, ours = parse((folder / "default").read_bytes()), await root_of(site, BLOGGER)

    assert {child.tag for child in real} <= {child.tag for child in ours}
    relations = "/atom:feed/atom:link/@rel"
    assert set(select(real, relations)) <= set(select(ours, relations))
    children = "//atom:entry[1]/*"
    google = {"{http://www.w3.org/2005/Atom}thr:total"}
    assert {child.tag for child in select(real, children)} - {child.tag for child in select(ours, children)} <= google


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/atom.xml", "/feeds/posts/default"),
        ("/rss.xml", "/feeds/posts/default?alt=rss"),
        ("/wp-rss2.php", "/feed/"),
        ("/wp-atom.php", "/feed/atom/"),
        ("/wp-commentsrss2.php", "/comments/feed/"),
    ],
)
async def test_the_first_addresses_of_feeds_lead_on(site: Site, old: str, new: str) -> None:
    response = await site.get(old)
    assert (response.status, response.headers["Location"]) == (301, new)
