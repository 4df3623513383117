"""The JSON Feed field by field."""

from typing import Any

import msgspec

from shared.feed import jsonfeed
from shared.feed.model import Feed
from tests.unit.shared.feed.builders import everything, make_entry, make_feed


def document(feed: Feed) -> dict[str, Any]:
    return msgspec.json.decode(jsonfeed.render(feed), type=dict[str, Any])


def test_the_feed() -> None:
    feed = document(everything())
    del feed["items"]
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "ข่าวจังหวัดร้อยเอ็ด",
        "home_page_url": "https://roiet.example/",
        "feed_url": "https://roiet.example/feeds/posts.atom",
        "description": "ข่าวและประกาศ",
        "next_url": "https://roiet.example/feeds/archive/1.atom",
        "icon": "https://roiet.example/logo.png",
        "favicon": "https://roiet.example/icon.png",
        "authors": [{"name": "จังหวัดร้อยเอ็ด", "url": "https://roiet.example/"}],
        "language": "th",
        "hubs": [{"type": "WebSub", "url": "https://roiet.example/hub"}],
        "_saket": {
            "withdrawn": [
                {"id": "tag:roiet.example,2026:posts/0", "when": "2026-01-05T12:00:00+07:00", "comment": "ลงซ้ำ"}
            ]
        },
    }


def test_an_item() -> None:
    item = document(everything())["items"][0]
    assert item == {
        "id": "tag:roiet.example,2026-01-05:posts/1",
        "url": "https://roiet.example/posts/1",
        "title": "ประกาศฉบับที่ 1",
        "content_html": "<p>เนื้อหา 1</p>",
        "summary": "สรุป <ย่อ> & อื่น ๆ",
        "date_published": "2026-01-05T12:00:00+07:00",
        "date_modified": "2026-01-05T12:01:00+07:00",
        "authors": [{"name": "สมหญิง", "url": "https://roiet.example/people/1"}],
        "tags": ["ยุทธศาสตร์", "ข่าว"],
        "language": "th",
        "attachments": [
            {
                "url": "https://roiet.example/photo.jpg",
                "mime_type": "image/jpeg",
                "title": "ภาพ",
                "size_in_bytes": 1024,
            },
            {"url": "https://roiet.example/map.png", "mime_type": "application/octet-stream"},
        ],
        "image": "https://roiet.example/photo.jpg",
        "_saket": {
            "source": {
                "id": "tag:khonkaen.example,2025:feed",
                "title": "ข่าวขอนแก่น",
                "home_page_url": "https://khonkaen.example/",
                "feed_url": "https://khonkaen.example/feed.atom",
            },
            "in_reply_to": [{"id": "tag:a.example,2026:1", "url": "https://a.example/1"}],
            "replies": {"url": "https://roiet.example/comments/feeds/thread.atom?url=1", "count": 3},
        },
    }


def test_an_item_without_html_has_text() -> None:
    (item,) = document(make_feed(make_entry(content=None, summary=None)))["items"]
    assert item["content_text"] == "ประกาศฉบับที่ 1"
    assert "content_html" not in item


def test_an_empty_feed_has_items_all_the_same() -> None:
    assert document(make_feed())["items"] == []
