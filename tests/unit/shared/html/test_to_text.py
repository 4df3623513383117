import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.html import to_text as module
from shared.html.to_text import to_text
from tests.unit.shared.html.soup import soup


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("ข่าว", "ข่าว"),
        ("<p>หนึ่ง</p><p>สอง</p>", "หนึ่ง\nสอง"),
        ("ก<br>ข<br/>ค", "ก\nข\nค"),
        ("<ul><li>ก<li>ข</ul>", "ก\nข"),
        ("<table><tr><td>ก</td><td>ข</td></tr><tr><td>ค</table>", "ก ข\nค"),
        ("ร้อย<b>เอ็ด</b>", "ร้อยเอ็ด"),
        ("  a\n b &nbsp; c ", "a b c"),
        ("&lt;b&gt; &amp;amp; &#3585;", "<b> &amp; ก"),
        ("ก<script>x</script><style>y</style><!-- z -->ข", "กข"),
        ("5 < 6", "5 < 6"),
        ("ก&#11;\x00\ud800", "ก\ufffd"),
        ("<p>open", "open"),
    ],
)
def test_words(html: str, text: str) -> None:
    assert to_text(html) == text


@given(st.one_of(soup(), st.text(max_size=200)))
def test_any_html_is_text_on_tidy_lines(html: str) -> None:
    for line in to_text(html).split("\n"):
        assert line == " ".join(line.split())


@given(st.one_of(soup(), st.text(alphabet='<>"/ pbrก&;', max_size=80)))
def test_both_ways_of_looking_between_tags_see_the_same(html: str) -> None:
    compiled = pytest.importorskip("shared.html._words", exc_type=ImportError)
    parting = frozenset({"p", "br"})
    assert compiled.between_tags(html, parting) == module._between_tags(html, parting)


@given(st.text(st.sampled_from("aก  \n\x1c\x85\xa0\u1680\u2003\u200b\u3000😀") | st.characters(), max_size=30))
def test_both_ways_of_collapsing_blanks_give_the_same(text: str) -> None:
    compiled = pytest.importorskip("shared.html._words", exc_type=ImportError)
    assert compiled.collapsed(text) == module._collapsed(text)
