"""What is known is not read again, and nothing is lost by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParsedFeed, ParseJob
from services.aggregator.reading.parsing import parse
from services.aggregator.reading.slices import cut

CLEAN = Cleaner()


def rss(*items: str, after: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{"".join(items)}{after}</channel></rss>'.encode()


def item(name: object, title: str = "ก", more: str = "") -> str:
    return f'<item><guid isPermaLink="false">{name}</guid><title>{title}</title>{more}</item>\n'


def read(body: bytes, known: dict[str, str] | None = None) -> ParsedFeed:
    return parse(ParseJob(body, "", "https://a.example/", "s", known or {}), CLEAN)


def known_of(feed: ParsedFeed, before: dict[str, str] | None = None) -> dict[str, str]:
    return (before or {}) | {entry.id: entry.digest for entry in feed.entries}


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("กขค")), max_size=8),
       st.lists(st.tuples(st.integers(0, 5), st.sampled_from("กขค")), max_size=8))  # fmt: skip
def test_reading_what_changed_is_reading_all_and_comparing(
    first: list[tuple[int, str]], second: list[tuple[int, str]]
) -> None:
    known = known_of(read(rss(*(item(*each) for each in first))))
    body = rss(*(item(*each) for each in second))
    changed, everything = read(body, known), read(body)
    assert changed.present == everything.present
    assert {e.id: e.digest for e in changed.entries} == {
        e.id: e.digest for e in everything.entries if known.get(e.id) != e.digest
    }


def test_an_entry_that_quotes_another_is_one_entry() -> None:
    body = rss(item(1, more="<description><![CDATA[<item><title>x</title></item>]]></description>"), item(2))
    feed = read(body)
    assert len(feed.present) == 2
    assert read(body, known_of(feed)).entries == ()


def test_what_stands_between_entries_is_read_although_they_are_known() -> None:
    hub = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    body = rss(item(1) + hub, item(2))
    again = read(body, known_of(read(body)))
    assert (again.about.hubs, again.entries) == (("https://hub.example/",), ())


def test_another_root_element_makes_other_entries() -> None:
    body = rss(item(1))
    other = body.replace(b"<rss ", b'<rss xml:base="https://b.example/" ')
    assert {each.digest for each in cut(body).entries}.isdisjoint(each.digest for each in cut(other).entries)


def test_what_a_server_appends_makes_no_feed_worse() -> None:
    assert read(rss(item(1)) + b"<!-- cached --><script>x</script>\n<br>").path == "strict"


@pytest.mark.parametrize("body", [b"", b"<rss>", b"<rss><item>", b"<rss></item><item></rss>", b"<a><item/></a>"])
def test_any_bytes_are_cut(body: bytes) -> None:
    sliced = cut(body)
    assert sliced.holding(sliced.entries) == body


def test_known_feeds_of_every_format_stay_on_the_fast_path() -> None:
    rdf = (
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<channel rdf:about="https://a.example/"><title>t</title></channel>'
        '<item rdf:about="https://a.example/1"><title>a</title></item></rdf:RDF>'
    )
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>urn:x:1</id><title>a</title></entry></feed>'
    for body in (rdf.encode(), atom.encode(), rss(item(1))):
        again = read(body, known_of(read(body)))
        assert (again.path, again.entries, len(again.present)) == ("strict", (), 1)
