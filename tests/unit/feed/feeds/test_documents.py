from dataclasses import replace
from typing import Any

from services.feed.feeds.documents import Documents, Window
from services.feed.feeds.entries import Edition
from services.feed.model import ALL_POSTS, Event, Figures, Media, Topic, ViewName
from services.feed.posts.lifecycle import withdrawn
from services.feed.reading.library import ArchivePage, Listing
from services.feed.section import Section, labelled
from shared.clock import from_ms
from shared.feed.formats import Format
from shared.feed.model import Link
from tests.support.site import settings
from tests.support.xml import parse, select
from tests.unit.feed.builders import HOUR, NOW, post

DOCUMENTS = Documents(settings())
WHOLE = Edition()
WHOLE_LISTING = Listing(ALL_POSTS, NOW, (post(1), post(2)), (), 2, size=2)


def hrefs(root: Any, rel: str, of: str = "/atom:feed") -> list[Any]:
    return select(root, f"{of}/atom:link[@rel='{rel}']/@href")


def atom_of(listing: Listing, edition: Edition = WHOLE, opened: ArchivePage | None = None) -> Any:
    return parse(Format.ATOM.render(DOCUMENTS.live(Section((listing.view,)), listing, edition, opened).feed))


def test_links_of_a_feed() -> None:
    root = atom_of(WHOLE_LISTING)

    assert hrefs(root, "self") == ["http://roiet.example/feeds/posts.atom"]
    assert hrefs(root, "alternate") == ["http://roiet.example/"]
    assert hrefs(root, "hub") == ["http://roiet.example/hub"]
    assert hrefs(root, "prev-archive") == []


def test_links_of_an_entry() -> None:
    listing = replace(WHOLE_LISTING, posts=(post(1, media=(Media("/static/a.webp", "image/webp", "นา", 7),)),))
    root = atom_of(listing)

    assert hrefs(root, "alternate", "//atom:entry") == [
        "http://roiet.example/posts/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7-1"
    ]
    replies, page = hrefs(root, "replies", "//atom:entry")
    assert page.startswith("http://roiet.example/comments/threads?url=")
    assert replies.startswith(
        "http://roiet.example/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2F"
    )
    assert hrefs(root, "enclosure", "//atom:entry") == ["http://roiet.example/static/a.webp"]
    assert select(root, "//atom:entry/atom:link[@rel='enclosure']/@length") == ["7"]


def test_without_a_hub_none_is_named() -> None:
    documents = Documents(settings(SAKET_HUB="0"))

    assert b"hub" not in Format.ATOM.render(documents.live(Section((ALL_POSTS,)), WHOLE_LISTING, Edition()).feed)


def test_full_archive_pages_are_linked_from_the_feed() -> None:
    root = atom_of(replace(WHOLE_LISTING, archived=149))

    assert hrefs(root, "prev-archive") == ["http://roiet.example/feeds/archive/2.atom"]


def test_a_window_speaks_of_itself_and_of_no_hub() -> None:
    own = Link("http://roiet.example/feeds/posts/summary", "self")
    made = DOCUMENTS.window(Section((ALL_POSTS,)), WHOLE_LISTING, Edition(brief=True), Window((own,)))
    root = parse(Format.ATOM.render(made.feed))

    assert hrefs(root, "self") == ["http://roiet.example/feeds/posts/summary"]
    assert hrefs(root, "hub") == []
    assert select(root, "//atom:content") == []
    assert select(root, "//atom:summary/text()") == ["เนื้อหา 1", "เนื้อหา 2"]


def test_withdrawn_posts_leave_tombstones() -> None:
    gone = withdrawn(post(3), NOW)
    root = atom_of(replace(WHOLE_LISTING, withdrawn=(gone,)))

    assert select(root, "//at:deleted-entry/@ref") == [gone.atom_id]
    assert select(root, "//at:deleted-entry/@when") == ["2026-03-02T09:00:00+07:00"]


def test_labels_and_issues_are_categories() -> None:
    view = ViewName(Topic.LABEL, "ข้าว")
    root = atom_of(Listing(view, NOW, (post(1, labels=("ข้าว",), strategy="เกษตร", agency="สำนักงานจังหวัด"),), (), 1))

    assert select(root, "//atom:category/@term") == ["ข้าว", "เกษตร"]
    assert select(root, "//atom:entry/atom:author/atom:name/text()") == ["สำนักงานจังหวัด"]
    assert select(root, "/atom:feed/atom:title/text()")[0].startswith("ข้าว")


def test_ids_differ_by_view_and_not_by_format() -> None:
    label = replace(WHOLE_LISTING, view=ViewName(Topic.LABEL, "a"))
    ids = {
        DOCUMENTS.live(Section((listing.view,)), listing, Edition(form)).feed.id
        for listing in (WHOLE_LISTING, label)
        for form in Format
    }

    assert ids == {"tag:roiet.example,2026-01-01:feeds/posts", "tag:roiet.example,2026-01-01:feeds/labels/a"}


def test_the_same_posts_give_the_same_bytes() -> None:
    for form in Format:
        made = (Documents(settings()).live(Section((ALL_POSTS,)), WHOLE_LISTING, Edition(form)) for _ in range(2))
        first, second = (form.render(document.feed) for document in made)
        assert first == second


def test_an_empty_site_has_a_feed() -> None:
    feed = DOCUMENTS.live(Section((ALL_POSTS,)), Listing(ALL_POSTS, None, (), (), 0), Edition()).feed

    assert feed.updated == from_ms(0)
    assert parse(Format.ATOM.render(feed)) is not None


