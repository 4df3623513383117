"""The feeds through HTTP: addresses, validators, caching, history."""

import gzip
from urllib.parse import quote

import brotli
import pytest
import zstandard

from shared.store.client import Store
from tests.app.feed.harness import ORIGIN, Hands, Site, problem, running
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems, json_problems, rss_problems

FEEDS = ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/posts.json"]
RICE = quote("ข้าว")


@pytest.mark.parametrize("path", FEEDS)
async def test_validators_and_headers(site: Site, path: str) -> None:
    await site.post()
    response = await site.get(path)
    etag = response.headers["ETag"]

    assert response.status == 200
    assert not etag.startswith("W/")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=60"
    assert response.headers["Link"] == f'<{ORIGIN}{path}>; rel="self", <{ORIGIN}/hub>; rel="hub"'
    for condition in ({"If-None-Match": etag}, {"If-Modified-Since": response.headers["Last-Modified"]}):
        unchanged = await site.get(path, **condition)
        assert unchanged.status == 304
        assert await unchanged.read() == b""
        assert "Last-Modified" in unchanged.headers


async def test_head_says_what_get_would(site: Site) -> None:
    await site.post()
    got = await site.client.get("/feeds/posts.atom", headers={"Accept-Encoding": "identity"})
    head = await site.client.head("/feeds/posts.atom", headers={"Accept-Encoding": "identity"})

    assert head.status == 200
    assert await head.read() == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified", "Link"):
        assert head.headers[name] == got.headers[name]


async def test_codings(site: Site) -> None:
    await site.post()
    plain = await (await site.get("/feeds/posts.atom", **{"Accept-Encoding": "identity"})).read()
    decoders = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress}
    site.client.session._auto_decompress = False
    for coding, decode in decoders.items():
        response = await site.get("/feeds/posts.atom", **{"Accept-Encoding": coding})
        assert response.headers["Content-Encoding"] == coding
        assert decode(await response.read()) == plain


async def test_a_feed_is_rendered_once_per_change(site: Site) -> None:
    await site.post()
    before = await site.renders()
    first, second = [await site.get("/feeds/posts.atom") for _ in range(2)]

    assert await first.read() == await second.read()
    assert await site.renders() == before + 1
    await site.post("อีกข่าว")
    assert await site.titles() == ["อีกข่าว", "ข่าว"]
    assert await site.renders() == before + 2


async def test_a_post_in_one_label_leaves_the_others_alone(site: Site) -> None:
    await site.post("หนึ่ง", labels=["ข้าว"])
    before = await site.get(f"/feeds/labels/{RICE}.atom")
    await site.post("สอง", labels=["น้ำ"])
    after = await site.get(f"/feeds/labels/{RICE}.atom", **{"If-None-Match": before.headers["ETag"]})

    assert after.status == 304
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]
    assert await site.titles(f"/feeds/labels/{RICE}.atom") == ["หนึ่ง"]


async def test_an_edit_without_a_change_changes_no_feed(site: Site) -> None:
    made = await site.post("ข่าว")
    tag = (await site.get("/feeds/posts.atom")).headers["ETag"]
    await site.send("PUT", f"/api/posts/{made['id']}", {"title": "ข่าว", "content": "<p>เนื้อหา</p>"})

    assert (await site.get("/feeds/posts.atom", **{"If-None-Match": tag})).status == 304


@pytest.mark.parametrize("path", FEEDS)
async def test_an_edit_of_what_is_withdrawn_changes_no_feed(site: Site, path: str) -> None:
    made = await site.post("ข่าว")
    await site.send("DELETE", f"/api/posts/{made['id']}")
    tag = (await site.get(path)).headers["ETag"]
    site.clock.forward(hours=1)
    edited = await site.send("PUT", f"/api/posts/{made['id']}", {"title": "ข่าว", "content": "<p>ใหม่</p>"})

    assert edited.status == 200
    assert (await site.get(path, **{"If-None-Match": tag})).status == 304


async def test_entries_keep_their_ids(site: Site) -> None:
    made = await site.post("ข่าว", labels=["ข้าว"])
    body = {"title": "ใหม่", "content": "ใหม่", "slug": "mai", "labels": ["ข้าว"]}
    ids = []
    for _ in range(2):
        for path in ("/feeds/posts.atom", f"/feeds/labels/{RICE}.atom"):
            ids += select(parse(await (await site.get(path)).read()), "//atom:entry/atom:id/text()")
        await site.send("PUT", f"/api/posts/{made['id']}", body)

    assert set(ids) == {f"tag:roiet.example,2026-03-02:posts/{made['id']}"}
    assert await site.titles() == ["ใหม่"]


