"""Old addresses lead to the posts that came from there."""

from base64 import b64encode
from pathlib import Path

import pytest

from services.feed.media.folder import MediaFolder
from services.feed.media.model import MediaLimits
from services.feed.media.service import MediaLibrary
from services.feed.media.studio import Studio
from services.transfer.files import Carrier
from tests.app.feed.harness import ORIGIN, Site
from tests.support.exports import backup_comment, backup_entry, blog, item, takeout_entry, wp_comment, wxr
from tests.support.pictures import png
from tests.support.transfer import move_in

META = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>older</wp:meta_value></wp:postmeta>"
LABEL = '<category domain="category" nicename="rice-fields"><![CDATA[Rice fields]]></category>'


@pytest.fixture
async def moved(site: Site, tmp_path: Path) -> Site:
    """A site that came from WordPress and from Blogger."""
    trashed = (
        "<blogger:filename>/2019/01/gone.html</blogger:filename><blogger:trashed>2020-01-01T00:00:00Z</blogger:trashed>"
    )
    for kind, text in (
        ("wordpress", wxr(item(7, extra=META + LABEL), item(8, status="draft"), item(9, post_type="page"))),
        ("blogger", blog(backup_entry(5), takeout_entry(6, extra=trashed))),
    ):
        (tmp_path / kind).write_text(text, encoding="utf-8")
        await move_in(site.kit, kind, tmp_path / kind)
    return site


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2015/03/news-7/", "/posts/news-7"),
        ("/2015/03/news-7?utm_source=x", "/posts/news-7"),
        ("/2015/03/older/", "/posts/news-7"),
        ("/?p=7", "/posts/news-7"),
        ("/?page_id=9&preview=true", "/posts/news-9"),
        ("/2013/05/news-5.html?m=1", "/posts/news-5"),
        ("/search/label/Rice%20fields", "/labels/Rice%20fields"),
        ("/category/news/rice-fields/", "/labels/Rice%20fields"),
        ("/tag/rice-fields", "/labels/Rice%20fields"),
    ],
)
async def test_an_old_address_leads_on_for_ever(moved: Site, old: str, new: str) -> None:
    for method in ("GET", "HEAD"):
        response = await moved.client.request(method, old, allow_redirects=False)
        assert (response.status, response.headers.get("Location")) == (301, new)
    assert (await moved.get(new)).status == 200


@pytest.mark.parametrize(
    ("old", "status"),
    [
        ("/2019/01/gone.html", 410),
        ("/2015/03/news-8/", 404),
        ("/?p=8", 200),  # nobody's post: the news
        ("/?p=99", 200),
        ("/2015/03/nothing/", 404),
        ("/search/label/nothing", 404),
        ("/posts/nothing", 404),
    ],
)
async def test_what_is_not_to_be_read_is_gone_or_unknown(moved: Site, old: str, status: int) -> None:
    assert (await moved.get(old)).status == status


async def test_other_methods_are_answered_as_before(moved: Site) -> None:
    assert (await moved.client.post("/2015/03/news-7/")).status == 404
    assert (await moved.client.delete("/feeds/posts.atom")).status == 405


async def test_feeds_keep_the_ids_and_dates(moved: Site) -> None:
    text = await (await moved.get("/feeds/posts.atom")).text()
    assert "<id>http://old.example/?p=7</id>" in text
    assert "<id>tag:blogger.com,1999:blog-7.post-5</id>" in text
    assert "2015-03-08T09:00:00+07:00" in text
    assert text.index("post-5") > text.index("?p=7")


