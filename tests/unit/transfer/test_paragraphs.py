"""WordPress's texts as its readers saw them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transfer.model import Attachment, Remark
from services.transfer.paragraphs import expanded, paragraphs


class Files:
    """Two pictures, the second of which came with post 9."""

    def find(self, number: str) -> Attachment | None:
        return Attachment(f"http://old.example/{number}.jpg", "ภาพ") if number in {"1", "2"} else None

    def of(self, post: str) -> list[Attachment]:
        return [Attachment("http://old.example/2.jpg")] if post == "9" else []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>b</p>\n<p>c</p>"),
        ("a\n<ul><li>b</li></ul>\nc", "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c</p>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ('<!-- wp:paragraph {"x":1} --><p>a</p><!-- /wp:paragraph -->', "<p>a</p>"),
        ("", ""),
    ],
)
def test_paragraphs(text: str, html: str) -> None:
    assert paragraphs(text) == html


@pytest.mark.parametrize(
    ("text", "html", "codes"),
    [
        ("[gallery ids='1,7']", '<figure><img src="http://old.example/1.jpg" alt="ภาพ"></figure>', []),
        ("[gallery]", '<figure><img src="http://old.example/2.jpg" alt=""></figure>', []),
        ("[gallery ids='7']", "", ["gallery"]),
        (
            "[embed]https://video.example/x[/embed]",
            '<p><a href="https://video.example/x">https://video.example/x</a></p>',
            [],
        ),
        (
            '[audio src="https://a.example/x.mp3"]',
            '<p><a href="https://a.example/x.mp3">https://a.example/x.mp3</a></p>',
            ["embed"],
        ),
        ('[contact-form to="x"]', '[contact-form to="x"]', ["shortcode"]),
        ("[sic] และ [1]", "[sic] และ [1]", []),
    ],
)
def test_shortcodes(text: str, html: str, codes: list[str]) -> None:
    remarks: list[Remark] = []
    assert expanded(text, "9", Files(), remarks.append).strip() == html
    assert [remark.code for remark in remarks] == codes


@given(st.text(alphabet="ab\n<>/p[]div ul caption=\"'img", max_size=200))
def test_any_text_has_paragraphs(text: str) -> None:
    assert isinstance(paragraphs(expanded(text, "9", Files(), lambda _remark: None)), str)
