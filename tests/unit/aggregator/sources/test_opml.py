import pytest
from lxml import etree

from services.aggregator.errors import BadOpml
from services.aggregator.model import NewSource
from services.aggregator.sources import opml


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


def test_what_nobody_sees_costs_no_feed() -> None:
    listed = (
        '<opml xmlns="http://opml.org/spec2"><body><outline text="ข่าว\u200bจังหวัด">'
        '<outline text="\u200bก" xmlUrl="http://a.example/"/></outline></body></opml>'
    )
    assert opml.read(listed.encode(), "") == [NewSource("http://a.example/", "ข่าวจังหวัด", "ก")]


def test_what_is_written_can_be_read() -> None:
    feeds = [("g", "ก & ข", "http://a.example/?a=1&b=2", "http://a.example/"), (None, "C", "http://c.example/", "")]
    assert set(opml.read(opml.write("T", feeds), "")) == {
        NewSource("http://a.example/?a=1&b=2", "g", "ก & ข"),
        NewSource("http://c.example/", None, "C"),
    }


def test_groups_stand_in_what_is_above_them_and_are_read_again() -> None:
    feeds = [(group, group, f"http://{number}.example/", "") for number, group in enumerate(("ขอนแก่น", "ข่าว", "เลย"))]
    above = {"ขอนแก่น": "อีสาน", "เลย": "อีสาน"}
    written = opml.write("T", feeds, lambda group: above.get(group, ""))
    outer = etree.fromstring(written).findall("body/outline")
    assert sorted((each.get("text"), len(each)) for each in outer) == [("ข่าว", 1), ("อีสาน", 2)]
    assert {(feed.url, feed.group) for feed in opml.read(written, "")} == {(url, group) for group, _, url, _ in feeds}


@pytest.mark.parametrize(
    "body",
    [b"", b"<opml>", b"<rss/>", b"{}", b'<!DOCTYPE opml SYSTEM "x"><opml/>', b'<!DOCTYPE o [<!ENTITY a "b">]><opml/>'],
)
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(BadOpml):
        opml.read(body, "text/xml")


def test_what_is_nested_too_deep_belongs_to_the_last_group() -> None:
    deep = "".join(f'<outline text="{number}">' for number in range(50))
    feeds = read(deep + '<outline xmlUrl="http://a.example/"/>' + "</outline>" * 50)
    assert feeds == [NewSource("http://a.example/", "19", None)]


def test_attributes_are_read_in_any_case() -> None:
    assert read(
        '<outline TEXT="ก"><outline Title="A" xmlurl="http://a.example/" htmlurl="http://a.example/x"/></outline>'
    ) == [NewSource("http://a.example/", "ก", "A")]


def test_feeds_inside_of_a_feeds_outline_are_not_lost() -> None:
    assert [feed.url for feed in read(
        '<outline text="A" xmlUrl="http://a.example/"><outline xmlUrl="http://b.example/"/></outline>'
    )] == ["http://a.example/", "http://b.example/"]  # fmt: skip
