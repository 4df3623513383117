"""Who asks for a feed: readers that want what is new (RFC 3229), browsers with a person before them, anybody else."""

import gzip

import pytest

from tests.app.feed.harness import ORIGIN, Site
from tests.support.xml import parse, select

LOOKED_AT = {"Sec-Fetch-Dest": "document", "Accept": "text/html"}
PATHS = ["/feeds/posts.atom", "/feeds/posts.rss", "/feeds/posts.json", "/feeds/posts/default", "/feed/"]


async def test_a_reader_gets_what_is_new(site: Site) -> None:
    first, second = [await site.post(title) for title in ("หนึ่ง", "สอง")]
    before = (await site.get("/feeds/posts.atom")).headers["ETag"]
    await site.post("สาม")
    await site.send("PUT", f"/api/posts/{first['id']}", {"title": "หนึ่ง แก้", "content": "ใหม่"})
    await site.send("DELETE", f"/api/posts/{second['id']}")
    response = await site.get("/feeds/posts.atom", **{"A-IM": "diffe, feed", "If-None-Match": before})
    root = parse(await response.read())

    assert (response.status, response.headers["IM"]) == (226, "feed")
    assert select(root, "//atom:entry/atom:title/text()") == ["สาม", "หนึ่ง แก้"]
    assert len(select(root, "//at:deleted-entry")) == 1
    assert "im" in response.headers["Cache-Control"].split(", ")
    assert {"A-IM", "If-None-Match"} <= set(response.headers["Vary"].split(", "))
    now = (await site.get("/feeds/posts.atom")).headers["ETag"]
    assert response.headers["ETag"].partition("-")[0].strip('"') == now.partition("-")[0].strip('"')
    again = await site.get("/feeds/posts.atom", **{"A-IM": "feed", "If-None-Match": response.headers["ETag"]})
    assert again.status == 304


async def test_what_is_new_comes_in_any_coding(site: Site) -> None:
    await site.post()
    coded = {"Accept-Encoding": "gzip"}
    before = (await site.get("/feeds/posts.rss", **coded)).headers["ETag"]
    await site.post("ใหม่", content="<p>ข้าวหอมมะลิ</p>" * 50)
    site.client.session._auto_decompress = False
    response = await site.get("/feeds/posts.rss", **coded, **{"A-IM": "feed", "If-None-Match": f"W/{before}"})

    assert (response.status, response.headers["Content-Encoding"]) == (226, "gzip")
    assert select(parse(gzip.decompress(await response.read())), "//item/title/text()") == ["ใหม่"]
    head = await site.client.head(
        "/feeds/posts.rss", headers={**coded, "A-IM": "feed", "If-None-Match": before}, allow_redirects=False
    )
    assert (head.status, head.headers["ETag"]) == (226, response.headers["ETag"])


@pytest.mark.parametrize(
    "headers",
    [
        {"A-IM": "feed"},
        {"A-IM": "feed", "If-None-Match": '"never-seen"'},
        {"A-IM": "diffe", "If-None-Match": "{tag}"},
        {"A-IM": "feed;q=0", "If-None-Match": "{tag}"},
        {"If-None-Match": "{tag}"},
    ],
)
async def test_everybody_else_gets_the_whole(site: Site, headers: dict[str, str]) -> None:
    await site.post("หนึ่ง")
    tag = (await site.get("/feeds/posts.atom")).headers["ETag"]
    await site.post("สอง")
    response = await site.get("/feeds/posts.atom", **{name: value.format(tag=tag) for name, value in headers.items()})

    assert response.status == 200
    assert "IM" not in response.headers
    assert len(select(parse(await response.read()), "//atom:entry")) == 2


@pytest.mark.parametrize("path", PATHS)
async def test_a_person_sees_a_page(site: Site, path: str) -> None:
    await site.post("ข่าว <b>", content="<p>เนื้อ<script>หา</script></p>")
    response = await site.get(path, **LOOKED_AT)
    page = await response.text()

    assert (response.status, response.content_type) == (200, "text/html")
    assert "Sec-Fetch-Dest" in response.headers["Vary"]
    assert "หน้านี้คือฟีดข่าว" in page
    assert "ข่าว &lt;b&gt;" in page
    assert "<script>ห" not in page
    assert f'value="{ORIGIN}/feed' in page


async def test_the_page_has_an_address_of_its_own(site: Site) -> None:
    await site.post(labels=["ก"])
    for path in ("/feeds/posts", "/feeds/labels/%E0%B8%81", "/feeds/archive/1", "/feeds/search"):
        page = await site.get(f"{path}.html?q=x")
        assert (page.status, page.content_type) == (200, "text/html"), path
    assert f'value="{ORIGIN}/feeds/posts.atom"' in await (await site.get("/feeds/posts.html")).text()
    assert "This is a web feed" in await (await site.get("/feeds/posts.html?lang=en")).text()
    assert (await site.get("/feeds/labels/x.html")).status == 404


async def test_the_page_is_made_once_for_every_change(site: Site) -> None:
    post = await site.post("หนึ่ง")
    before = await site.get("/feeds/posts.html")
    tag = before.headers["ETag"]
    again = await site.get("/feeds/posts.html", **{"If-None-Match": tag})
    assert (again.status, again.headers["Vary"]) == (304, before.headers["Vary"])
    await site.send("PUT", f"/api/posts/{post['id']}", {"title": "สอง", "content": "ใหม่"})
    after = await site.get("/feeds/posts.html", **{"If-None-Match": tag})
    assert after.status == 200
    assert "สอง" in await after.text()


@pytest.mark.parametrize(
    "headers", [{"Accept": "text/html"}, {"Sec-Fetch-Dest": "empty"}, {"Sec-Fetch-Dest": "iframe"}]
)
@pytest.mark.parametrize("path", PATHS)
async def test_whoever_does_not_look_gets_the_feed(site: Site, path: str, headers: dict[str, str]) -> None:
    await site.post()
    await site.get(path, **LOOKED_AT)
    response = await site.get(path, **headers)

    assert response.content_type != "text/html"
    assert "Sec-Fetch-Dest" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/feeds/posts.atom", "/feeds/posts.rss"])
async def test_feeds_name_a_stylesheet_that_is_there(site: Site, path: str) -> None:
    root = parse(await (await site.get(path)).read())
    (instruction,) = root.getroottree().xpath("//processing-instruction('xml-stylesheet')")
    css = await site.get(instruction.get("href"))

    assert (css.status, css.content_type) == (200, "text/css")
    assert "หน้านี้คือฟีดข่าว" in await css.text()
