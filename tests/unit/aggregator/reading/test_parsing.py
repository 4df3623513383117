import contextlib
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.errors import BrokenFeed, FeedProblem, ForbiddenXml, NotAFeed
from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import EntryFound, ParsedFeed, ParseJob
from services.aggregator.reading.parsing import MOST_CONTENT, MOST_ENCLOSURES, parse

CLEAN = Cleaner()
URL = "https://khonkaen.example/feeds/x.xml"


def read(body: str | bytes, known: dict[str, str] | None = None) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse(ParseJob(raw, "", URL, "s", known or {}), CLEAN)


def rss(items: str, channel: str = "") -> str:
    return f'<rss version="2.0"><channel><title>ข่าว</title>{channel}{items}</channel></rss>'


def test_rss_with_its_facts() -> None:
    feed = read(rss(
        '<item><guid isPermaLink="false">1</guid><title>A &amp;amp; B</title><link>/a</link><category>น้ำ</category>'
        "<pubDate>Mon, 26 Sep 2565 09:00:00 +0700</pubDate><description>&lt;p&gt;x&lt;img src='i.png'&gt;&lt;/p&gt;"
        '</description><enclosure url="/a.mp3" type="audio/mpeg" length="5"/></item>',
        "<ttl>60</ttl><link>https://khonkaen.example/</link>",
    ))  # fmt: skip
    entry = feed.entries[0]
    assert (feed.about.title, feed.about.ttl, feed.about.home) == ("ข่าว", 3600, "https://khonkaen.example/")
    assert (entry.url, entry.labels) == ("https://khonkaen.example/a", ("น้ำ",))
    assert 'src="https://khonkaen.example/feeds/i.png"' in entry.content
    assert entry.summary == "x"
    assert entry.enclosures[0].href == "https://khonkaen.example/a.mp3"
    assert entry.published == "Mon, 26 Sep 2565 09:00:00 +0700"


def test_atom_ids_are_kept_and_hubs_found() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x.example,2026:f</id>'
        '<title type="html">&lt;b&gt;ก&lt;/b&gt;</title>'
        '<link rel="hub" href="https://hub.example/"/><link rel="self" href="https://x.example/f"/>'
        "<entry><id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id><title>t</title>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>ข</p></div></content></entry></feed>'
    )
    assert (feed.about.atom_id, feed.about.title) == ("tag:x.example,2026:f", "ก")
    assert (feed.about.hubs, feed.about.self_url) == (("https://hub.example/",), "https://x.example/f")
    assert feed.entries[0].atom_id == "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"
    assert "<p>ข</p>" in feed.entries[0].content


def test_json_feed() -> None:
    feed = read(
        '{"version":"https://jsonfeed.org/version/1.1","title":"T","hubs":[{"type":"WebSub","url":"https://h.example/"}],'
        '"items":[{"id":7,"title":"ก","content_text":"1 < 2","tags":["a",3],"author":{"name":"น"}},{"id":null},5]}'
    )
    assert feed.about.hubs == ("https://h.example/",)
    assert (feed.entries[0].content, feed.entries[0].labels) == ("1 &lt; 2", ("a",))
    assert feed.entries[0].authors[0].name == "น"


def test_json_feed_with_what_javascript_leaves_of_an_emoji() -> None:
    feed = read(
        '{"version":"http://jsonfeed.org/version/1","items":[{"id":"\\ud83d1","title":"ก\\ud83d","content_text":"a\tb"}]}'
    )
    assert [(entry.title, entry.content) for entry in feed.entries] == [("ก?", "a\tb")]


def test_only_what_is_new_or_changed_is_handed_over() -> None:
    items = [f"<item><guid>http://x.example/{n}</guid><title>{n}</title></item>" for n in range(3)]
    first = read(rss("".join(items)))
    known = {entry.id: entry.digest for entry in first.entries}
    assert read(rss("".join(items)), known).entries == ()
    items[1] = items[1].replace("<title>1", "<title>new")
    again = read(rss("".join(items)), known)
    assert [entry.title for entry in again.entries] == ["new"]
    assert again.present == first.present


def test_entries_without_id_and_link_are_told_apart_by_their_words() -> None:
    feed = read(rss("<item><title>a</title></item><item><title>b</title></item><item><title>a</title></item>"))
    assert [entry.title for entry in feed.entries] == ["a", "b"]


def test_the_same_entry_of_another_source_has_another_id() -> None:
    body = rss("<item><guid>http://x.example/1</guid></item>").encode()
    ids = {parse(ParseJob(body, "", URL, source, {}), CLEAN).present for source in ("a", "b")}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", NotAFeed),
        ("   ", NotAFeed),
        ("hello", NotAFeed),
        ("{}", NotAFeed),
        ("[" * 100_000, NotAFeed),
        ('{"version":"https://jsonfeed.org/version/1","a":' + "[" * 100_000, NotAFeed),
        ("<!doctype html><html><head><title>x</title></head></html>", NotAFeed),
        ('<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"/>', ForbiddenXml),
        ('<?xml version="1.0"?><!-- x --><!DOCTYPE r SYSTEM "x" [ ]><rss version="2.0"/>', ForbiddenXml),
        ("<!DOCTYPE rss", ForbiddenXml),
        ('<x:feed xmlns:x="http://other.example/"/>', BrokenFeed),
    ],
)
def test_what_is_refused_by_name(body: str, error: type[FeedProblem]) -> None:
    with pytest.raises(error):
        read(body)


