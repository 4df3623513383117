from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.text.markup import REL, to_html


class Tags(HTMLParser):
    """The elements, attributes and text of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\n\nc <x>", "<p>a<br>b</p><p>c &lt;x&gt;</p>"),
        ("", ""),
        ("ผม*ชอบ*มาก", "<p>ผม<em>ชอบ</em>มาก</p>"),
        ("**สำคัญ** มาก", "<p><strong>สำคัญ</strong> มาก</p>"),
        ("*a b*, *c*", "<p><em>a b</em>, <em>c</em></p>"),
        ("2*3*4 a*b*", "<p>2*3*4 a*b*</p>"),
        ("* ข้อ 1\n* ข้อ 2", "<p>* ข้อ 1<br>* ข้อ 2</p>"),
        ("*<b>*", "<p><em>&lt;b&gt;</em></p>"),
        ("*ไม่จบ", "<p>*ไม่จบ</p>"),
        ("***", "<p>***</p>"),
        ("https://a.example/*x*", "<p>https://a.example/*x*</p>"),
    ],
)
def test_a_little_of_markdown_is_known(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ดูที่ https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/a_(b))", "https://a.example/a_(b)"),
        ("https://a.example/x?y=1&z=2ดูครับ", "https://a.example/x?y=1&z=2"),
        ('https://a.example/"onmouseover="x', "https://a.example/"),
        ("*https://a.example*", "https://a.example"),
        ("http://a.example/!!!", "http://a.example/"),
    ],
)
def test_addresses_are_links_only_where_they_are_allowed(text: str, address: str) -> None:
    ((tag, attributes),) = [each for each in Tags(to_html(text, links=True)).found if each[0] == "a"]
    assert attributes == {"href": address, "rel": REL}, tag
    assert "<a" not in to_html(text)


@given(st.text(alphabet=st.sampled_from("ก*a1 \n<>&\"'()[].:/htps"), max_size=60), st.booleans())
def test_whatever_is_written_nothing_else_comes_out(text: str, links: bool) -> None:
    read = Tags(to_html(text, links=links))
    assert {tag for tag, _ in read.found} <= {"p", "br", "em", "strong", "a"}
    assert all(set(attributes) <= {"href", "rel"} for _, attributes in read.found)
    plain = text.replace("\n", "").replace("*", "")
    assert unescape(read.text).replace("*", "") == plain