async def test_withdrawal_leaves_a_tombstone(site: Site) -> None:
    made = await site.post("ข่าว", labels=["ข้าว"], strategy="เกษตร")
    await site.send("DELETE", f"/api/posts/{made['id']}")
    for path in ("/feeds/posts.atom", f"/feeds/labels/{RICE}.atom", f"/feeds/strategy/{quote('เกษตร')}.atom"):
        root = parse(await (await site.get(path)).read())
        assert select(root, "//atom:entry") == []
        assert select(root, "//at:deleted-entry/@ref") == [f"tag:roiet.example,2026-03-02:posts/{made['id']}"]


async def test_fifty_entries_and_the_rest_in_archives(site: Site) -> None:
    for number in range(1, 121):
        await site.post(f"ข่าว {number}")
    newest, first, second = "/feeds/posts.atom", "/feeds/archive/1.atom", "/feeds/archive/2.atom"
    root = parse(await (await site.get(newest)).read())

    assert await site.titles(newest) == [f"ข่าว {n}" for n in range(120, 70, -1)]
    assert select(root, "/atom:feed/atom:link[@rel='prev-archive']/@href") == [ORIGIN + second]
    assert await site.titles(second) == [f"ข่าว {n}" for n in range(100, 50, -1)]
    assert await site.titles(first) == [f"ข่าว {n}" for n in range(50, 0, -1)]
    assert (await site.get("/feeds/archive/4.atom")).status == 404
    tag = (await site.get(first)).headers["ETag"]
    await site.post("ข่าว 121")
    await site.post("ย้อนหลัง", publish_at="2020-01-01T00:00:00+07:00")
    assert (await site.get(first)).headers["ETag"] == tag


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999"])
async def test_archives_that_cannot_be(site: Site, number: str) -> None:
    assert (await site.get(f"/feeds/archive/{number}.atom")).status == 422


@pytest.mark.parametrize(
    ("alias", "path"),
    [
        ("/feed", "/feeds/posts.rss"),
        ("/feed/", "/feeds/posts.rss"),
        ("/feed/rss2/", "/feeds/posts.rss"),
        ("/feed/rdf", "/feeds/posts.rss"),
        (f"/category/a/{RICE}/feed/", f"/feeds/labels/{RICE}.rss"),
        (f"/tag/{RICE}/feed/atom/", f"/feeds/labels/{RICE}.atom"),
        ("/tag/public-health/feed/", "/feeds/labels/Public%20Health.rss"),
        ("/feed/atom", "/feeds/posts.atom"),
        ("/feed/atom/", "/feeds/posts.atom"),
    ],
)
async def test_addresses_of_other_hosts_serve_the_same_feeds(site: Site, alias: str, path: str) -> None:
    await site.post(labels=["ข้าว", "Public Health"])
    old, new = await site.get(alias), await site.get(path)

    assert (old.status, await old.read()) == (200, await new.read())
    assert old.headers["ETag"] == new.headers["ETag"]


async def test_windows(site: Site) -> None:
    for number in range(1, 6):
        await site.post(f"ข่าว {number}")

    assert await site.titles("/feeds/posts/default?start-index=2&max-results=2") == ["ข่าว 4", "ข่าว 3"]
    root = parse(await (await site.get("/feeds/posts/summary?max-results=1")).read())
    assert select(root, "//atom:summary/text()") == ["เนื้อหา"]
    assert select(root, "//atom:content") == []
    assert await problem(await site.get("/feeds/posts/default?alt=x&max-results=1")) == (
        422,
        "invalid-input",
        {("alt", "unknown")},
    )


