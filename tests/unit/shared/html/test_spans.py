"""Spans that say nothing go; whatever may say something stays as it is."""

import pytest

from shared.html.spans import without_spans


def test_spans_that_only_colour_are_left_out() -> None:
    code = '<pre><span></span><code><span class="k">if</span> <span class="n" style="color: red">x</span></code></pre>'
    assert without_spans(code) == "<pre><code>if x</code></pre>"
    assert (
        without_spans('<p><span xmlns="http://www.w3.org/1999/xhtml"><span id="b">ข่าว</span></span></p>')
        == "<p>ข่าว</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<span lang="en">x</span> <span class="a">y</span>',
        '<span dir="rtl">x</span>',
        '<span title="a">x</span>',
        "<span class=a>x</span>",
        '<span class="a>x</span>',
        "<SPAN>x</SPAN><span>y</span><span lang=th>z</span>",
        "<<span>script>alert(1)</<span>script>",
        "<!<span>-- x --></span>",
    ],
)
def test_where_one_may_say_something_all_stay(html: str) -> None:
    assert without_spans(html) == html
