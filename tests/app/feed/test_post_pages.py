"""The pages of posts through HTTP."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import pytest
from markupsafe import Markup

from shared.store.client import Store
from tests.app.feed.harness import ORIGIN, Hands, Site, problem, running

HTML = {"Accept": "text/html"}


class BrokenThreads:
    """A comments service on a bad day."""

    async def fragment(self, url: str, title: str, language: str) -> Markup:
        raise RuntimeError(url, title, language)

    async def counts(self, urls: Sequence[str]) -> Mapping[str, int]:
        raise RuntimeError(urls)


async def page(site: Site, path: str) -> str:
    response = await site.get(path, **HTML)
    assert response.status == 200, await response.text()
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    return await response.text()


async def test_a_post_has_a_page(site: Site) -> None:
    made = await site.post("ข่าว <b>เกษตร", labels=["ข้าว & น้ำ"], agency="สำนักงานจังหวัด", strategy="เกษตร")
    text = await page(site, f"/posts/{made['slug']}")

    assert '<h1 itemprop="headline">ข่าว &lt;b&gt;เกษตร</h1>' in text
    assert "วันจันทร์ที่ 2 มีนาคม พ.ศ. 2569" in text
    assert 'datetime="2026-03-02T09:00:00+07:00"' in text
    assert "<p>เนื้อหา</p>" in text
    assert "สำนักงานจังหวัด" in text
    assert 'itemprop="publisher"' in text
    assert '<meta itemprop="name" content="จังหวัดร้อยเอ็ด">' in text
    assert "/labels/%E0%B8%82%E0%B9%89%E0%B8%B2%E0%B8%A7%20%26%20" in text


async def test_a_post_names_its_feeds_and_its_thread(site: Site) -> None:
    made = await site.post()
    text = await page(site, f"/posts/{made['slug']}")
    thread = quote(made["url"], safe="")

    assert '<link rel="alternate" type="application/atom+xml" title="จังหวัดร้อยเอ็ด" href="/feeds/posts.atom">' in text
    assert text.count(f'href="/comments/feeds/thread.atom?url={thread}"') == 2
    assert f"data-url={made['url']}" in text
    assert f'<link rel="canonical" href="{made["url"]}">' in text


async def test_the_page_speaks_english_when_asked(site: Site) -> None:
    made = await site.post()
    text = await page(site, f"/posts/{made['slug']}?lang=en")

    assert '<html lang="en">' in text
    assert "2 March 2026" in text
    assert "Subscribe: post comments (Atom)" in text
    assert "lang=en" in text


@pytest.mark.parametrize("threads", [None, BrokenThreads()])
async def test_without_comments_the_news_can_be_read(store: Store, clock: Hands, threads: BrokenThreads | None) -> None:
    async with running(store, clock, threads) as site:
        made = await site.post()
        text = await page(site, f"/posts/{made['slug']}")

        assert f'href="/comments/threads?url={quote(made["url"], safe="")}"' in text
        assert "ข่าว" in await page(site, "/")


async def test_old_addresses_lead_to_the_new_one(site: Site) -> None:
    made = await site.post("ข่าว")
    body = {"title": "ข่าว", "content": "x", "slug": "khao"}
    await site.send("PUT", f"/api/posts/{made['id']}", body)
    response = await site.get("/posts/ข่าว?lang=en")

    assert response.status == 301
    assert response.headers["Location"] == "/posts/khao?lang=en"
    text = await page(site, "/posts/khao")
    assert f"data-url={made['url']}" in text  # its comments stay with it


async def test_withdrawn_and_unknown_posts(site: Site) -> None:
    made = await site.post("ข่าว")
    await site.send("DELETE", f"/api/posts/{made['id']}")
    gone = await site.get("/posts/ข่าว", **HTML)

    assert gone.status == 410
    assert gone.content_type == "text/html"
    assert (await problem(await site.get("/posts/ข่าว")))[:2] == (410, "gone")
    assert (await site.get("/posts/nothing", **HTML)).status == 404
    assert (await site.get("/posts/%FF%FE")).status == 404


async def test_drafts_have_no_page(site: Site) -> None:
    made = await site.post("ร่าง", status="draft")

    assert (await site.get(f"/posts/{made['slug']}")).status == 404


async def test_the_front_page_leads_through_all_posts(site: Site) -> None:
    for number in range(45):
        await site.post(f"ข่าวที่ {number}")
    seen: list[str] = []
    path: str | None = "/"
    while path:
        text = await page(site, path)
        seen += re.findall(r">(ข่าวที่ \d+)</a></h2>", text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        path = older[1].replace("&amp;", "&") if older else None

    assert seen == [f"ข่าวที่ {number}" for number in reversed(range(45))]


async def test_an_empty_site_has_a_front_page(site: Site) -> None:
    assert "<h1>" in await page(site, "/")


async def test_labels(site: Site) -> None:
    await site.post("หนึ่ง", labels=["ข้าว"])
    await site.post("สอง", labels=["น้ำ"])
    text = await page(site, "/labels/ข้าว")

    assert "หนึ่ง" in text
    assert "สอง" not in text
    assert f'href="/feeds/labels/{quote("ข้าว")}.atom"' in text
    assert (await site.get("/labels/อื่น")).status == 404
    assert f'href="/labels/{quote("น้ำ")}"' in await page(site, "/")


async def test_the_front_page_counts_comments(site: Site) -> None:
    await site.post()

    assert "2 comments" in await page(site, "/?lang=en")


async def test_pages_with_a_bad_cursor(site: Site) -> None:
    assert (await problem(await site.get("/?cursor=%21")))[0] == 422


async def test_content_addresses_are_absolute(site: Site) -> None:
    made = await site.post(content='<p><img src="/static/a.webp" alt="นา"></p>')

    assert f'src="{ORIGIN}/static/a.webp"' in await page(site, f"/posts/{made['slug']}")
