"""Moving in and out by the console, as officers do it: beside the running site, killed in the middle, with files."""

import asyncio
import json
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.support.exports import backup_comment, backup_entry, blog, item, wp_comment, wxr
from tests.support.pictures import photo
from tests.support.province import Province, eventually, province

pytestmark = [pytest.mark.slow, pytest.mark.store]
MANY = 600


async def posts_of(site: Province) -> int:
    async with site.http.get("/feeds/posts/default?max-results=1") as response:
        text = await response.text()
    return int(text.partition("totalResults>")[2].partition("<")[0])


def many() -> str:
    return wxr(*(item(number, extra=wp_comment(number)) for number in range(1, MANY + 1)))


async def test_an_officer_moves_in_while_the_site_runs(tmp_path: Path) -> None:
    path, report = tmp_path / "blog.xml", tmp_path / "report.json"
    path.write_text(blog(backup_entry(1), backup_comment(9, 1), backup_entry(2, "template")), encoding="utf-8")
    async with province(tmp_path / "var") as site:
        status, out, err = await site.saket("import", "blogger", str(path), "--report", str(report))
        assert status == 0, err
        assert "ข่าว 1 เรื่อง" in out
        assert "1 posts and 0 pages" in out
        assert json.loads(report.read_bytes())["remarks"] == {"label-renamed": 1, "not-for-here": 1}
        async with site.http.get("/2013/05/news-1.html") as page:
            text = await page.text()
            assert page.url.path == "/posts/news-1"
        assert "สมศรี" in text


async def test_killed_in_the_middle_it_goes_on_without_doubles(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(many(), encoding="utf-8")
    async with province(tmp_path / "var") as site:
        command = (sys.executable, "-m", "services.cli.main", "import", "wordpress", str(path))
        importing = await asyncio.create_subprocess_exec(*command, env=site.environment, stdout=-3, stderr=-3)

        async def some() -> bool:
            return importing.returncode is not None or await posts_of(site) > 0

        await eventually(some)
        if importing.returncode is None:
            os.kill(importing.pid, signal.SIGKILL)
        await importing.wait()
        for _ in range(2):
            status, out, err = await site.saket("import", "wordpress", str(path))
            assert status == 0, err
        assert f"0 posts and 0 pages, {MANY} were here already" in out
        assert f"0 comments, {MANY} were here already" in out
        assert await posts_of(site) == MANY


async def test_a_broken_file_is_told_at_its_line_and_by_the_status(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    text = wxr(item(1), item(2))
    path.write_text(text[: text.index("ข่าวที่ 2")], encoding="utf-8")
    site = Province(tmp_path / "var")
    status, out, err = await site.saket("import", "wordpress", str(path))

    assert status == 1
    assert "line " in out
    assert "1 posts" in out
    assert "Traceback" not in err
    status, _out, err = await site.saket("import", "wordpress", str(tmp_path / "none"))
    assert (status, "No such file" in err) == (1, True)


async def test_files_of_the_old_site_come_along(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads" / "2015" / "03"
    uploads.mkdir(parents=True)
    (uploads / "rice.jpg").write_bytes(photo(64, 32))
    path = tmp_path / "export.xml"
    address = "http://old.example/wp-content/uploads/2015/03/rice-300x200.jpg"
    path.write_text(wxr(item(1, f'<img src="{address}" alt="นา">')), encoding="utf-8")
    async with province(tmp_path / "var") as site:
        status, _out, err = await site.saket("import", "wordpress", str(path), "--media", str(tmp_path / "uploads"))
        assert status == 0, err
        async with site.http.get("/posts/news-1") as response:
            text = await response.text()
        assert address not in text
        picture = re.search(r"/media/[a-z2-7]{32}/64x32\.jpg", text)
        assert picture is not None
        async with site.http.get(picture[0]) as response:
            assert (response.status, response.content_type) == (200, "image/jpeg")


async def test_out_of_one_province_and_into_another(tmp_path: Path) -> None:
    """Posts, comments and files; and the way back to Blogger."""
    path = tmp_path / "export.xml"
    said = wp_comment(1) + wp_comment(2, parent=1) + wp_comment(3, approved="0")
    path.write_text(wxr(item(1, extra=said), item(2, status="draft")), encoding="utf-8")
    first, second = Province(tmp_path / "1"), Province(tmp_path / "2", port=9)
    first.port = 9
    folders = [tmp_path / "out1", tmp_path / "out2"]
    for site, *command in (
        (first, "import", "wordpress", str(path)),
        (first, "export", str(folders[0])),
        (second, "import", "saket", str(folders[0])),
        (second, "export", str(folders[1])),
        (second, "export", str(tmp_path / "blogger"), "--format", "blogger"),
    ):
        status, _out, err = await site.saket(*command)
        assert status == 0, err
    for name in ("posts.atom", "comments.jsonl"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    third = Province(tmp_path / "3", port=9)
    status, out, err = await third.saket("import", "blogger", str(tmp_path / "blogger" / "blogger.xml"))
    assert status == 0, err
    assert "2 posts and 0 pages" in out
    assert "2 comments" in out
