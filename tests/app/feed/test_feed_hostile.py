"""Feeds outlive whatever is written into posts."""

import io
import json

import pytest

from tests.app.feed.harness import Site
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems, json_problems, rss_problems

MOST = 1_000_000
CHECKS = {"atom": atom_problems, "rss": rss_problems, "json": json_problems}
TEXTS = [
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x80\x9f",
    "\ufffe\uffff\ufdd0",
    "]]>",
    "<![CDATA[ ]]>",
    "&#0;&#x1F;&bogus;&amp",
    "<p><b><i></p></b></i><table><td><ul><li>",
    "<!-- -- --> <!DOCTYPE x [<!ENTITY a 'b'>]>",
    "\u202e\u202d\u200b\u200c\u200d\u2066\u2069\ufeff",
    "ก" + "\u0e49" * 300,
    "<?xml version='1.0'?><feed>",
    "\U0001f1f9\U0001f1ed\U0001f468\u200d\U0001f469",
    "</title></entry></feed><script>alert(1)</script>",
]


async def assert_valid(site: Site, path: str = "/feeds/posts") -> None:
    for form, problems in CHECKS.items():
        for query in ("", "?content=summary"):
            response = await site.get(f"{path}.{form}{query}")
            assert (response.status, problems(await response.read())) == (200, []), f"{form}{query}"


async def test_hostile_texts_in_every_place(site: Site) -> None:
    for number, text in enumerate(TEXTS):
        fields = {"labels": [f"{text}{number}".replace("/", "")], "author": text, "summary": text}
        response = await site.send("POST", "/api/posts", {"title": f"ข่าว {text}", "content": text, **fields})
        assert response.status in {201, 422}, text
        plain = await site.send("POST", "/api/posts", {"title": f"ข่าว {text}", "content": f"<p>x</p>{text}"})
        assert plain.status in {201, 422}, text

    await assert_valid(site)
    await assert_valid(site, "/feeds/archive/1")
    assert len(select(parse(await (await site.get("/feeds/posts.rss")).read()), "//item")) >= len(TEXTS)
    for path in ("/feeds/posts/default?alt=json", "/feeds/posts/default?alt=rss", "/feeds/posts.html"):
        assert (await site.get(path)).status == 200


async def test_lone_surrogates_stop_at_the_door_or_in_the_feed(site: Site) -> None:
    body = b'{"title": "\\ud800 \xe0\xb8\x81", "content": "<p>\\udfff</p>x"}'
    headers = {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json"}
    async with site.client.post("/api/posts", data=body, headers=headers) as response:
        assert response.status in {201, 400}
    await site.post()

    await assert_valid(site)


@pytest.mark.slow
async def test_the_longest_body_there_is(site: Site) -> None:
    words = "<p>ข้าวหอมมะลิทุ่งกุลา</p>"
    content = words * (MOST // len(words.encode()))
    body = io.BytesIO(json.dumps({"title": "ยาว", "content": content}, ensure_ascii=False).encode())
    headers = {"Authorization": f"Bearer {site.token}", "Content-Type": "application/json"}
    async with site.client.post("/api/posts", data=body, headers=headers) as response:
        assert response.status == 201, await response.text()

    await assert_valid(site)
    assert (await site.get("/feeds/posts.html")).status == 200