async def test_archives_follow_the_dates_whatever_the_order_of_the_file(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(wxr(*(item(number) for number in (3, 1, 2))), encoding="utf-8")
    await move_in(site.kit, "wordpress", path)
    await site.post("ข่าวใหม่", publish_at="2014-01-01T00:00:00Z")

    assert await site.titles("/feeds/archive/1.atom") == ["ข่าวใหม่", "ข่าวที่ 3", "ข่าวที่ 2", "ข่าวที่ 1"]


async def test_a_second_import_changes_nothing(moved: Site, tmp_path: Path) -> None:
    before = await (await moved.get("/feeds/posts.atom")).read()
    report = await move_in(moved.kit, "wordpress", tmp_path / "wordpress")

    assert (report.posts, report.pages, report.posts_there) == (0, 0, 3)
    assert await (await moved.get("/feeds/posts.atom")).read() == before


async def test_a_dry_run_writes_nothing(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(wxr(item(1), item(2)), encoding="utf-8")

    assert (await move_in(site.kit, "wordpress", path, dry=True)).posts == 2
    assert await site.titles() == []


async def test_two_posts_with_one_slug_both_have_an_address(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(wxr(item(1, post_name="same"), item(2, post_name="same")), encoding="utf-8")
    await move_in(site.kit, "wordpress", path)

    assert [(await site.get(f"/posts/{slug}")).status for slug in ("same", "same-2", "same-3")] == [200, 200, 404]


async def test_another_kind_of_file_with_other_dates_doubles_nothing(moved: Site, tmp_path: Path) -> None:
    """Takeout gives other times than the old backup, and a draft that has appeared since has another date."""
    dated = backup_entry(5).replace("10:00:00.001", "11:30:00.000")
    appeared = item(8, extra=wp_comment(3), post_date_gmt="2016-01-01 02:00:00")
    for kind, text in (("blogger", blog(dated, backup_comment(50, 5))), ("wordpress", wxr(appeared))):
        (tmp_path / kind).write_text(text, encoding="utf-8")
        report = await move_in(moved.kit, kind, tmp_path / kind)
        assert (report.posts, report.posts_there, report.comments) == (0, 1, 1)
        assert not report.remarks.get("comment-without-post")
        dry = await move_in(moved.kit, kind, tmp_path / kind, dry=True)
        assert (dry.posts, dry.posts_there, dry.comments, dry.comments_there) == (0, 1, 0, 1)
    assert (await moved.get("/posts/news-5-2")).status == 404


async def text_of(site: Site, path: str) -> str:
    return await (await site.get(path)).text()


async def test_what_a_file_tells_twice_comes_once_however_far_apart(site: Site, tmp_path: Path) -> None:
    """Also where the first is still on its way into the store."""
    again = item(1, post_date="2016-01-01 09:00:00", post_date_gmt="2016-01-01 02:00:00", extra=wp_comment(1))
    (tmp_path / "file").write_text(wxr(*map(item, range(1, 151)), again, item(151), again), encoding="utf-8")
    report = await move_in(site.kit, "wordpress", tmp_path / "file")
    assert (report.posts, report.posts_there, report.comments) == (151, 2, 1)
    repeated = await move_in(site.kit, "wordpress", tmp_path / "file")
    assert (repeated.posts, repeated.posts_there, repeated.comments_there) == (0, 153, 1)


async def test_pictures_written_into_a_text_are_kept(site: Site, tmp_path: Path) -> None:
    def inline(body: bytes) -> str:
        return f'<p>นา<img src="data:image/png;base64,{b64encode(body).decode()}"></p>'

    (tmp_path / "blog.xml").write_text(
        blog(backup_entry(1, content=inline(png())), backup_entry(2, content=inline(b"no")))
    )
    library = MediaLibrary(MediaFolder(tmp_path / "media"), Studio(MediaLimits()))
    report = await move_in(site.kit, "blogger", tmp_path / "blog.xml", Carrier(None, library, MediaLimits()))
    (kept,), _ = await library.browse(None, 10)
    page = await text_of(site, "/posts/news-1")
    assert f'src="{ORIGIN}/media/{kept.id}/{kept.main.name}"' in page, page
    assert "<p>นา</p>" in await text_of(site, "/posts/news-2")
    assert (report.files, report.remarks["inline-picture"]) == (1, 1)
