"""Feeds to test with, and Hypothesis strategies for whatever might be in one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.feed.model import (
    Category,
    Entry,
    Feed,
    InReplyTo,
    Link,
    MediaContent,
    Person,
    Replies,
    Source,
    Thumbnail,
    Tombstone,
    tag_uri,
)

NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # 12:00 in Bangkok
SELF = Link("https://roiet.example/feeds/posts.atom", "self", "application/atom+xml")
HOME = Link("https://roiet.example/")


def make_entry(number: int = 1, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": tag_uri("roiet.example", date(2026, 1, 5), f"posts/{number}"),
        "title": f"ประกาศฉบับที่ {number}",
        "updated": NOON + timedelta(minutes=number),
        "published": NOON,
        "links": (Link(f"https://roiet.example/posts/{number}"),),
        "content": f"<p>เนื้อหา {number}</p>",
    }
    return Entry(**(values | changes))


def make_feed(*entries: Entry, **changes: Any) -> Feed:
    values: dict[str, Any] = {
        "id": "tag:roiet.example,2026:feed",
        "title": "ข่าวจังหวัดร้อยเอ็ด",
        "updated": NOON,
        "links": (SELF, HOME),
        "authors": (Person("จังหวัดร้อยเอ็ด", "news@roiet.example", "https://roiet.example/"),),
        "entries": entries,
    }
    return Feed(**(values | changes))


def everything() -> Feed:
    """A feed that uses every field there is."""
    source = Source(
        "tag:khonkaen.example,2025:feed",
        "ข่าวขอนแก่น",
        NOON,
        (Link("https://khonkaen.example/feed.atom", "self"), Link("https://khonkaen.example/")),
        "ข่าวทุกวัน",
        "สาธารณสมบัติ",
        (Person("จังหวัดขอนแก่น"),),
        "https://khonkaen.example/icon.png",
        "https://khonkaen.example/logo.png",
    )
    entry = make_entry(
        links=(
            Link("https://roiet.example/posts/1", type="text/html", hreflang="th"),
            Link("https://roiet.example/photo.jpg", "enclosure", "image/jpeg", title="ภาพ", length=1024),
            Link("https://roiet.example/rel", "https://roiet.example/rels/strategy"),
        ),
        authors=(Person("สมหญิง", "somying@roiet.example", "https://roiet.example/people/1"),),
        categories=(Category("strategy", "https://roiet.example/labels", "ยุทธศาสตร์"), Category("ข่าว")),
        summary="สรุป <ย่อ> & อื่น ๆ",
        rights="สาธารณสมบัติ",
        source=source,
        in_reply_to=(InReplyTo("tag:a.example,2026:1", "https://a.example/1", "text/html", "https://a.example/f"),),
        replies=Replies("https://roiet.example/comments/feeds/thread.atom?url=1", 3, NOON),
        language="th",
        media=(
            MediaContent("https://roiet.example/photo.jpg", "image/jpeg", 1024, 640, 480, "ภาพ <1>"),
            MediaContent("https://roiet.example/map.png"),
        ),
        thumbnail=Thumbnail("https://roiet.example/small.webp", 160, 120),
    )
    return make_feed(
        entry,
        make_entry(2),
        links=(
            SELF,
            HOME,
            Link("https://roiet.example/hub", "hub"),
            Link("https://roiet.example/feeds/archive/1.atom", "prev-archive"),
            Link("https://roiet.example/rel", "https://roiet.example/rels/strategy"),
        ),
        subtitle="ข่าวและประกาศ",
        categories=(Category("ข่าว"),),
        rights="สาธารณสมบัติ",
        icon="https://roiet.example/icon.png",
        logo="https://roiet.example/logo.png",
        tombstones=(Tombstone("tag:roiet.example,2026:posts/0", NOON, Person("บรรณาธิการ"), "ลงซ้ำ"),),
        archive=True,
    )


texts = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    ["", " ", "]]>", "<b>หนา</b>", "&amp;", "\x00\x08\x1b", "\ud800", "\u200b\u202e\ufeff", "\ufffe", "\x85", "a\r\nb"]
)
maybe = st.none() | texts
_instants = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # naive bounds
_addresses = texts | st.sampled_from(
    ["https://x.example/ป้าย ก?q=%zz", "javascript:alert(1)", "http://[", "http://ร้อยเอ็ด.example/", "http://a:99999/"]
)
_names = texts | st.sampled_from(["tag:bad", "1", "urn:uuid:x", "https://x.example/ข่าว", "https://x.example/a b"])
_relations = (
    st.sampled_from(["alternate", "self", "enclosure", "hub", "next", "replies", "made up", "urn:x:rel"]) | texts
)
_links = st.lists(st.builds(Link, _addresses, _relations, maybe, maybe, maybe, st.none() | st.integers()), max_size=4)
_people = st.lists(st.builds(Person, texts, maybe, maybe), max_size=2).map(tuple)
_categories = st.lists(st.builds(Category, texts, maybe, maybe), max_size=2).map(tuple)
_sources = st.builds(
    Source, _names, texts, _instants, _links.map(tuple), maybe, maybe, _people, st.none() | _addresses, maybe
)
_figures = st.none() | st.integers()
_contents = st.builds(MediaContent, _addresses, maybe, _figures, _figures, _figures, maybe)
_entries = st.builds(
    Entry,
    id=_names,
    title=texts,
    updated=_instants,
    published=st.none() | _instants,
    links=_links.map(tuple),
    authors=_people,
    categories=_categories,
    summary=maybe,
    content=maybe,
    rights=maybe,
    source=st.none() | _sources,
    in_reply_to=st.lists(st.builds(InReplyTo, _names, maybe, maybe, maybe), max_size=2).map(tuple),
    replies=st.none() | st.builds(Replies, _addresses, st.integers(), st.none() | _instants, texts),
    language=maybe,
    media=st.lists(_contents, max_size=2).map(tuple),
    thumbnail=st.none() | st.builds(Thumbnail, _addresses, _figures, _figures),
)
feeds = st.builds(
    Feed,
    id=_names,
    title=texts,
    updated=_instants,
    links=_links.map(tuple),
    subtitle=maybe,
    authors=_people,
    categories=_categories,
    rights=maybe,
    icon=maybe,
    logo=st.none() | _addresses,
    language=maybe,
    entries=st.lists(_entries, max_size=3).map(tuple),
    tombstones=st.lists(
        st.builds(Tombstone, _names, _instants, st.none() | st.builds(Person, texts), maybe), max_size=2
    ).map(tuple),
    archive=st.booleans(),
    complete=st.booleans(),
)
"""Feeds with any text in any field, and among it what breaks feeds in the wild."""
