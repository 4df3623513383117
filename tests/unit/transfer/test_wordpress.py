"""WordPress's exports, from text to posts and comments of ours."""

from datetime import UTC, datetime

import pytest

from services.feed.model import Kind, Status
from tests.support.exports import item, wp_comment, wxr
from tests.unit.transfer.conftest import Reads


def test_a_post_keeps_what_it_was(reads: Reads) -> None:
    labels = (
        '<category domain="category" nicename="rice"><![CDATA[ข้าว]]></category>'
        '<category domain="post_tag" nicename="news"><![CDATA[ข่าว]]></category>'
        '<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>'
        '<category domain="nav_menu" nicename="menu"><![CDATA[เมนู]]></category>'
    )
    post = reads("wordpress", wxr(item(7, "ย่อหน้าแรก\n\nบรรทัด\nต่อ", labels))).post()

    assert post.atom_id == "http://old.example/?p=7"
    assert (post.title, post.author, post.labels) == ("ข่าวที่ 7", "สมศรี", ("ข้าว", "ข่าว"))
    assert post.content == "<p>ย่อหน้าแรก</p>\n<p>บรรทัด<br>ต่อ</p>"
    assert post.published == post.created == datetime(2015, 3, 8, 2, 0, tzinfo=UTC)
    assert post.status is Status.PUBLISHED
    assert post.former == ("/2015/03/news-7", "/?p=7", "/?page_id=7")


@pytest.mark.parametrize(
    ("fields", "status", "remark"),
    [
        ({"status": "draft"}, Status.DRAFT, None),
        ({"status": "pending"}, Status.DRAFT, "became-draft"),
        ({"status": "private"}, Status.DRAFT, "became-draft"),
        ({"post_password": "secret"}, Status.DRAFT, "became-draft"),
        ({"status": "future", "post_date_gmt": "2027-01-01 00:00:00"}, Status.SCHEDULED, None),
        ({"status": "trash"}, Status.WITHDRAWN, "was-trashed"),
        ({"post_date_gmt": "0000-00-00 00:00:00"}, Status.PUBLISHED, None),
    ],
)
def test_states(reads: Reads, fields: dict[str, str], status: Status, remark: str | None) -> None:
    outcome = reads("wordpress", wxr(item(1, **fields)))

    assert outcome.post().status is status
    assert list(outcome.remarks) == ([remark] if remark else [])


def test_what_was_published_and_thrown_away_is_gone_not_unknown(reads: Reads) -> None:
    key, value = "<wp:meta_key>_wp_trash_meta_status</wp:meta_key>", "<wp:meta_value>publish</wp:meta_value>"
    meta = f"<wp:postmeta>{key}{value}</wp:postmeta>"
    assert reads("wordpress", wxr(item(extra=meta, status="trash"))).post().was_public
    assert not reads("wordpress", wxr(item(status="trash"))).post().was_public


def test_pages_and_other_things(reads: Reads) -> None:
    outcome = reads("wordpress", wxr(item(1, post_type="page"), item(2, post_type="nav_menu_item")))

    assert [each.post.kind for each in outcome.posts] == [Kind.PAGE]
    assert outcome.remarks == {"not-for-here": 1}


def test_comments_with_threads_and_states(reads: Reads) -> None:
    said = wp_comment(1) + wp_comment(2, parent=1) + wp_comment(3, approved="0") + wp_comment(4, approved="spam")
    comments = reads("wordpress", wxr(item(9, extra=said))).comments

    assert [comment.state for comment in comments] == ["published", "published", "held", "spam"]
    assert [comment.parent for comment in comments] == [None, comments[0].name, None, None]


def test_pictures_of_galleries_and_captions(reads: Reads) -> None:
    content = '[caption id="a"]<img src="http://old.example/a.jpg" alt="นา" /> ทุ่งนา[/caption]\n\n[gallery]'
    picture = item(
        2, post_type="attachment", status="inherit", post_parent="1", attachment_url="http://old.example/b.jpg"
    )
    html = reads("wordpress", wxr(item(1, content), picture)).post().content

    assert "<figcaption>ทุ่งนา</figcaption>" in html
    assert 'src="http://old.example/b.jpg"' in html
    assert "[" not in html


def test_the_picture_above_the_post(reads: Reads) -> None:
    meta = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>2</wp:meta_value></wp:postmeta>"
    picture = item(2, post_type="attachment", status="inherit", attachment_url="http://old.example/b.jpg")
    (media,) = reads("wordpress", wxr(item(1, extra=meta), picture)).post().media

    assert (media.url, media.type, media.alt) == ("http://old.example/b.jpg", "image/jpeg", "ข่าวที่ 2")


def test_it_comes_with_the_same_id_whenever_it_comes(reads: Reads) -> None:
    undated = item(3, post_date="", post_date_gmt="")
    first, second = (reads("wordpress", wxr(undated)).post() for _ in range(2))

    assert first.id == second.id
    assert first.id != reads("wordpress", wxr(item(4))).post().id


def test_relative_addresses_are_those_of_the_old_site(reads: Reads) -> None:
    html = reads("wordpress", wxr(item(1, '<p><a href="../about">เรา</a></p>'))).post().content
    assert 'href="http://old.example/2015/03/about"' in html
