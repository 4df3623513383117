from dataclasses import replace
from typing import Any

from services.feed.documents import WHOLE, Documents, Window
from services.feed.library import ArchivePage, Listing
from services.feed.lifecycle import withdrawn
from services.feed.model import ALL_POSTS, Media, Topic, ViewName
from shared.clock import from_ms
from shared.feed.formats import Format
from tests.support.site import settings
from tests.support.xml import parse, select
from tests.unit.feed.builders import HOUR, NOW, post

DOCUMENTS = Documents(settings())
WHOLE_LISTING = Listing(ALL_POSTS, NOW, (post(1), post(2)), (), 2)


def hrefs(root: Any, rel: str, of: str = "/atom:feed") -> list[Any]:
    return select(root, f"{of}/atom:link[@rel='{rel}']/@href")


def atom_of(listing: Listing, window: Window = WHOLE) -> Any:
    return parse(Format.ATOM.render(DOCUMENTS.feed(listing, Format.ATOM, window)))


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
    (replies,) = hrefs(root, "replies", "//atom:entry")
    assert replies.startswith(
        "http://roiet.example/comments/feeds/thread.atom?url=http%3A%2F%2Froiet.example%2Fposts%2F"
    )
    assert hrefs(root, "enclosure", "//atom:entry") == ["http://roiet.example/static/a.webp"]
    assert select(root, "//atom:entry/atom:link[@rel='enclosure']/@length") == ["7"]


def test_without_a_hub_none_is_named() -> None:
    documents = Documents(settings(SAKET_HUB="0"))

    assert b"hub" not in Format.ATOM.render(documents.feed(WHOLE_LISTING, Format.ATOM, WHOLE))


def test_full_archive_pages_are_linked_from_the_feed() -> None:
    root = atom_of(replace(WHOLE_LISTING, archived=149))

    assert hrefs(root, "prev-archive") == ["http://roiet.example/feeds/archive/2.atom"]


def test_a_window_speaks_of_itself_and_of_no_hub() -> None:
    root = atom_of(WHOLE_LISTING, Window(0, 2, brief=True, address="http://roiet.example/feeds/posts/summary"))

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
    ids = {DOCUMENTS.feed(listing, form, WHOLE).id for listing in (WHOLE_LISTING, label) for form in Format}

    assert ids == {"tag:roiet.example,2026-01-01:feeds/posts", "tag:roiet.example,2026-01-01:feeds/labels/a"}


def test_the_same_posts_give_the_same_bytes() -> None:
    for form in Format:
        first, second = (form.render(Documents(settings()).feed(WHOLE_LISTING, form, WHOLE)) for _ in range(2))
        assert first == second


def test_an_empty_site_has_a_feed() -> None:
    feed = DOCUMENTS.feed(Listing(ALL_POSTS, None, (), (), 0), Format.ATOM, WHOLE)

    assert feed.updated == from_ms(0)
    assert parse(Format.ATOM.render(feed)) is not None


def test_an_archive_page_keeps_the_withdrawn_and_changes_with_them() -> None:
    gone = withdrawn(post(2), NOW + HOUR)
    feed = DOCUMENTS.archive(ArchivePage(2, (post(3), gone, post(1)), 151))
    root = parse(Format.ATOM.render(feed))

    assert feed.updated == NOW + HOUR
    assert select(root, "//atom:entry/atom:title/text()") == ["ข่าวที่ 1", "ข่าวที่ 3"]
    assert select(root, "//at:deleted-entry/@ref") == [gone.atom_id]
    assert select(root, "//fh:archive") != []
    assert hrefs(root, "prev-archive") == ["http://roiet.example/feeds/archive/1.atom"]
    assert hrefs(root, "next-archive") == ["http://roiet.example/feeds/archive/3.atom"]
    assert hrefs(root, "current") == ["http://roiet.example/feeds/posts.atom"]


def test_the_last_full_archive_page_does_not_point_beyond() -> None:
    root = parse(Format.ATOM.render(DOCUMENTS.archive(ArchivePage(1, (post(1),), 99))))

    assert hrefs(root, "prev-archive") == []
    assert hrefs(root, "next-archive") == []