def test_a_document_type_without_a_subset_is_let_pass() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss.dtd">'
    assert read(doctype + rss("<item><title>a</title></item>")).entries


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_entries_or_a_name(body: bytes) -> None:
    for wrapped in (body, b'<rss version="2.0"><channel><item><title>' + body):
        with contextlib.suppress(FeedProblem):
            assert isinstance(read(wrapped), ParsedFeed)


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>t</title>'


def described(content: str) -> EntryFound:
    (entry,) = read(
        rss(f"<item><guid>tag:x.example,2026:1</guid><description>{escape(content)}</description></item>")
    ).entries
    return entry


@pytest.mark.parametrize(
    "content",
    [
        "<p>ข่าว <b>ด่วน</b></p>" * 30_000,
        "<div><ul>" + "<li>ข่าว</li>" * 60_000 + "</ul></div>",
        "<i>x</i>" * 100_000,
        "<div>" * 90 + "ก" * 200_000,
        "a &amp; " * 100_000,
        "&amp;" * 200_000,
        "<p>" + '<a href="https://x.example/">' + "ก ข " * 100_000,
    ],
)
def test_long_content_is_cut_and_stays_well_formed(content: str) -> None:
    entry = described(content)
    assert entry.is_truncated
    size = len(entry.content.encode())
    assert MOST_CONTENT // 2 < size <= MOST_CONTENT
    assert CLEAN.sanitize(entry.content, "") == entry.content


def test_content_that_fits_is_left_alone() -> None:
    entry = described("<p>ก</p>" * 1000)
    assert (entry.is_truncated, entry.content) == (False, "<p>ก</p>" * 1000)


def test_a_long_paragraph_is_cut_between_elements() -> None:
    assert described("<p>ข่าว</p>" * 50_000).content.endswith("<p>ข่าว</p>")


def test_long_ids_are_known_by_their_digest_and_long_addresses_are_dropped() -> None:
    long = "https://x.example/" + "a" * 3000
    files = "".join(f'<enclosure url="https://x.example/{n}.mp3" type="{"a" * 500}"/>' for n in range(200))
    item = f'<item><guid>{long}</guid><link>{long}</link><enclosure url="{long}"/>{files}</item>'
    feed = read(rss(item + item.replace("<guid>", "<guid>x-"), f"<link>{long}</link>"))
    first, second = feed.entries
    assert first.atom_id.startswith("urn:")
    assert first.atom_id != second.atom_id
    assert (first.url, feed.about.home) == ("", "")
    assert 0 < len(first.enclosures) <= MOST_ENCLOSURES
    assert all(len(file.href) < 100 and len(file.type or "") <= 100 for file in first.enclosures)


def test_the_size_of_an_entry_has_an_end() -> None:
    people = "".join(f"<author><name>{'ก' * 500}</name><email>{'e' * 5000}</email></author>" for _ in range(100))
    links = "".join(f'<link rel="enclosure" href="https://x.example/{n}{"a" * 1900}"/>' for n in range(500))
    feed = read(
        f'{ATOM}<entry xml:lang="{"x" * 9000}"><id>{"i" * 9000}</id><title>{"t" * 9000}</title>{people}{links}'
        f'<content type="html">{"ก" * 300_000}</content></entry></feed>'
    )
    assert MOST_CONTENT // 2 < feed.entries[0].size < 2 * MOST_CONTENT


def test_of_one_id_the_latest_version_counts() -> None:
    def entry(title: str, updated: str, name: str = "tag:x.example,2026:1") -> str:
        return f"<entry><id>{name}</id><title>{title}</title>{updated}</entry>"

    early, late = (f"<updated>2026-01-0{day}T00:00:00Z</updated>" for day in (1, 2))
    other = entry("other", early, "tag:x.example,2026:2")
    for versions, title in [
        ((entry("old", early), other, entry("new", late), entry("older", early)), "new"),
        ((entry("first", early), other, entry("second", early)), "first"),
        ((entry("first", ""), other, entry("second", "")), "first"),
        ((entry("undated", ""), other, entry("dated", early)), "dated"),
    ]:
        assert [each.title for each in read(f"{ATOM}{''.join(versions)}</feed>").entries] == [title, "other"]


@pytest.mark.parametrize(("base", "reference"), [("", "a/b"), (' xml:base="/deep/er/"', "../a"), ("", "urn:x-y:1")])
def test_a_tombstone_finds_its_entry_however_its_reference_is_written(base: str, reference: str) -> None:
    start = ATOM.replace("><title>", f"{base}><title>")
    alive = read(f"{start}<entry><id>{reference}</id><title>x</title></entry></feed>").entries[0]
    stone = f'<at:deleted-entry ref="{reference}" when="2026-01-07T09:00:00Z"/>'
    withdrawn = {each.id: each.atom_id for each in read(f"{start}{stone}</feed>").withdrawn}
    assert withdrawn[alive.id] == alive.atom_id
