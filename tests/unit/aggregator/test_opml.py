import pytest

from services.aggregator import opml
from services.aggregator.errors import BadOpml
from services.aggregator.model import NewSource


def read(outlines: str) -> list[NewSource]:
    return opml.read(f'<opml version="2.0"><body>{outlines}</body></opml>'.encode(), "")


def test_groups_are_the_innermost_outline() -> None:
    assert read(
        '<outline text="อีสาน"><outline text="x"><outline title="A" xmlUrl="http://a.example/"/></outline>'
        '<outline text="B" xmlUrl="http://b.example/"/></outline><outline xmlUrl="http://c.example/"/>'
    ) == [
        NewSource("http://a.example/", "x", "A"),
        NewSource("http://b.example/", "อีสาน", "B"),
        NewSource("http://c.example/", None, None),
    ]


def test_what_is_written_can_be_read() -> None:
    feeds = [("g", "ก & ข", "http://a.example/?a=1&b=2", "http://a.example/"), (None, "C", "http://c.example/", "")]
    assert set(opml.read(opml.write("T", feeds), "")) == {
        NewSource("http://a.example/?a=1&b=2", "g", "ก & ข"),
        NewSource("http://c.example/", None, "C"),
    }


@pytest.mark.parametrize(
    "body",
    [b"", b"<opml>", b"<rss/>", b"{}", b'<!DOCTYPE opml SYSTEM "x"><opml/>', b'<!DOCTYPE o [<!ENTITY a "b">]><opml/>'],
)
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(BadOpml):
        opml.read(body, "text/xml")


def test_nesting_has_an_end() -> None:
    deep = '<outline text="x">' * 50 + '<outline xmlUrl="http://a.example/"/>' + "</outline>" * 50
    assert read(deep) == []
