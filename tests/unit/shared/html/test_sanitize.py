import re
from urllib.parse import urljoin

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shared.html.policy import ENTRIES, POSTS
from shared.html.sanitize import Sanitizer, absolute
from tests.unit.shared.html.active import inspect
from tests.unit.shared.html.soup import soup

BASE = "https://roiet.example/posts/1?page=2"
ENTRIES_SANITIZER = Sanitizer(ENTRIES)


def clean(html: str, base: str | None = BASE) -> str:
    return ENTRIES_SANITIZER.clean(html, base)


NEWS = (
    '<h2 lang="th">ประกาศ</h2><p>ตาม<strong>มติ</strong> <em>ที่ประชุม</em><br>ดังนี้</p>'
    '<ol start="3"><li>หนึ่ง<ul><li>ก</li></ul></li><li>สอง</li></ol>'
    '<table><caption>งบ</caption><thead><tr><th scope="col">ปี</th></tr></thead>'
    '<tbody><tr><td colspan="2">2569</td></tr></tbody></table>'
    '<figure><img src="https://roiet.example/a.jpg" alt="บึงพลาญชัย" width="640" height="480" loading="lazy">'
    "<figcaption>บึง</figcaption></figure>"
    "<blockquote><p>อ้าง</p></blockquote><pre><code>x &lt; y</code></pre><hr>"
    '<p><time datetime="2026-01-05">5 มกราคม 2569</time> H<sub>2</sub>O</p>'
)


def test_news_stays_as_it_is() -> None:
    assert clean(NEWS) == NEWS


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert(1)</script>ข่าว", "ข่าว"),
        ("<style>p{}</style>ข่าว", "ข่าว"),
        ("<p onclick=alert(1) style=color:red class=x id=y>ข่าว</p>", "<p>ข่าว</p>"),
        ("<iframe src=https://x.example>fallback</iframe>ข่าว", "ข่าว"),
        ("<form action=/x><input name=q><button>ส่ง</button></form>", "ส่ง"),
        ("<svg onload=alert(1)><text>ภาพ</text></svg>ข่าว", "ข่าว"),
        ("<!--[if IE]><script>alert(1)</script><![endif]-->ข่าว", "ข่าว"),
        ("<<!-- -->script>alert(1)<</script>/script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=data:image/png;base64,AAAA alt=รูป>", '<img alt="รูป" loading="lazy">'),
        ("5 < 6 & 7 > 2", "5 &lt; 6 &amp; 7 &gt; 2"),
        ("<p>ก<p>ข<ul><li>ค<li>ง</ul>", "<p>ก</p><p>ข</p><ul><li>ค</li><li>ง</li></ul>"),
        (
            "<table><tr><td>ก<td>ข<tr><td>ค</table>",
            "<table><tbody><tr><td>ก</td><td>ข</td></tr><tr><td>ค</td></tr></tbody></table>",
        ),
        ("<pre>\n\nก</pre>", "<pre>ก</pre>"),
        ("ก\x00\x0b\ud800&#11;\r\nข", "ก\ufffd\nข"),
    ],
)
def test_what_remains(html: str, expected: str) -> None:
    assert clean(html) == expected


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "java&#10;script:alert(1)",
        "java&Tab;script&colon;alert(1)",
        "&#x6A;avascript:alert(1)",
        "&#1;javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "feed:javascript:alert(1)",
        "http://[",
        "//exa mple/",
    ],
)
def test_links_that_lose_their_address(href: str) -> None:
    assert re.fullmatch(
        r'<a(?: href="https://roiet\.example/[^"]*")? rel="[a-z ]+">ข่าว</a>', clean(f'<a href="{href}">ข่าว</a>')
    )
    assert not inspect(clean(f'<a href="{href}">ข่าว</a><img src="{href}">')).problems


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://x.example/?a=1&amp;b=2#c", "https://x.example/?a=1&amp;b=2#c"),
        ("mailto:saraban@roiet.example", "mailto:saraban@roiet.example"),
        ("tel:+6643511111", "tel:+6643511111"),
        ("/media/ข่าว.pdf", "https://roiet.example/media/ข่าว.pdf"),
        (" 2\n", "https://roiet.example/posts/2"),
        ("?page=3", "https://roiet.example/posts/1?page=3"),
        ("#note", "https://roiet.example/posts/1?page=2#note"),
        ("//cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_links_that_keep_it(href: str, expected: str) -> None:
    assert clean(f'<a href="{href}">x</a>') == f'<a href="{expected}" rel="noopener nofollow ugc">x</a>'


@pytest.mark.parametrize("base", [None, "", "posts/1", "javascript:alert(1)//", "data:text/html,x", "http://["])
def test_without_a_usable_base_relative_addresses_are_dropped(base: str | None) -> None:
    assert clean('<a href="/x">x</a><img src="y">', base) == '<a rel="noopener nofollow ugc">x</a><img loading="lazy">'


def test_our_own_links_may_be_followed_by_search_engines() -> None:
    assert Sanitizer(POSTS).clean('<a href="https://x.example/" rel="opener">x</a>') == (
        '<a href="https://x.example/" rel="noopener">x</a>'
    )


@pytest.mark.parametrize("page", ["/", "/a/b?c=d", "/a/?", "/a;b", "/a#old", "", "/ก", "//x", "/a/../b"])
@pytest.mark.parametrize("reference", ["#x", "#a-b:c=1", "#", "#ก", "#x y", "/x/y?z=1", "?q", "x"])
def test_addresses_are_resolved_as_urljoin_has_it(page: str, reference: str) -> None:
    base = f"https://news.example{page}"
    assert absolute(reference, base) == urljoin(base, reference)


def test_the_base_of_one_document_is_not_that_of_the_next() -> None:
    clean('<a href="/x">x</a>')
    assert "href" not in clean('<a href="/x">x</a>', None)


@given(st.one_of(soup(), st.text(max_size=300)))
@example("<p><a><p>x")
@example("<table><b>x<tr>y<td>z</b>")
@example("<pre>&#10;&#10;x")
@example('<a href="&#13;/x">')
def test_no_active_content_and_stable_on_reparse(html: str) -> None:
    once = clean(html)
    assert inspect(once).problems == []
    assert clean(once) == once


@given(soup())
def test_text_is_never_lost_to_markup(html: str) -> None:
    """Letters outside of tags are still there, in order: an excerpt of a document does not lose its end."""
    assume("<svg" not in html)  # of drawings nothing is to be read
    letters = "".join(re.findall("[ก-ฮ]", html))
    assert "".join(re.findall("[ก-ฮ]", clean(html))) == letters
