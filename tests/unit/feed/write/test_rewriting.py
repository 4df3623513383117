"""Rewriting a text changes how it is written, never what it says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feed.model import ContentType
from services.feed.posts.content import html_of
from services.feed.write import rewriting
from services.feed.write.rewriting import rewritten
from shared.html.policy import POSTS
from shared.html.sanitize import Sanitizer

HTML, MARKDOWN = ContentType.HTML, ContentType.MARKDOWN
SANITIZER = Sanitizer(POSTS)


def render(text: str, written: ContentType) -> str:
    return html_of(text, written, lambda html: SANITIZER.clean(html, "http://roiet.example/"))


def in_marks(html: str) -> str:
    return rewritten(html, HTML, MARKDOWN, render)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>ก <strong>ข</strong> <em>ค</em></p><h2>หัว</h2>", "ก **ข** *ค*\n\n## หัว"),
        ("<ul><li>ก</li><li><a href='/x'>ข</a></li></ul>", "- ก\n- [ข](http://roiet.example/x)"),
        ("<ol><li>ก</li><li>ข</li></ol><hr>", "1. ก\n2. ข\n\n---"),
        ("<blockquote><p>ก</p><p>ข</p></blockquote>", "> ก\n>\n> ข"),
        ("<p>ก<br>ข <img src='/a.png' alt='ค'></p>", "ก\\\nข ![ค](http://roiet.example/a.png)"),
        ("<p>2 * 3 * 4 และ a_b</p><p># ก</p><p>1. ก</p>", "2 \\* 3 \\* 4 และ a_b\n\n\\# ก\n\n1\\. ก"),
        ("<p>&lt;b&gt; &amp;amp;</p>", "\\<b> \\&amp;"),
        ("ก\n\nข", "ก\nข"),
    ],
)
def test_what_marks_can_say_is_said_in_marks(html: str, markdown: str) -> None:
    assert in_marks(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<table><tbody><tr><td>ก</td></tr></tbody></table>",
        '<figure><img src="http://x.example/a.png" alt="ก" loading="lazy"><figcaption>ข</figcaption></figure>',
        '<p><img src="http://x.example/a.png" alt="ก" width="3" loading="lazy"></p>',
        "<pre>a\n\n  b</pre>",
        '<p><a href="http://x.example/a b" rel="noopener">ก</a></p>',
        "<ul><li>ก<ul><li>ข</li></ul></li></ul>",
        "<ul><li>ก</li></ul>\n\n<ul><li>ข</li></ul>",
    ],
)
def test_what_marks_cannot_say_stays_html(html: str) -> None:
    assert in_marks(html) == html


def test_blocks_stay_blocks_of_html_whatever_they_hold() -> None:
    assert in_marks("<div>ก\n\n    ข\n\n* ค</div><p>ง</p>") == "<div>ก\n    ข\n* ค</div>\n\nง"
    assert in_marks("<div><pre>ก\n\nข</pre>\n\nค</div>") == "<div><pre>ก&#10;&#10;ข</pre>\nค</div>"


def test_long_texts_keep_their_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "_MOST", 10)
    assert in_marks("<p>ก</p><p>ข</p>") == "<p>ก</p>\n\n<p>ข</p>"


def test_nothing_is_done_where_nothing_is_to_be_done() -> None:
    assert rewritten(" *ก* <x>", MARKDOWN, MARKDOWN, render) == " *ก* <x>"
    assert rewritten(" \n", MARKDOWN, HTML, render) == " \n"


_words = st.text(st.sampled_from("กข a*_`[]()#+-.!<>&|~\\1\n="), min_size=1, max_size=12)
_inline = st.one_of(
    _words,
    st.builds("<strong>{}</strong>".format, _words),
    st.builds("<em>{}</em>".format, _words),
    st.builds('<a href="http://x.example/{}">{}</a>'.format, st.sampled_from(["", "a(b)", "ก", "a_b_c"]), _words),
    st.just("<br>"),
)
_lines = st.lists(_inline, min_size=1, max_size=4).map("".join)
_block = st.one_of(
    *(
        st.builds(f"<{tag}>{{}}</{tag}>".format, _lines)
        for tag in ("p", "h2", "ul><li", "blockquote><p", "ol><li", "div", "pre", "table><tbody><tr><td")
    ),
    _lines,
    st.just("<hr>"),
)


def _closed(block: str) -> str:
    """``</ul><li>`` as the templates above write it is ``</li></ul>``."""
    return re.sub(
        r"</(\w+)((?:><\w+)+)>$", lambda m: "".join(f"</{n}>" for n in (*m[2][2:].split("><")[::-1], m[1])), block
    )


@given(st.lists(_block.map(_closed), min_size=1, max_size=4).map("".join))
def test_it_always_says_the_same(html: str) -> None:
    """But for text that stands in no block, which Markdown makes a paragraph."""
    before, after = render(html, HTML), render(in_marks(html), MARKDOWN)
    assert said(after) == said(before)
    assert rewritten(in_marks(html), MARKDOWN, HTML, render) == after.strip()


def said(html: str) -> list[str]:
    return re.sub(r"</?p>", " ", re.sub(r"(</?\w+[^>]*>)", r" \1 ", html)).split()
