"""What is kept from the parser is read as if it had seen it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.aggregator.reading import sections, strictfeed
from services.aggregator.reading.rawfeed import RawFeed
from services.aggregator.reading.strictnode import Declined

_LONG = "ข่าว <b>x</b> &amp; " * 8
_PARTS = st.sampled_from(
    [
        f"<![CDATA[{_LONG}]]>", f"<![CDATA[\r\n{_LONG}\r]]>", f"<![CDATA[{_LONG}\x01]]>", f"<![CDATA[{_LONG}\uffff]]>",
        "<![CDATA[", "]]>", "<!--", "-->", "<?x ", "?>", "<!DOCTYPE x>", "\ue0000\ue000", "&#xe000;0&#xE000;",
        "&#57344;0&#057344;", "&#8217;", "&#039;", "&#", "<title>", "</title>", "<description>", "</description>",
        "<link>", "</link>", '<x y="', '">', "</x>", _LONG.replace("<", "&lt;"), "<", "&", "x", "\r\n",
        f"<x><![CDATA[{_LONG}]]></x>",
        f"<title><![CDATA[ {_LONG}]]></title>", f"<description>x<![CDATA[{_LONG}]]> y</description>", 'type="xhtml"',
    ]
)  # fmt: skip


def _read(document: bytes) -> RawFeed | str:
    try:
        return strictfeed.read(document, "https://a.example/feed")
    except Declined as reason:
        return str(reason)


@example(["<title>", f"<![CDATA[{_LONG}]]>", f"<![CDATA[{_LONG}]]>", "</title>"])
@example(["<!--", f"<![CDATA[{_LONG}]]>", "-->"])
@example(["<!--", "<![CDATA[", "-->", _LONG, "]]>"])
@example(['<x y="', f"<![CDATA[{_LONG}]]>", '">', "</x>"])
@given(st.lists(_PARTS, max_size=6))
def test_both_ways_read_the_same(parts: list[str]) -> None:
    pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    for outer in (
        "<rss><channel><item>{}</item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{}</entry></feed>",
    ):
        document = outer.replace("{}", "".join(parts)).encode()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sections, "found", sections._found)
            expected = _read(document)
        assert _read(document) == expected


def test_long_sections_are_kept_from_the_parser() -> None:
    pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    whole = f"<rss><channel><title>x</title><item><title><![CDATA[{_LONG}]]></title></item></channel></rss>".encode()
    found = sections.Sections(whole)
    assert len(found.document) < len(whole) - len(_LONG)
    feed = _read(whole)
    assert isinstance(feed, RawFeed)
    assert feed.entries[0].title.text == _LONG.strip()


def test_hidden_xhtml_is_left_to_the_other_path() -> None:
    pytest.importorskip("services.aggregator.reading._signs", exc_type=ImportError)
    content = f'<content type="&#120;html"><div><![CDATA[{_LONG}]]></div></content>'
    assert isinstance(_read(f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{content}</entry></feed>".encode()), str)
