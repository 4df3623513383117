"""The compiled loop over plain HTML writes what nh3 would write, or declines; what is hostile it declines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.html.news import NewsSanitizer
from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer
from tests.unit.shared.html.active import inspect
from tests.unit.shared.html.soup import soup

NEWS = NewsSanitizer()
STABLE = Sanitizer(ENTRIES)
PAGE = "https://news.example/a/page"
REL = ' rel="noopener nofollow ugc"'
pytestmark = pytest.mark.skipif(NEWS.at_a_glance("x", PAGE) is None, reason="not compiled")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>ประกาศ&nbsp;จังหวัด</p>", "<p>ประกาศ&nbsp;จังหวัด</p>"),
        ("a > b \xa0 &quot;c&quot; &#39; &copy; & d", 'a &gt; b &nbsp; "c" \' © &amp; d'),
        ('<p class="x" lang=th>ข่าว<br/></p>', '<p lang="th">ข่าว<br></p>'),
        (
            '<a href="https://a.example/?a=1&b=2" target=_blank>x</a>',
            f'<a href="https://a.example/?a=1&amp;b=2"{REL}>x</a>',
        ),
        ("<a href='/b c'>x</a>", f'<a href="https://news.example/b c"{REL}>x</a>'),
        ('<a href="javascript:alert(1)">x</a>', f"<a{REL}>x</a>"),
        ('<a href="&#109;ailto:a@b.example">x</a>', f'<a href="mailto:a@b.example"{REL}>x</a>'),
        ('<img src="https://a.example/i.jpg" alt="">', '<img src="https://a.example/i.jpg" alt="" loading="lazy">'),
        ('<img src="https://a.example/i.gif" width="1" height="1">', ""),
        (
            '<img src="data:x" data-src="https://a.example/i.jpg">',
            '<img src="https://a.example/i.jpg" loading="lazy">',
        ),
        (
            '<iframe src="https://a.example/v" allowfullscreen></iframe>',
            f'<a href="https://a.example/v"{REL}>https://a.example/v</a>',
        ),
        ('<p><span style="color: red">x</span></p>', "<p>x</p>"),
        ('<p><span lang="th">x</span><span class="y">y</span></p>', '<p><span lang="th">x</span><span>y</span></p>'),
        ("<p>x!<span>y</span></p>", "<p>x!<span>y</span></p>"),
        ("<p>x<p>y</p></p>", "<p>x</p><p>y</p><p></p>"),
        ("<ul><li>x<li><p>y</ul>", None),
        ("<ul><li><p>x<li>y</li></ul>", "<ul><li><p>x</p></li><li>y</li></ul>"),
        ("<pre>\n\n  x</pre>", "<pre>  x</pre>"),
        ("<p>x<!-- wp:image --></p><script>track()</script><style>p { color: red }</style>", "<p>x</p>"),
        ('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>x', "x"),
        (
            "<table> <tbody><tr><td>x</td></tr></tbody></table>",
            "<table> <tbody><tr><td>x</td></tr></tbody></table>",
        ),
        ("<font color=red><center>x</center></font>", "x"),
    ],
)
def test_plain_html_is_read_at_a_glance(html: str, expected: str | None) -> None:
    assert NEWS.at_a_glance(html, PAGE) == expected
    if expected is not None:
        assert NEWS.thoroughly(html, PAGE) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p", "<p>x", "</div>", "<b><i>x</b></i>", "<p><div>x</div></p>x</p><b></p>", "<a>x<a>y</a></a>", "<P>x</P>",
        "<table>x</table>", "<table><tr><td>x</td></tr></table>", "<td>x</td>", "<li>x</li>", "<h1><h2>x</h2></h1>",
        "<h1><b><h1></h1></b></h1>", "<h1><span><h2>x</h2></span></h1>",
        "<select><option>x</option></select>", "<form>x</form>", "<template>x</template>", "<math>x</math>",
        "<noscript>x</noscript>", "<textarea>x</textarea>", "<title>x</title>", "<plaintext>x", "<object>x</object>",
        "<svg><style>x</style></svg>", "<svg><title><a>x</a></title></svg>", "<svg/>x", "<svg><svg></svg></svg>",
        "<script>a < b</script>", "<script>x", "<script/>x", "<style><!-- </style>", "<svg><path d='\"></svg>",
        "x\0", "x\r", "x\x85", "x\x7f", "\ud800", "\ufeffx", "\uffff", "a < b", "<>", "</>", "< p>", "<!>", "<!-->",
        "<!--->x-->", "<!-- a -- b -->", "<!-- <p> -->", "<!--x--!>", "<!doctype html>", "<![CDATA[x]]>", "<!-- x",
        "&copy", "&notit;", "&#0;", "&#128;", "&#xd800;", "&#x110000;", "&#99999999;", "&#;", "&#x;", "&#-1;", "&#x-;",
        "&Tab;", "&nvlt;", "&lt", '<p title="x', '<p title="<">x</p>', '<p title=">">x</p>', "<p title=`x`>y</p>",
        '<p title="&copy">x</p>', '<p title="\0">x</p>', '<p dir="a" dir="b">x</p>', "<p title = x>y</p>", "<p =x>",
        '<p TITLE="x">y</p>', '<p "x">y</p>', "<p/x>y</p>", "<p title=a&b>x</p>",
        '<a href=" https://a.example/">x</a>', '<a href="https://[::1]/">x</a>', '<a href="https://1.2.3.4/">x</a>',
        '<a href="https://xn--a.example/">x</a>', '<a href="https://u@a.example/">x</a>', '<a href="https:a">x</a>',
        '<a href="https://a.example\\x">x</a>', '<a href="https://จังหวัด.ไทย/">x</a>', '<a href="\tx:y">x</a>',
        '<a href="java\nscript:x">x</a>', '<a href="&#1;javascript:x">x</a>', '<a href="HTTP://a.example/">x</a>',
        '<img src="data:x" data-src="https://1.2.3.4/i.jpg">', '<iframe src="about:blank"></iframe>',
        '<a><iframe src="/x"></iframe></a>', "<b>" * 3 + "</b>" * 3, "<div>" * 17 + "</div>" * 17,
    ],
)  # fmt: skip
def test_anything_else_is_declined(html: str) -> None:
    assert NEWS.at_a_glance(html, PAGE) is None


@pytest.mark.parametrize("gap", ["\x0c", "\x0b", "\x1f", "\x85", "\u2003", "\u3000"])
def test_a_drawing_begins_as_parsers_see_it(gap: str) -> None:
    html = f'<svg{gap}id="x">x</svg>'
    assert NEWS.clean(html, PAGE) == NEWS.thoroughly(html, PAGE)


@pytest.mark.parametrize(
    "html", ['<a href="//[" title="t" lang="th">x</a>', '<img src="//[" alt="x" title="t">', '<img src="//[" alt="x">']
)
def test_an_address_that_leads_nowhere_is_declined(html: str) -> None:
    assert NEWS.clean(html, PAGE) == NEWS.thoroughly(html, PAGE)


_ATTRIBUTES = st.sampled_from(
    (
        'class="x"', 'style="display:none"', 'id="a"', 'xmlns="x"', 'lang="th"', 'title="a&quot;b&amp;c"', "title='\"'",
        'title="&copy=1"', 'title="a&lt;b"', 'title="\xa0ก"', "dir=rtl", "dir", 'alt="&b=c"', "onclick='x'", "width=1",
        'width="1"', "height='200'", 'href="https://a.example/x y"', 'href="/x?a=1&b=2"', 'href="x&#58;y"', 'href="#"',
        'href="javascript:x"', 'href="mailto:x@y.example"', 'href=""', 'href="//b.example"', 'href="http://a..b"',
        'src="https://a.example/i.jpg"', 'src="/i.jpg"', 'src="data:x"', 'src="https://pixel.wp.com/g.gif"', "src=x",
        'src="https://a.example/1x1.gif"', 'data-src="https://b.example/i.jpg"', 'data_src="x"', 'start="2"', "=", '"',
    )
)  # fmt: skip
_TEXTS = st.sampled_from(
    (
        "x", "ก ข", "\n", " ", "!", "/", "&amp;", "&lt;", "&#39;", "&#10;", "&eacute;", "&", "&b", "&copy", "\xa0", ">",
        '"', "<", "\0", "\r", "</p>", "</img>", "</iframe>", "</span>", "<!-- x -->", "<!-->", "<?x?>", "<br/>",
    )
)  # fmt: skip
_NAMES = st.sampled_from(
    (
        "p", "p", "div", "a", "b", "em", "span", "span", "code", "pre", "h1", "h2", "blockquote", "figure", "section",
        "font", "center", "header", "label", "img", "iframe", "script", "style", "svg", "ul", "li", "table", "td",
    )
)  # fmt: skip
_CLOSED = st.sampled_from((True, True, True, True, True, True, True, False))


def _element(name: str, attributes: list[str], inside: str, is_closed: bool) -> str:
    start = " ".join((f"<{name}", *attributes))
    shapes = {
        "ul": f"<li>{inside}</li><li>y",
        "table": f" <tbody><tr><td>{inside}</td></tr></tbody>",
        "svg": '<path d="x"/>',
        "script": "x",
    }
    return f"{start}>{shapes.get(name, inside)}" + (f"</{name}>" if is_closed and name != "img" else "")


_HTML = st.recursive(
    _TEXTS,
    lambda inside: st.lists(
        st.builds(_element, _NAMES, st.lists(_ATTRIBUTES, max_size=2), inside, _CLOSED) | _TEXTS, max_size=4
    ).map("".join),
    max_leaves=12,
)


@given(st.one_of(_HTML, soup(8), st.builds("{}{}".format, _HTML, _HTML)))
def test_what_it_writes_is_what_nh3_writes(html: str) -> None:
    cleaned = NEWS.at_a_glance(html, PAGE)
    homeless = NEWS.at_a_glance(html, None)
    assert homeless is None or homeless == NEWS.thoroughly(html, None)
    if cleaned is not None:
        assert cleaned == NEWS.thoroughly(html, PAGE)
        assert inspect(cleaned).problems == []
        assert STABLE.clean(cleaned, PAGE) == cleaned


@pytest.mark.parametrize(
    "part",
    ["<b>", "<!--", "<svg>", "<script>", "&", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "<p>", "<p>x", "<img src=x>", "</p>",
     "<span>", "</span>!", '<a href="', "<iframe src=/x>", "<pre>\n", "<img src=/pixel title='", "<!-- -->", "<?",
     "<p "],
)  # fmt: skip
def test_time_is_linear_in_the_length(part: str) -> None:
    html = part * (400_000 // len(part))
    begun = time.process_time()
    NEWS.at_a_glance(html, PAGE)
    assert time.process_time() - begun < 0.5
