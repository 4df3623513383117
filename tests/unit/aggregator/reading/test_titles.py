import pytest

from services.aggregator.reading.cleaning import Cleaner
from services.aggregator.reading.document import ParseJob
from services.aggregator.reading.parsing import parse


def title_in(feed: str) -> str:
    return parse(ParseJob(feed.encode(), "", "https://a.example/", "s", {}), Cleaner()).entries[0].title


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("น้ำ &amp; ไฟ", "น้ำ & ไฟ"),
        ("น้ำ &amp;amp; ไฟ", "น้ำ & ไฟ"),
        ("น้ำ &amp;amp;amp; ไฟ", "น้ำ & ไฟ"),
        ("<![CDATA[น้ำ & ไฟ]]>", "น้ำ & ไฟ"),
        ("<![CDATA[น้ำ &amp; ไฟ]]>", "น้ำ & ไฟ"),
        ("&lt;b&gt;ด่วน&lt;/b&gt; ประกาศ", "ด่วน ประกาศ"),
        ("<![CDATA[<b>ด่วน</b> ประกาศ]]>", "ด่วน ประกาศ"),
        ("1 &lt; 2", "1 < 2"),
        ("&amp;quot;ร้อยเอ็ด&amp;quot;", '"ร้อยเอ็ด"'),
        ("It&amp;#8217;s", "It’s"),
        ("  ข่าว\n  ใหม่ ", "ข่าว ใหม่"),
    ],
)
def test_titles_of_rss_are_read_as_they_were_meant(written: str, meant: str) -> None:
    assert title_in(f"<rss version='2.0'><channel><item><title>{written}</title></item></channel></rss>") == meant


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("text", "1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("text", "&lt;b&gt; คืออะไร", "<b> คืออะไร"),
        ("text", "AT&amp;amp;T", "AT&T"),
        ("html", "&lt;b&gt;ด่วน&lt;/b&gt; &amp;amp; ใหม่", "ด่วน & ใหม่"),
        ("xhtml", '<div xmlns="http://www.w3.org/1999/xhtml"><b>ด่วน</b> ใหม่</div>', "ด่วน ใหม่"),
    ],
)
def test_titles_of_atom_say_what_they_are(kind: str, written: str, meant: str) -> None:
    entry = f'<entry><id>a</id><title type="{kind}">{written}</title></entry>'
    assert title_in(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>') == meant
