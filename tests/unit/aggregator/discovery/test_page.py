import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.discovery.page import Page, read

URL = "http://a.example/blog/"


@pytest.mark.parametrize(
    ("html", "hubs", "own"),
    [
        ('<link rel="hub" href="/hub"><link rel="self" href="feed">', ("http://a.example/hub",), f"{URL}feed"),
        ("<LINK HREF='https://h.example/?a=1&amp;b=2' REL='x HUB'>", ("https://h.example/?a=1&b=2",), ""),
        ("<link rel=hub href=http://h.example/>", ("http://h.example/",), ""),
        ('<a rel="hub" href="http://h.example/">no link element</a>', (), ""),
        ('<!-- <link rel="hub" href="http://h.example/"> -->', (), ""),
        ('<script>"<link rel=hub href=http://h.example/>"</script>', (), ""),
        ('<link rel="hub">', (), ""),
        ('<link rel="self" href="http://[bad/">', (), ""),
        ('<link rel="self" href="/1"><link rel="self" href="/2">', (), "http://a.example/1"),
        ("", (), ""),
    ],
)
def test_what_a_page_names(html: str, hubs: tuple[str, ...], own: str) -> None:
    page = read(html.encode(), URL)
    assert (page.hubs, page.own) == (hubs, own)


def test_a_page_says_what_its_addresses_are_relative_to() -> None:
    base = '<base href="/x/"><base href="/y/">'
    page = read(f'{base}<link rel="alternate" type="text/xml" href="f.xml"><a href="rss.xml">'.encode(), URL)
    assert (page.feeds, page.anchors) == (("http://a.example/x/f.xml",), ("http://a.example/x/rss.xml",))


def test_only_the_beginning_counts() -> None:
    assert read(b" " * 530_000 + b'<link rel="hub" href="/hub">', URL) == Page()
    many = b"".join(b'<link rel="hub" href="/%d">' % number for number in range(1000))
    assert len(read(many, URL).hubs) == 10


@pytest.mark.parametrize(
    ("html", "feeds", "anchors"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ("http://a.example/rss",), ()),
        ('<link rel="alternate" type="Application/Atom+XML; charset=utf-8" href="f">', (f"{URL}f",), ()),
        ('<link rel="feed" href="f"><link rel="stylesheet" href="feed.css">', (f"{URL}f",), ()),
        ('<link rel="alternate" hreflang="en" href="/en/">', (), ()),
        (
            '<a href="/index.php?format=feed&amp;type=rss">RSS</a>',
            (),
            ("http://a.example/index.php?format=feed&type=rss",),
        ),
        ('<a href="/newsfeeder/">x</a><a href="/news/rss.xml">y</a>', (), ("http://a.example/news/rss.xml",)),
    ],
)
def test_which_feeds_a_page_names(html: str, feeds: tuple[str, ...], anchors: tuple[str, ...]) -> None:
    page = read(html.encode(), URL)
    assert (page.feeds, page.anchors) == (feeds, anchors)


def test_what_made_a_page() -> None:
    assert read(b'<meta content="WordPress 6.5" name="generator">', URL).generator == "wordpress 6.5"


@pytest.mark.parametrize("piece", ["<link rel=", "<link a=' ", "rel ", '<link rel="hub" href="', "a" * 9 + "\t", "<"])
def test_hostile_pages_cost_little(piece: str) -> None:
    begun = time.process_time()
    read((piece * 60_000).encode(), URL)
    read((f"<link {piece * 900}>" * 20).encode(), URL)
    read((f"<link {piece}>" * 60_000).encode(), URL)
    assert time.process_time() - begun < 1


@given(st.binary(max_size=400))
def test_anything_is_survived(body: bytes) -> None:
    read(b"<link rel=hub href='" + body, URL)
    read(b"<link " + body + b">", URL)
