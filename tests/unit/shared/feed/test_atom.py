"""The Atom document element by element."""

import feedparser
from lxml import etree

from shared.feed import atom
from shared.feed.model import Feed, Link, Replies
from tests.unit.shared.feed.builders import HOME, NOON, SELF, everything, make_entry, make_feed
from tests.unit.shared.feed.validity import AT, ATOM, FH, MRSS, THR, atom_problems


def tree(feed: Feed) -> etree._Element:
    return etree.fromstring(atom.render(feed))


def entry_of(feed: Feed) -> etree._Element:
    found = tree(feed).find(f"{ATOM}entry")
    assert found is not None
    return found


def test_a_feed_with_everything_is_valid() -> None:
    assert atom_problems(atom.render(everything())) == []


def test_times_are_bangkok_time() -> None:
    entry = entry_of(make_feed(make_entry()))
    assert entry.findtext(f"{ATOM}published") == "2026-01-05T12:00:00+07:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-01-05T12:01:00+07:00"


def test_links_keep_every_attribute() -> None:
    link = entry_of(everything()).findall(f"{ATOM}link")[1]
    assert dict(link.items()) == {
        "href": "https://roiet.example/photo.jpg",
        "rel": "enclosure",
        "type": "image/jpeg",
        "title": "ภาพ",
        "length": "1024",
    }


def test_relations_that_feedgen_refuses_are_written() -> None:
    feed = tree(everything())
    extension = "https://roiet.example/rels/strategy"
    for element in (feed, feed.find(f"{ATOM}entry")):
        assert element is not None
        assert extension in [link.get("rel") for link in element.findall(f"{ATOM}link")]
    assert {"self", "alternate", "hub", "prev-archive"} <= {link.get("rel") for link in feed.findall(f"{ATOM}link")}


def test_an_entry_without_content_has_one_alternate_link_and_its_summary() -> None:
    entry = entry_of(make_feed(make_entry(content=None, summary="สรุป")))
    assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
    assert entry.find(f"{ATOM}content") is None
    assert entry.findtext(f"{ATOM}summary") == "สรุป"


def test_the_source_is_whole() -> None:
    source = entry_of(everything()).find(f"{ATOM}source")
    assert source is not None
    names = [etree.QName(child).localname for child in source]
    assert names == ["id", "title", "updated", "author", "link", "link", "subtitle", "rights", "icon", "logo"]
    parsed = feedparser.parse(atom.render(everything())).entries[0].source
    assert parsed.id == "tag:khonkaen.example,2025:feed"
    assert parsed.title == "ข่าวขอนแก่น"


def test_threads() -> None:
    entry = entry_of(everything())
    reply = entry.find(f"{THR}in-reply-to")
    assert reply is not None
    assert dict(reply.items()) == {
        "ref": "tag:a.example,2026:1",
        "href": "https://a.example/1",
        "type": "text/html",
        "source": "https://a.example/f",
    }
    (link,) = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "replies"]
    assert link.get(f"{THR}count") == "3"
    assert link.get(f"{THR}updated") == "2026-01-05T12:00:00+07:00"
    assert entry.findtext(f"{THR}total") == "3"


def test_no_replies_yet_is_a_count_of_zero() -> None:
    entry = entry_of(make_feed(make_entry(replies=Replies("https://roiet.example/r", 0))))
    assert entry.findtext(f"{THR}total") == "0"


def test_tombstones_and_history() -> None:
    feed = tree(everything())
    deleted = feed.find(f"{AT}deleted-entry")
    assert deleted is not None
    assert deleted.get("ref") == "tag:roiet.example,2026:posts/0"
    assert deleted.get("when") == "2026-01-05T12:00:00+07:00"
    assert deleted.findtext(f"{AT}by/{ATOM}name") == "บรรณาธิการ"
    assert deleted.findtext(f"{AT}comment") == "ลงซ้ำ"
    assert feed.find(f"{FH}archive") is not None
    assert feed.find(f"{FH}complete") is None


def test_a_complete_feed_has_no_pages() -> None:
    feed = tree(make_feed(complete=True, links=(SELF, HOME, Link("https://roiet.example/2", "next"))))
    assert feed.find(f"{FH}complete") is not None
    assert "next" not in [link.get("rel") for link in feed.findall(f"{ATOM}link")]


def test_namespaces_are_declared_once_and_only_if_used() -> None:
    plain = atom.render(make_feed(make_entry()))
    assert plain.count(b"xmlns") == 1
    assert atom.render(everything()).count(b"xmlns:thr=") == 1
    assert b"ns0" not in atom.render(everything())


def test_languages() -> None:
    feed = make_feed(make_entry(language="en"))
    assert feedparser.parse(atom.render(feed)).feed.language == "th"
    assert entry_of(feed).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_the_author_of_last_resort_is_the_feed() -> None:
    feed = tree(make_feed(make_entry(), authors=()))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "ข่าวจังหวัดร้อยเอ็ด"


def test_an_entry_that_comes_twice_is_written_once() -> None:
    feed = tree(make_feed(make_entry(1, title="แรก"), make_entry(1, title="ซ้ำ", updated=NOON)))
    assert [title.text for title in feed.findall(f"{ATOM}entry/{ATOM}title")] == ["แรก"]


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def test_pictures() -> None:
    entry = entry_of(everything())
    first, second = entry.findall(f"{MRSS}content")
    assert attributes(first) == {
        "url": "https://roiet.example/photo.jpg",
        "fileSize": "1024",
        "type": "image/jpeg",
        "medium": "image",
        "width": "640",
        "height": "480",
    }
    assert first.findtext(f"{MRSS}description") == "ภาพ <1>"
    assert attributes(second) == {"url": "https://roiet.example/map.png", "medium": "image"}
    small = entry.find(f"{MRSS}thumbnail")
    assert small is not None
    assert small.get("url") == "https://roiet.example/small.webp"
    assert b"search.yahoo.com" not in atom.render(make_feed(make_entry()))