def test_an_archive_page_keeps_the_withdrawn_and_changes_with_them() -> None:
    gone = withdrawn(post(2), NOW + HOUR)
    feed = DOCUMENTS.archive(ArchivePage(ALL_POSTS, 2, (post(3), gone, post(1)), 151), Edition()).feed
    root = parse(Format.ATOM.render(feed))

    assert feed.updated == NOW + HOUR
    assert select(root, "//atom:entry/atom:title/text()") == ["ข่าวที่ 1", "ข่าวที่ 3"]
    assert select(root, "//at:deleted-entry/@ref") == [gone.atom_id]
    assert select(root, "//fh:archive") != []
    assert hrefs(root, "prev-archive") == ["http://roiet.example/feeds/archive/1.atom"]
    assert hrefs(root, "next-archive") == ["http://roiet.example/feeds/archive/3.atom"]
    assert hrefs(root, "current") == ["http://roiet.example/feeds/posts.atom"]


def test_the_last_full_archive_page_does_not_point_beyond() -> None:
    root = parse(Format.ATOM.render(DOCUMENTS.archive(ArchivePage(ALL_POSTS, 1, (post(1),), 99), Edition()).feed))

    assert hrefs(root, "prev-archive") == []
    assert hrefs(root, "next-archive") == []


def test_an_open_archive_page_is_named_only_if_it_holds_what_the_feed_does_not_show() -> None:
    listing = replace(WHOLE_LISTING, archived=103)
    shown = ArchivePage(ALL_POSTS, 3, listing.posts, 103)
    dated_back = replace(shown, posts=(*listing.posts, post(99)))

    assert hrefs(atom_of(listing, opened=shown), "prev-archive") == ["http://roiet.example/feeds/archive/2.atom"]
    (opened,) = hrefs(atom_of(listing, opened=dated_back), "prev-archive")
    assert opened == "http://roiet.example/feeds/archive/3.atom?posts=3"
    root = parse(Format.ATOM.render(DOCUMENTS.archive(dated_back, Edition(), 3).feed))
    assert hrefs(root, "self") == [opened]
    assert hrefs(root, "prev-archive") == ["http://roiet.example/feeds/archive/2.atom"]


def test_the_archive_of_a_label_holds_what_carries_it_and_the_tombstones_of_what_did() -> None:
    view = ViewName(Topic.LABEL, "น้ำ")
    stays, left = post(1, labels=("น้ำ",)), post(2, left=(str(view),))
    gone = withdrawn(post(3, left=(str(view),)), NOW)
    root = parse(Format.ATOM.render(DOCUMENTS.archive(ArchivePage(view, 1, (stays, left, gone), 3), Edition()).feed))

    assert select(root, "//atom:entry/atom:id/text()") == [stays.atom_id]
    assert select(root, "//at:deleted-entry/@ref") == [gone.atom_id]
    assert select(root, "//at:deleted-entry/at:by/*[local-name()='name']/text()") == ["จังหวัดร้อยเอ็ด"]


def test_figures_stand_on_the_replies_link() -> None:
    known = replace(WHOLE_LISTING, posts=(post(1),), figures={post(1).id: Figures(3, NOW)})
    root = atom_of(known)
    link = "//atom:entry/atom:link[@rel='replies'][@thr:count]"

    assert select(root, f"{link}/@thr:count") == ["3"]
    assert select(root, f"{link}/@thr:updated") == ["2026-03-02T09:00:00+07:00"]
    assert select(root, "//thr:total/text()") == ["3"]
    rss = DOCUMENTS.live(Section((ALL_POSTS,)), known, Edition(Format.RSS)).feed
    channel = parse(Format.RSS.render(rss))
    assert select(channel, "//*[local-name()='comments' and contains(namespace-uri(), 'slash')]/text()") == ["3"]
    (followed,) = select(channel, "//*[local-name()='commentRss']/text()")
    assert followed.startswith("http://roiet.example/comments/feeds/thread.rss?url=")


def test_figures_date_a_feed_and_leave_what_it_says_alone() -> None:
    made = DOCUMENTS.live(Section((ALL_POSTS,)), replace(WHOLE_LISTING, touched=NOW + HOUR), Edition())

    assert (made.feed.updated, made.modified) == (NOW, NOW + HOUR)


def test_people_and_offices_are_authors() -> None:
    root = atom_of(replace(WHOLE_LISTING, posts=(post(1, author="ผู้เขียน", agency="อำเภอเสลภูมิ"),)))

    assert select(root, "//atom:entry/atom:author/atom:name/text()") == ["ผู้เขียน", "อำเภอเสลภูมิ"]


def test_events_are_read_by_people_and_by_machines() -> None:
    event = Event(NOW, NOW + HOUR, "หน้าศาลากลาง <1>")
    root = atom_of(replace(WHOLE_LISTING, posts=(post(1, event=event),)))

    assert select(root, "//*[local-name()='startdate']/text()") == ["2026-03-02T09:00:00+07:00"]
    assert select(root, "//*[local-name()='location']/text()") == ["หน้าศาลากลาง <1>"]
    (content,) = select(root, "//atom:content/text()")
    assert content.startswith("<p><strong>กำหนดการ: ")
    assert "หน้าศาลากลาง &lt;1&gt;</strong></p><p>เนื้อหา 1" in content


def test_where_labels_meet_there_is_one_feed_without_a_hub() -> None:
    section = labelled(["น้ำ", "ข้าว", "น้ำ"])
    listing = replace(WHOLE_LISTING, view=section.main)
    feed = DOCUMENTS.live(section, listing, Edition()).feed

    assert section == labelled(["ข้าว", "น้ำ"])
    assert [link.rel for link in feed.links] == ["self", "alternate"]
    assert feed.title.startswith("ข้าว + น้ำ")
