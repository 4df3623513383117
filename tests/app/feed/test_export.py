"""A site that is exported and read back is the same site."""

import asyncio
import io
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.comments.import_export.exchange import ImportedComment
from services.comments.wiring.standalone import importer
from services.feed.addresses import Addresses
from services.feed.import_export.exporting import Export
from services.feed.media.folder import MediaFolder
from services.feed.store.export_reads import RedisRecords
from services.feed.titles import PostThreads
from services.transfer.lines import comment_lines
from services.transfer.outlet import written
from shared.store.client import Store
from shared.web.kit import Kit
from tests.app.feed.harness import Hands, Site, running
from tests.support.site import bearer
from tests.support.transfer import move_in

MOST = 12
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking would start hundreds of sites
FEEDS = (
    "/feeds/posts.atom",
    "/feeds/posts.rss",
    "/feeds/posts.json",
    "/feeds/labels/ข้าว.atom",
    "/feeds/archive/1.atom",
)
_text = st.text(alphabet="กขำา ab<>&\"'\n\u200d]", min_size=1, max_size=20).map(lambda text: f"x{text}")
_fields = st.fixed_dictionaries(
    {"title": _text, "content": _text.map(lambda text: f"<p>{text}</p>")},
    optional={
        "labels": st.lists(st.sampled_from(["ข้าว", "นา", "ป:ล"]), max_size=2),
        "agency": st.sampled_from(["เกษตร", "อบต. ก"]),
        "strategy": st.just("น้ำ"),
        "status": st.sampled_from(["draft", "published"]),
        "content_type": st.just("markdown"),
        "summary": _text,
        "author": _text,
        "kind": st.just("page"),
        "event": st.just({"start": "2026-05-01T09:00:00+07:00", "place": "ศาลากลาง"}),
        "media": st.just([{"url": "/media/x.jpg", "type": "image/jpeg", "alt": "ภาพ <1>", "length": 7, "width": 3}]),
        "slug": st.sampled_from(["ข้าว", "rice", "b"]),
    },
)
_steps = st.lists(
    st.tuples(st.sampled_from(["make", "make", "edit", "withdraw", "comment"]), st.integers(0, 9), _fields),
    min_size=1,
    max_size=MOST,
)


@hypothesis_settings(
    max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_steps)
def test_any_site_comes_back_as_it_was(store_url: str, steps: list[tuple[str, int, dict[str, Any]]]) -> None:
    asyncio.run(_there_and_back(store_url, steps))


async def test_archives_keep_what_changed_its_labels_while_it_was_withdrawn(store_url: str) -> None:
    rice, field = ({"title": "x", "content": "<p>x</p>", "labels": [label]} for label in ("ข้าว", "นา"))
    back = field | {"status": "published"}
    await _there_and_back(store_url, [("make", 0, rice), ("withdraw", 0, rice), ("edit", 0, back), ("make", 0, rice)])


async def _there_and_back(url: str, steps: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
    store = await Store.connect(url)
    folder = Path(tempfile.mkdtemp())
    try:
        await store.execute("FLUSHALL")
        clock = Hands()
        async with running(store, clock) as site:
            await _live(site, steps)
            before = await _exported(site.kit, folder / "1"), await _feeds(site)
        await store.execute("FLUSHALL")
        clock.forward(hours=1)
        async with running(store, clock) as site:
            report = await move_in(site.kit, "saket", folder / "1")
            assert (report.broken, dict(report.remarks)) == ("", {})
            assert (await _exported(site.kit, folder / "2"), await _feeds(site)) == before
    finally:
        shutil.rmtree(folder)
        await store.close()


async def _live(site: Site, steps: Sequence[tuple[str, int, dict[str, Any]]]) -> None:
    made: list[dict[str, Any]] = []
    for what, number, fields in steps:
        site.clock.forward(minutes=1)
        target = made[number % len(made)] if made else None
        if what == "make":
            response = await site.send("POST", "/api/posts", fields)
            made += [await response.json()] if response.status == 201 else []
        elif target is not None and what == "edit":
            await site.send("PUT", f"/api/posts/{target['id']}", fields)
        elif target is not None and what == "withdraw":
            await site.send("DELETE", f"/api/posts/{target['id']}")
        elif target is not None:
            await _comment(site, target["thread"], str(number), fields["title"])


async def _comment(site: Site, thread: str, name: str, text: str) -> None:
    brings = importer(site.kit, PostThreads(site.kit.store, site.kit.site))
    moment = site.clock.now - timedelta(days=1)
    await brings.bring(thread, [ImportedComment(name, "0", "ก", text, moment, "held" if name == "1" else "published")])


async def _exported(kit: Kit, folder: Path) -> dict[str, bytes]:
    media = MediaFolder(folder / "none")
    export = Export(RedisRecords(kit.store), media, comment_lines(kit.store), Addresses(kit.site))
    await written(export.members(private=True), folder, lambda _name: None)
    return {path.name: path.read_bytes() for path in _listed(folder)}


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def _feeds(site: Site) -> list[tuple[int, bytes]]:
    answers = [await site.get(path) for path in FEEDS]
    return [(answer.status, await answer.read() if answer.status == 200 else b"") for answer in answers]


async def test_the_whole_site_is_one_download(site: Site) -> None:
    await site.post("ข่าว")
    response = await site.send("GET", "/api/export")

    assert (response.status, response.content_type) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(await response.read())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["posts.atom", "comments.missing.txt"]
        assert "saket export" in archive.read("comments.missing.txt").decode()
        assert "ข่าว" in archive.read("posts.atom").decode()


async def test_a_download_is_for_officers(site: Site) -> None:
    assert (await site.get("/api/export")).status == 401
    other = await site.kit.staff.add_token("other", ["sources"])
    assert (await site.client.get("/api/export", headers=bearer(other))).status == 403
    head = await site.client.head("/api/export", headers=bearer(site.token))
    assert (head.status, await head.read()) == (200, b"")


async def test_the_download_is_read_back(site: Site, tmp_path: Path) -> None:
    await site.post("ข่าว", labels=["ข้าว"])
    path = tmp_path / "site.zip"
    path.write_bytes(await (await site.send("GET", "/api/export")).read())
    before = await _feeds(site)
    await site.kit.store.execute("FLUSHALL")
    report = await move_in(site.kit, "saket", path)
    assert dict(report.remarks) == {"comments-missing": 1}  # this feed service runs alone, and says so

    async with running(site.kit.store, site.clock) as again:
        assert await _feeds(again) == before


async def test_a_site_that_has_posts_takes_others_in(site: Site, tmp_path: Path) -> None:
    """Where two posts have one slug, the one that was there first keeps it; archives go on behind what was there."""
    await site.post("ก่อน", slug="same")
    await _exported(site.kit, tmp_path / "1")
    await site.kit.store.execute("FLUSHALL")
    async with running(site.kit.store, site.clock) as other:
        await other.post("มาก่อน", slug="same")
        report = await move_in(other.kit, "saket", tmp_path / "1")

        assert dict(report.remarks) == {"slug-changed": 1}
        assert await other.titles("/feeds/archive/1.atom") == ["ก่อน", "มาก่อน"]


@pytest.mark.parametrize(
    "text", ["<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title></entry></feed>", "<a/>", ""]
)
async def test_what_is_no_archive_says_so(site: Site, tmp_path: Path, text: str) -> None:
    (tmp_path / "posts.atom").write_text(text, encoding="utf-8")
    report = await move_in(site.kit, "saket", tmp_path)
    assert report.broken or report.remarks["refused"] == 1
