"""What all three writers promise: valid, well-formed and byte-stable, whatever the content."""

import html
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import feedparser
import msgspec
import pytest
from hypothesis import given, settings
from lxml import etree

from shared.feed import atom, jsonfeed, rss
from shared.feed.conform import conform
from shared.feed.model import Feed, Link
from tests.unit.shared.feed.builders import everything, feeds, make_entry, make_feed
from tests.unit.shared.feed.validity import ATOM, atom_problems, json_problems, rss_problems

Writer = Callable[[Feed], bytes]
WRITERS = [atom.render, rss.render, jsonfeed.render]


def titles(document: bytes) -> list[str]:
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


def feedparsed(text: str) -> str:
    """feedparser takes text that could be UTF-8 read as Latin-1 for just that, and mends it."""
    try:
        return text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return text


@given(feeds)
@settings(max_examples=150, deadline=None)
def test_any_text_in_any_field_gives_valid_documents(feed: Feed) -> None:
    assert atom_problems(atom.render(feed)) == []
    assert rss_problems(rss.render(feed)) == []
    assert json_problems(jsonfeed.render(feed)) == []


@given(feeds)
@settings(max_examples=60, deadline=None)
def test_a_reader_sees_the_titles_and_ids(feed: Feed) -> None:
    expected = conform(feed).entries
    document = atom.render(feed)
    assert [title.text for title in etree.fromstring(document).iterfind(f"{ATOM}entry/{ATOM}title")] == [
        entry.title for entry in expected
    ]
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    assert [entry.title.split() for entry in parsed.entries] == [feedparsed(entry.title).split() for entry in expected]
    assert [entry.id for entry in parsed.entries] == [feedparsed(entry.id) for entry in expected]
    assert not feedparser.parse(rss.render(feed)).bozo


@given(feeds)
@settings(max_examples=60, deadline=None)
def test_conform_is_idempotent(feed: Feed) -> None:
    assert conform(conform(feed)) == conform(feed)


@pytest.mark.parametrize("render", WRITERS)
def test_renders_the_same_bytes_in_this_process_and_in_another(render: Writer) -> None:
    program = (
        f"import sys; from {render.__module__} import render; "
        "from tests.unit.shared.feed.builders import everything; sys.stdout.buffer.write(render(everything()))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    assert render(everything()) == render(everything()) == elsewhere


@pytest.mark.parametrize("render", WRITERS)
def test_entries_keep_their_order(render: Writer) -> None:
    document = render(make_feed(*(make_entry(number) for number in (3, 1, 2))))
    assert [document.index(f"posts/{number}".encode()) for number in (3, 1, 2)] == sorted(
        document.index(f"posts/{number}".encode()) for number in (1, 2, 3)
    )


@pytest.mark.parametrize("render", WRITERS)
def test_a_naive_datetime_is_refused(render: Writer) -> None:
    with pytest.raises(ValueError, match="naive"):
        render(make_feed(make_entry(updated=datetime(2026, 1, 5), published=None)))  # noqa: DTZ001  # the point


@pytest.mark.parametrize("render", [atom.render, rss.render])
def test_right_to_left_and_zero_width_marks_survive(render: Writer) -> None:
    title = "ข่าว\u200bด่วน \u202eabc\u202c \u0627"
    assert titles(render(make_feed(make_entry(title=title)))) == [title]


@pytest.mark.parametrize("render", WRITERS)
def test_an_end_of_cdata_in_the_content_stays_content(render: Writer) -> None:
    document = render(make_feed(make_entry(content="<p>a ]]> b</p>")))
    if render is jsonfeed.render:
        content = msgspec.json.decode(document)["items"][0]["content_html"]
    else:
        content = feedparser.parse(document, sanitize_html=False).entries[0].content[0].value
    assert html.unescape(content) == "<p>a ]]> b</p>"


@pytest.mark.parametrize("render", [atom.render, rss.render])
def test_a_megabyte_in_one_entry(render: Writer) -> None:
    document = render(make_feed(make_entry(content="<p>" + "ก" * 350_000 + "</p>")))
    assert len(document) > 1_000_000
    assert len(titles(document)) == 1


@pytest.mark.parametrize("render", [atom.render, rss.render])
def test_a_stylesheet_stands_between_declaration_and_root(render: Callable[..., bytes]) -> None:
    document = render(replace(everything(), stylesheet='/static/feed.css?a=1&b="?>'))
    declaration, instruction, root = document.split(b"\n", 2)
    assert declaration == b"<?xml version='1.0' encoding='UTF-8'?>"
    assert instruction == (b'<?xml-stylesheet type="text/css" href="/static/feed.css?a=1&amp;b=&quot;?&gt;"?>')
    assert root == render(everything()).split(b"\n", 1)[1]
    assert not feedparser.parse(document).bozo
    assert b"xml-stylesheet" not in render(everything())


def test_only_web_addresses_become_links() -> None:
    entry = make_entry(links=(Link("javascript:alert(1)"), Link("data:text/html,x", "enclosure"), Link("/relative")))
    for render in WRITERS:
        document = render(make_feed(entry))
        assert b"javascript:" not in document
        assert b"data:text" not in document
        assert b"/relative" not in document
