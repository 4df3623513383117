"""Real government news through the whole path."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.feed.harness import Site
from tests.support.xml import parse, select
from tests.unit.shared.feed.validity import atom_problems, json_problems, rss_problems


@pytest.mark.corpora
async def test_government_news_become_valid_feeds(site: Site, corpora: Path) -> None:
    text = (corpora / "ham" / "thaigov" / "thaigov_2025-01.jsonl").read_text(encoding="utf-8")
    items = [json.loads(line) for line in text.split("\n") if line]
    made = [await publish(site, item) for item in items]

    assert len({receipt["slug"] for receipt in made}) == len(items)
    archives = [f"/feeds/archive/{number}.atom" for number in range(1, len(items) // 50 + 2)]
    for path in archives:
        assert atom_problems(await (await site.get(path)).read()) == []
        for form, problems in (("rss", rss_problems), ("json", json_problems)):
            assert problems(await (await site.get(path.replace("atom", form))).read()) == []
    held = [await site.titles(path) for path in archives]
    assert sum(map(len, held)) == len(items)
    for path, entries in (("/feeds/posts.atom", "//atom:entry"), ("/feeds/posts.rss", "//item")):
        assert len(select(parse(await (await site.get(path)).read()), entries)) == 50
    for path in ("/feeds/posts/default?max-results=500", "/feeds/posts.atom?content=summary"):
        assert atom_problems(await (await site.get(path)).read()) == []
    for receipt in made[::100]:
        assert (await site.get(receipt["url"].removeprefix("http://roiet.example"))).status == 200


async def publish(site: Site, item: dict[str, str]) -> dict[str, Any]:
    day = f"{item['date']}T09:00:00+07:00"
    return await site.post(item["title"][:300], content=item["body"], content_type="markdown", publish_at=day)
