from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.text import clean_field, clean_paragraphs, is_blank, to_html
from shared.feed.xmltext import xml_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a  \n\n\n\n b\t ", "a\n\n b"),
        ("a\x00b\x1bc\u202ed\ufeff", "abcd"),
        ("\ud800x", "x"),
        ("ก\u0e4d\u0e32", "ก\u0e4d\u0e32"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_cleaning(raw: str, clean: str) -> None:
    assert clean_paragraphs(raw) == clean


def test_a_line_has_single_spaces() -> None:
    assert clean_field(" สม\n\tชาย  ใจดี ") == "สม ชาย ใจดี"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200d", "\u0301", "\u00ad\n"])
def test_nothing_to_see(text: str) -> None:
    assert is_blank(text)


def test_paragraphs_and_breaks() -> None:
    assert to_html("a\nb\n\nc <https://x.example>") == "<p>a<br>b</p><p>c &lt;https://x.example&gt;</p>"
    assert to_html("") == ""


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(f"{tag}{attrs or ''}")

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text() | st.text(alphabet="<>&\"'/=ab \n!-"))
def test_only_paragraphs_and_breaks_come_out(raw: str) -> None:
    text = clean_paragraphs(raw)
    parsed = Tags(to_html(text))
    assert parsed.tags <= {"p", "br"}
    assert parsed.text == text.replace("\n", "")
    assert unescape(to_html(text)).count("\n") == 0


@given(st.text())
def test_cleaning_is_idempotent_and_fit_for_xml(raw: str) -> None:
    once = clean_paragraphs(raw)
    assert clean_paragraphs(once) == once
    assert xml_text(once) == once
    assert clean_field(clean_field(raw)) == clean_field(raw)
