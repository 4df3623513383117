"""Small exports of other hosts, for tests: complete, unless said otherwise."""

from html import escape

_WXR = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/6.4" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>จังหวัด</title><link>http://old.example</link>
<language>th</language><wp:author><wp:author_login>somsri</wp:author_login>
<wp:author_display_name><![CDATA[สมศรี]]></wp:author_display_name></wp:author>
"""
_ATOM = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'
 xmlns:app='http://purl.org/atom/app#' xmlns:thr='http://purl.org/syndication/thread/1.0'
 xmlns:blogger='http://schemas.google.com/blogger/2018'><id>tag:blogger.com,1999:blog-7</id><title>จังหวัด</title>
"""
BLOG = "tag:blogger.com,1999:blog-7"


def wxr(*items: str) -> str:
    """A WordPress export."""
    return f"{_WXR}{''.join(items)}</channel></rss>"


def item(number: int = 1, content: str = "เนื้อหา", extra: str = "", **fields: str) -> str:
    """One item; ``fields`` are elements of WordPress's own namespace."""
    usual = {
        "post_id": str(number),
        "post_date": f"2015-03-{number % 28 + 1:02} 09:00:00",
        "post_date_gmt": f"2015-03-{number % 28 + 1:02} 02:00:00",
        "post_name": f"news-{number}",
        "status": "publish",
        "post_type": "post",
    }
    own = "".join(f"<wp:{name}>{escape(text)}</wp:{name}>" for name, text in {**usual, **fields}.items())
    return f"""<item><title>ข่าวที่ {number}</title><link>http://old.example/2015/03/news-{number}/</link>
<dc:creator>somsri</dc:creator><guid isPermaLink="false">http://old.example/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded></excerpt:encoded>{own}{extra}</item>
"""


def wp_comment(number: int, text: str = "ดีมาก", parent: int = 0, approved: str = "1") -> str:
    """A comment of an item."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>ประชาชน</wp:comment_author>
<wp:comment_date_gmt>2015-04-{number % 28 + 1:02} 03:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content><wp:comment_approved>{approved}</wp:comment_approved>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"""


def blog(*entries: str) -> str:
    """A Blogger export."""
    return f"{_ATOM}{''.join(entries)}</feed>"


def backup_entry(number: int, kind: str = "post", extra: str = "", content: str = "<p>เนื้อหา</p>") -> str:
    """An entry of the old backup."""
    return f"""<entry><id>{BLOG}.post-{number}</id>
<published>2013-05-{number % 28 + 1:02}T10:00:00.001+07:00</published><updated>2013-06-01T10:00:00.000+07:00</updated>
<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>
<category scheme='http://www.blogger.com/atom/ns#' term='ข้าว/นา'/><title type='text'>ข่าวที่ {number}</title>
<content type='html'>{escape(content)}</content><author><name>สมศรี</name></author>
<link rel='alternate' type='text/html' href='http://old.blogspot.com/2013/05/news-{number}.html'/>{extra}</entry>
"""


def backup_comment(number: int, post: int, parent: int | None = None) -> str:
    """A comment of the old backup."""
    related = f"http://www.blogger.com/feeds/7/{post}/comments/default/{parent}"
    answered = f"<link rel='related' type='application/atom+xml' href='{related}'/>" if parent else ""
    return backup_entry(number, "comment", f"{answered}<thr:in-reply-to ref='{BLOG}.post-{post}'/>")


def takeout_entry(number: int, kind: str = "POST", status: str = "LIVE", extra: str = "") -> str:
    """An entry of Takeout's feed.atom."""
    return f"""<entry><id>{BLOG}.post-{number}</id><blogger:type>{kind}</blogger:type>
<blogger:status>{status}</blogger:status><author><name>สมศรี</name><blogger:type>BLOGGER</blogger:type></author>
<title>ข่าวที่ {number}</title><content type='html'>&lt;p&gt;เนื้อหา&lt;/p&gt;</content>
<blogger:created>2019-01-01T01:00:00Z</blogger:created><published>2019-01-02T03:00:00Z</published>
<updated>2019-01-03T03:00:00Z</updated><category scheme='{BLOG}' term='ข้าว'/>{extra}</entry>
"""
