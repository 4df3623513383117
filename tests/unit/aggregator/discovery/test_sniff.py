import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.discovery.sniff import is_feed, is_page


@pytest.mark.parametrize(
    ("body", "page", "feed"),
    [
        (b"<!DOCTYPE html><html><head>", True, False),
        (b"\xef\xbb\xbf  <!-- x --><HTML lang=th>", True, False),
        (b'<?xml version="1.0"?><rss version="2.0">', False, True),
        (b"<rdf:RDF xmlns='x'>", False, True),
        ("<?xml version='1.0' encoding='utf-16'?><feed xmlns='x'>".encode("utf-16"), False, True),
        (b"<rss><channel><title>x</title><description>&lt;html <html ></description>", False, True),
        (b"<!doctype html><p>how to write <rss version='2.0'>", True, False),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', False, True),
        (b'{"error": "no"}', False, False),
        (b"", False, False),
    ],
)
def test_the_beginning_tells(body: bytes, *, page: bool, feed: bool) -> None:
    assert (is_page(body), is_feed(body)) == (page, feed)


@given(st.binary(max_size=200))
def test_nothing_is_both(body: bytes) -> None:
    assert not (is_page(body) and is_feed(body))