async def test_selections_at_bloggers_address(site: Site) -> None:
    receipts = [await site.post(f"ข่าว {n}", publish_at=f"2026-01-0{n}T00:00:00Z") for n in range(1, 5)]
    await site.send("PUT", f"/api/posts/{receipts[1]['id']}", {"title": "ข่าว 2 แก้", "content": "น้ำ"})
    blogger = "/feeds/posts/default"

    assert await site.titles(f"{blogger}?q={quote('น้ำ')}") == ["ข่าว 2 แก้"]
    assert await site.titles(
        f"{blogger}?published-min=2026-01-02T07:00:00%2B07:00&published-max=2026-01-04T00:00:00"
    ) == [
        "ข่าว 3",
        "ข่าว 2 แก้",
    ]
    assert await site.titles(f"{blogger}?orderby=updated&max-results=2") == ["ข่าว 2 แก้", "ข่าว 4"]
    assert await site.titles(f"{blogger}?orderby=updated&max-results=2&start-index=3") == ["ข่าว 3", "ข่าว 1"]
    assert await site.titles(f"{blogger}?updated-max=2026-01-03T00:00:00Z") == []
    root = parse(await (await site.get(f"{blogger}?q=x&redirect=false")).read())
    assert select(root, "/atom:feed/atom:link[@rel='self']/@href") == [f"{ORIGIN}{blogger}?q=x"]
    assert select(root, "/atom:feed/atom:link[@rel='hub']") == []
    refused = await site.get(f"{blogger}?orderby=starttime")
    assert await problem(refused) == (422, "invalid-input", {("orderby", "unknown")})


async def test_search(site: Site) -> None:
    await site.post("ข่าวน้ำ")
    await site.post("อื่น", content="<p>เรื่อง น้ำ &amp; ป่า</p>")
    await site.post("ไม่เกี่ยว")

    assert await site.titles("/feeds/search.atom?q=" + quote("น้ำ")) == ["อื่น", "ข่าวน้ำ"]
    assert await site.titles("/feeds/search.atom?q=" + quote("น้ำ & ป่า")) == ["อื่น"]
    assert await site.titles("/feeds/search.atom?q=nothing") == []
    assert await problem(await site.get("/feeds/search.atom")) == (422, "invalid-input", {("q", "required")})


@pytest.mark.parametrize("path", ["/feeds/search.atom", "/feeds/posts/default"])
@pytest.mark.parametrize("words", ["nothing", "น้ำ"])
async def test_a_search_changes_only_with_what_it_finds(site: Site, path: str, words: str) -> None:
    found = await site.post("น้ำ")
    address = f"{path}?q={quote(words)}"
    before = await site.get(address)
    site.clock.forward(hours=1)
    await site.post("ไม่เกี่ยว")

    assert "Last-Modified" not in before.headers
    assert (await site.get(address, **{"If-None-Match": before.headers["ETag"]})).status == 304
    await site.send("PUT", f"/api/posts/{found['id']}", {"title": f"{words} แก้", "content": "x"})
    assert await site.titles(address) == [f"{words} แก้"]


async def test_feeds_made_to_order_are_limited_and_the_common_ones_are_not(store: Store, clock: Hands) -> None:
    async with running(store, clock, SAKET_LIMITS="on") as site:
        answers = [(await site.get(f"/feeds/search.atom?q={number}")).status for number in range(32)]
        window = await site.get("/feeds/posts/default?start-index=2")

        assert answers[:30] == [200] * 30
        assert 429 in answers
        assert window.status == 429
        assert (await site.get("/feeds/search.atom?q=1")).status == 200  # made before
        assert (await site.get("/feeds/posts.atom")).status == 200


async def test_feeds_of_nothing(site: Site) -> None:
    assert await site.titles() == []
    for path in ("/feeds/labels/x.atom", "/feeds/strategy/x.json", "/feeds/posts/default/-/x", "/feeds/posts.xml"):
        assert (await site.get(path)).status == 404


async def test_feeds_take_only_get(site: Site) -> None:
    assert (await problem(await site.send("POST", "/feeds/posts.atom")))[:2] == (405, "method-not-allowed")
    refused = await site.get("/feeds/posts.atom", **{"If-Match": '"other"'})
    assert (await problem(refused))[:2] == (412, "precondition-failed")


async def test_media_are_enclosures(site: Site) -> None:
    await site.post(media=[{"url": "/static/a.webp", "alt": "นา", "length": 5}])
    document = await (await site.get("/feeds/posts.json")).json(content_type=None)

    assert document["items"][0]["attachments"] == [
        {"url": f"{ORIGIN}/static/a.webp", "mime_type": "image/webp", "title": "นา", "size_in_bytes": 5}
    ]


async def test_hostile_content_keeps_the_feeds_valid(site: Site) -> None:
    await site.post("a\x00b\u202e\u200b]]>", content="<p>]]>&#0;<b><i></p></b>\ufffe" + "ก" * 1000, labels=["]]>x"])
    for path, problems in zip(FEEDS, (atom_problems, rss_problems, json_problems), strict=True):
        assert problems(await (await site.get(path)).read()) == []
