"""The RSS document element by element."""

import locale

import feedparser
from lxml import etree

from shared.feed import rss
from shared.feed.model import Feed, Link, Person
from tests.unit.shared.feed.builders import everything, make_entry, make_feed
from tests.unit.shared.feed.validity import ATOM, FH, rss_problems

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
WFW = "{http://wellformedweb.org/CommentAPI/}"


def channel_of(feed: Feed) -> etree._Element:
    channel = etree.fromstring(rss.render(feed)).find("channel")
    assert channel is not None
    return channel


def test_a_feed_with_everything_is_valid() -> None:
    assert rss_problems(rss.render(everything())) == []


def test_the_channel() -> None:
    channel = channel_of(everything())
    assert channel.findtext("link") == "https://roiet.example/"
    assert channel.findtext("description") == "ข่าวและประกาศ"
    assert channel.findtext("language") == "th"
    assert channel.findtext("lastBuildDate") == "Mon, 05 Jan 2026 12:00:00 +0700"
    assert channel.findtext("generator") == "Saket"
    assert channel.findtext("image/url") == "https://roiet.example/logo.png"
    links = [(link.get("rel"), link.get("href")) for link in channel.findall(f"{ATOM}link")]
    assert links[:2] == [("self", "https://roiet.example/feeds/posts.atom"), ("hub", "https://roiet.example/hub")]
    assert channel.find(f"{FH}archive") is not None


def test_an_item() -> None:
    item = channel_of(everything()).findall("item")[0]
    guid = item.find("guid")
    enclosure = item.find("enclosure")
    source = item.find("source")
    assert guid is not None
    assert enclosure is not None
    assert source is not None
    assert (guid.text, guid.get("isPermaLink")) == ("tag:roiet.example,2026-01-05:posts/1", "false")
    assert dict(enclosure.items()) == {
        "url": "https://roiet.example/photo.jpg",
        "length": "1024",
        "type": "image/jpeg",
    }
    assert (source.text, source.get("url")) == ("ข่าวขอนแก่น", "https://khonkaen.example/feed.atom")
    assert item.findtext("link") == "https://roiet.example/posts/1"
    assert item.findtext("pubDate") == "Mon, 05 Jan 2026 12:00:00 +0700"
    assert item.findtext(CONTENT) == "<p>เนื้อหา 1</p>"
    assert [creator.text for creator in item.findall(f"{DC}creator")] == ["สมหญิง"]
    assert [category.text for category in item.findall("category")] == ["ยุทธศาสตร์", "ข่าว"]
    assert item.findtext(f"{SLASH}comments") == "3"
    assert item.findtext(f"{WFW}commentRss") == "https://roiet.example/comments/feeds/thread.atom?url=1"


def test_the_description_is_the_summary_as_html() -> None:
    item = channel_of(everything()).findall("item")[0]
    assert item.findtext("description") == "สรุป &lt;ย่อ&gt; &amp; อื่น ๆ"


def test_without_a_summary_the_description_is_the_beginning_of_the_content() -> None:
    item = channel_of(make_feed(make_entry(content="<p>หนึ่ง</p><script>x</script><p>สอง &lt; สาม</p>"))).find("item")
    assert item is not None
    assert item.findtext("description") == "หนึ่ง สอง &lt; สาม"
    assert [etree.QName(child).localname for child in item][2:4] == ["description", "encoded"]


def test_only_the_first_enclosure_and_no_author_element() -> None:
    entry = make_entry(
        links=(Link("https://x.example/1.mp3", "enclosure"), Link("https://x.example/2.mp3", "enclosure")),
        authors=(Person("ก", "k@x.example"),),
    )
    item = channel_of(make_feed(entry)).find("item")
    assert item is not None
    assert [enclosure.get("url") for enclosure in item.findall("enclosure")] == ["https://x.example/1.mp3"]
    assert item.find("author") is None


def test_a_feed_without_a_home_page_links_to_itself() -> None:
    assert channel_of(make_feed(links=(Link("https://x.example/f", "self"),))).findtext("link") == "https://x.example/f"
    assert channel_of(make_feed(links=())).findtext("link") == "tag:roiet.example,2026:feed"


def test_rendering_leaves_the_locale_as_it_was() -> None:
    before = locale.setlocale(locale.LC_ALL)
    rss.render(everything())
    assert locale.setlocale(locale.LC_ALL) == before


def test_a_reader_reads_it() -> None:
    parsed = feedparser.parse(rss.render(everything()))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    assert parsed.entries[0].content[0].value == "<p>เนื้อหา 1</p>"
    assert parsed.entries[0].author == "สมหญิง"


def test_pictures() -> None:
    document = rss.render(everything())
    item = feedparser.parse(document).entries[0]
    assert [content["url"] for content in item.media_content] == [
        "https://roiet.example/photo.jpg",
        "https://roiet.example/map.png",
    ]
    assert item.media_thumbnail[0]["width"] == "160"
    assert b"search.yahoo.com" not in rss.render(make_feed(make_entry()))
