"""The Link header, ours and anybody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.links import WebLink, build_links, parse_links, targets


def test_discovery_links() -> None:
    links = [WebLink("https://roiet.example/hub", "hub"), WebLink("https://roiet.example/f", "self", "text/html")]
    field = build_links(links)
    assert field == '<https://roiet.example/hub>; rel="hub", <https://roiet.example/f>; rel="self"; type="text/html"'
    assert list(parse_links(field)) == links


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("<https://h.example/>; rel=hub", ["https://h.example/"]),
        ('<https://h.example/>; REL="self HUB"', ["https://h.example/"]),
        ("</hub>;rel=hub", ["https://x.example/hub"]),
        (
            '<?a,b>; title="a, \\"b\\"; rel=x" ; rel=hub, <b>; rel="hub"',
            ["https://x.example/feed?a,b", "https://x.example/b"],
        ),
        ("<a>; rel=hub; rel=self", ["https://x.example/a"]),
        ("<a>; rel=hub; anchor=/other", []),
        ("<a>; crossorigin; rel=hub", ["https://x.example/a"]),
        ("<a>", []),
        ("a; rel=hub", []),
        ("<a; rel=hub", []),
        ("", []),
    ],
)
def test_finding_the_hub(field: str, expected: list[str]) -> None:
    assert list(targets(parse_links(field, "https://x.example/feed"), "hub")) == expected


def test_titles_in_thai() -> None:
    (link,) = parse_links(build_links([WebLink("https://x.example/ก", "self", title='ข่าว "ด่วน"')]))
    assert link.title == 'ข่าว "ด่วน"'
    assert link.target == "https://x.example/%E0%B8%81"


@given(*[st.text(st.characters(exclude_categories=()))] * 3)
def test_no_text_breaks_out_of_the_header(target: str, rel: str, title: str) -> None:
    field = build_links([WebLink(target, rel, title=title, anchor=title)])
    assert field.isascii()
    assert field.isprintable() or "\t" in field
    assert len(parse_links(field)) == 1


@given(st.text())
def test_any_field_is_read_without_an_error(field: str) -> None:
    assert len(parse_links(field)) <= field.count("<")
