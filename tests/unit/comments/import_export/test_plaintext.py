import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments.import_export.plaintext import plain_text
from services.comments.text.cleaning import clean_paragraphs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("ดี &amp; ง่าย &lt;b&gt;", "ดี & ง่าย <b>"),
        ("หนึ่ง\nสอง\n\nสาม", "หนึ่ง\nสอง\n\nสาม"),
        ("หนึ่ง\r\nสอง\r\n\r\n\r\nสาม", "หนึ่ง\nสอง\n\nสาม"),
        ("<b>หนึ่ง</b>\n<i>สอง</i>", "หนึ่ง\nสอง"),
        ("หนึ่ง<BR/>สอง<br>\n<br />สาม", "หนึ่ง\nสอง\n\nสาม"),
        ("<p>หนึ่ง\nยังหนึ่ง</p>\n<p>สอง<br>สาม</p>", "หนึ่ง ยังหนึ่ง\n\nสอง\nสาม"),
        ("<div>หนึ่ง</div><div>สอง</div>", "หนึ่ง\nสอง"),
        ("<ul><li>หนึ่ง</li><li>สอง</li></ul>ท้าย", "หนึ่ง\nสอง\n\nท้าย"),
        (
            "คำนำ\nสอง\n\n<blockquote>คำพูด</blockquote>\nท้าย\n<ul>\n<li>ก</li>\n<li>ข</li>\n</ul>",
            "คำนำ\nสอง\n\nคำพูด\n\nท้าย\n\nก\nข",
        ),
        ("ก\n<b>ข</b> ค\n", "ก\nข ค"),
        ("a  <span> b</span>\t c", "a b c"),
        ("<script>alert(1)</script>ก<style>p{}</style>", "ก"),
        ("<!-- ไม่ -->ก <unknown a='>'>ข", "ก ข"),
        ('<a href="https://x.example/a?b=1&amp;c=2">ที่นี่</a>!', "ที่นี่ (https://x.example/a?b=1&c=2) !"),
        ("<a href='http://x.example/'>http://x.example</a>", "http://x.example"),
        ("<a href=https://x.example/a>x.example/a</a>", "x.example/a"),
        ('<a rel="nofollow" href="javascript:x">ก</a>', "ก"),
        ('<a data-href="https://x.example/">ก</a>', "ก"),
        ("<a href='https://x.example/'>เปิดค้าง", "เปิดค้าง"),
        ("\x00ก\u202eข&#0;", "กข\ufffd"),
        ("ก \x1b ข", "ก ข"),
    ],
)
def test_what_people_read_is_kept(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet="<>/apbrdiv=\"' \n&;#1ก์", max_size=80) | st.text(max_size=80))
def test_it_is_always_a_text_that_a_comment_may_hold(html: str) -> None:
    text = plain_text(html)
    assert clean_paragraphs(text) == text
    assert all(line == " ".join(line.split()) for line in text.split("\n"))


@pytest.mark.parametrize(
    "piece", ["<br>", "<p>", "<a href=", "<a href='http://x.example'>", "\n", "&", "<a>ก", "href= "]
)
def test_a_hostile_comment_takes_no_time(piece: str) -> None:
    began = time.process_time()
    plain_text(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 5
