"""Nesting is capped and cost is linear, whatever the soup."""

import time

import pytest
from hypothesis import given

from shared.html.depth import MAX_DEPTH, well_nested
from shared.html.nesting import MAX_ATTRIBUTES, is_well_nested
from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer
from tests.unit.shared.html.active import inspect
from tests.unit.shared.html.soup import soup

TAGS = ENTRIES.tags
N = 20_000
HOSTILE = {
    "deep": "<div>" * N,
    "deep and closed": "<div>" * N + "</div>" * N,
    "deep phrases": "<span>" * N + "x",
    "deep lists": "<ul><li>" * N,
    "deep tables": "<table><tr><td>" * N,
    "hidden in attributes": '<div title="</div>">' * N,
    "hidden behind stray quotes": '<div x=a"b c="d></div>">' * N,
    "hidden in CDATA": "<div><svg><![CDATA[></svg></div>]]>" * N,
    "hidden in a select": "<div><select></div></select>" * N,
    "hidden in cells": "<div><table><tr><td></div></td></tr></table>" * N,
    "hidden in comments": "<div><!-- </div> -->" * N,
    "attributes": "<a " + " ".join(f"a{n}" for n in range(N)) + ">x</a>",
    "many tags with attributes": ("<a " + " ".join(f"a{n}" for n in range(900)) + ">") * 20,
    "formatting left open": "<p>" + "".join(f"<b title={n}>" for n in range(97)) + "<div>x</div>" * N,
    "formatting in a table": "<table>" + "".join(f"<b title={n}>" for n in range(97)) + "x<tr></tr>" * N,
    "links in links": "<a>" * N,
    "ends without starts": "</p></a></b>" * N,
    "misnested": "<b></i>" * N,
    "less-than signs": "<" * N,
    "open tags": "<a" * N,
    "open quotes": '<a x="' * N,
    "open comments": "<!--" * N,
    "open declarations": "<!" * N,
    "open titles": "<title>" * N,
    "open scripts": "<script>" * N,
    "blanks": "<a" + " " * N,
    "references": "&#" * N,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents(name: str) -> None:
    """Half a megabyte at most, each in well under the second that a quadratic parser would multiply."""
    html = HOSTILE[name]
    started = time.process_time()
    cleaned = Sanitizer(ENTRIES).clean(html)
    assert time.process_time() - started < 2
    assert inspect(cleaned).depth <= MAX_DEPTH
    assert len(cleaned) <= 40 * N + 12 * len(html)


FEW_TAGS = {
    "formatting in each paragraph": "".join(f'<p><b title="{n}">' for n in range(149)),
    "long formatting in each paragraph": "".join(f'<p><b title="{n}{"x" * 7000}">' for n in range(20)),
    "formatting before many paragraphs": "".join(f"<p><b title={n}><i><u>" for n in range(30)) + "<p>x" * 200,
}


@pytest.mark.parametrize("name", [*HOSTILE, *FEW_TAGS])
def test_leniency_costs_nothing_more(name: str) -> None:
    """What is closed soon, or has few tags, is not looked through: neither must make much out of little."""
    html = (HOSTILE | FEW_TAGS)[name]
    started = time.process_time()
    cleaned = Sanitizer(ENTRIES, lenient=True).clean(html)
    assert time.process_time() - started < 2
    assert inspect(cleaned).problems == []
    assert len(cleaned) <= 40 * N + 12 * len(html)


@given(soup())
def test_leniency_lets_nothing_through(html: str) -> None:
    lenient = Sanitizer(ENTRIES, lenient=True)
    assert inspect(lenient.clean(html)).problems == []
    assert inspect(lenient.clean(f"{html}{'<p>x</p>' * 400}")).problems == []


def test_text_below_the_cap_is_kept() -> None:
    html = "<div>" * 150 + "<b>ลึก</b>" + "</div>" * 150 + "<p>ตื้น</p>"
    assert well_nested(html, TAGS, 100) == "<div>" * 100 + "ลึก" + "</div>" * 100 + "<p>ตื้น</p>"


def test_too_many_attributes_are_dropped_with_the_tag_kept() -> None:
    assert well_nested(f'<p title="{"x" * MAX_ATTRIBUTES}">ก</p>', TAGS) == "<p>ก</p>"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "ข่าว &amp; ประกาศ",
        "<p>ก <b>ข</b><br>ค</p><hr><ul><li>ง<ul><li>จ</li></ul></li></ul>",
        "<table><tbody><tr><td><p>ก</p></td></tr></tbody></table>",
        '<a href="x>y" title=\'"\' hreflang=th>ก</a>',
    ],
)
def test_what_is_well_nested_is_left_alone(html: str) -> None:
    assert is_well_nested(html, TAGS, 10)
    assert well_nested(html, TAGS, 10) is html


@pytest.mark.parametrize(
    "html",
    [
        "<p>",
        "</p>",
        "<b><i></b></i>",
        "<p><p></p></p>",
        "<p><b><div></div></b></p>",
        "<a><b><a></a></b></a>",
        "<li></li>",
        "<td></td>",
        "<table><b></b></table>",
        "<h1><h2></h2></h1>",
        "<marquee></marquee>",
        "<!-- -->",
        "a < b",
        '<b title="</b>"></b>',
        '<b title="x></b>',
        '<b x=a"b c="d></b>">',
        "<table><tr><td></td></tr></table>",
        "<div>" * 11 + "</div>" * 11,
    ],
)
def test_what_is_not(html: str) -> None:
    assert not is_well_nested(html, TAGS, 10)


@given(soup())
def test_repairing_is_stable(html: str) -> None:
    once = well_nested(html, TAGS, 8)
    assert well_nested(once, TAGS, 8) == once


SHALLOW = Sanitizer(ENTRIES, max_depth=4)


@given(soup(60))
def test_no_soup_gets_deeper_than_the_limit(html: str) -> None:
    assert inspect(SHALLOW.clean(html)).depth <= 4
