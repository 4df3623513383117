import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.discovery.htmllinks import named_in

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
    assert named_in(html.encode(), URL) == (hubs, own)


def test_only_the_beginning_counts() -> None:
    assert named_in(b" " * 70_000 + b'<link rel="hub" href="/hub">', URL) == ((), "")
    assert len(named_in(b'<link rel="hub" href="/hub">' * 1000, URL)[0]) == 10


@pytest.mark.parametrize("piece", ["<link rel=", "<link a=' ", "rel ", '<link rel="hub" href="', "a" * 9 + "\t", "<"])
def test_hostile_pages_cost_little(piece: str) -> None:
    begun = time.process_time()
    named_in((piece * 60_000).encode(), URL)
    named_in((f"<link {piece * 900}>" * 20).encode(), URL)
    assert time.process_time() - begun < 1


@given(st.binary(max_size=400))
def test_anything_is_survived(body: bytes) -> None:
    named_in(b"<link rel=hub href='" + body, URL)
    named_in(b"<link " + body + b">", URL)
