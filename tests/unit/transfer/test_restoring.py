"""Kept files go out and come back; an archive that somebody has written into does not."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from services.feed.addresses import Addresses
from services.feed.import_export.archive_atom import Record
from services.feed.import_export.exporting import Export
from services.feed.import_export.zipping import zipped
from services.feed.media.folder import MediaFolder
from services.feed.media.model import JPEG, Facts, MediaFile, MediaLimits
from services.transfer.errors import BadArchive
from services.transfer.outlet import written
from services.transfer.restoring import restored_media
from tests.support.pictures import photo
from tests.support.site import settings

ID = "a" * 32
NAME = "64x32.jpg"
FACTS = Facts(ID, "นา", MediaFile(NAME, JPEG, 64, 32, len(photo())))


class NoPosts:
    """A site that has files only."""

    async def changes(self) -> dict[str, int]:
        return {}

    async def records(self):  # type: ignore[no-untyped-def]  # an async generator of nothing
        for record in list[Record]():
            yield record


@pytest.fixture
async def kept(tmp_path: Path) -> MediaFolder:
    """A folder in which one picture is kept."""
    folder = MediaFolder(tmp_path / "media")
    async with folder.desk() as desk:
        (desk / ID).mkdir()
        (desk / ID / NAME).write_bytes(photo())
        await folder.keep(desk / ID, FACTS)
    return folder


def export_of(kept: MediaFolder) -> Export:
    return Export(NoPosts(), kept, None, Addresses(settings()))


async def restored(path: Path, into: Path) -> list[bool]:
    return [is_new async for is_new in restored_media(path, MediaFolder(into), MediaLimits(length=100_000))]


async def test_files_come_back_as_they_were(tmp_path: Path, kept: MediaFolder) -> None:
    await written(export_of(kept).members(private=True), tmp_path / "out", lambda _name: None)
    packed = b"".join([piece async for piece in zipped(export_of(kept).members(private=True))])
    (tmp_path / "out.zip").write_bytes(packed)

    for name in ("out", "out.zip"):
        into = tmp_path / f"back of {name}"
        assert await restored(tmp_path / name, into) == [True]
        assert await restored(tmp_path / name, into) == [False]
        assert await MediaFolder(into).find(ID) == await kept.find(ID)
        assert (into / ID[:2] / ID / NAME).read_bytes() == photo()


def _renamed(facts: dict[str, dict[str, str]]) -> None:
    facts["main"]["name"] = "../../../evil.jpg"


def _another(facts: dict[str, str]) -> None:
    facts["id"] = "b" * 32


@pytest.mark.parametrize("change", [_renamed, _another])
async def test_facts_that_are_not_ours_are_refused(
    tmp_path: Path, kept: MediaFolder, change: Callable[[dict[str, object]], None]
) -> None:
    await written(export_of(kept).members(private=True), tmp_path / "out", lambda _name: None)
    path = tmp_path / "out" / "media" / ID / "facts.json"
    facts = json.loads(path.read_bytes())
    change(facts)
    path.write_text(json.dumps(facts))

    with pytest.raises(BadArchive):
        await restored(tmp_path / "out", tmp_path / "back")
    assert not (tmp_path / "evil.jpg").exists()


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", photo() + bytes(200_000)])
async def test_files_that_are_not_what_they_say_are_refused(tmp_path: Path, kept: MediaFolder, content: bytes) -> None:
    await written(export_of(kept).members(private=True), tmp_path / "out", lambda _name: None)
    (tmp_path / "out" / "media" / ID / NAME).write_bytes(content)

    with pytest.raises(BadArchive):
        await restored(tmp_path / "out", tmp_path / "back")
    assert await MediaFolder(tmp_path / "back").find(ID) is None


async def test_an_archive_without_its_files_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr(f"media/{ID}/facts.json", json.dumps({"id": ID, "alt": "", "main": _main()}))
    with pytest.raises(BadArchive):
        await restored(tmp_path / "out.zip", tmp_path / "back")


async def test_a_damaged_archive_is_told(tmp_path: Path, kept: MediaFolder) -> None:
    packed = b"".join([piece async for piece in zipped(export_of(kept).members(private=True))])
    at = packed.index(photo()[:40]) + 60
    (tmp_path / "out.zip").write_bytes(packed[:at] + bytes(20) + packed[at + 20 :])
    with pytest.raises(BadArchive):
        await restored(tmp_path / "out.zip", tmp_path / "back")


def _main() -> dict[str, object]:
    return {"name": NAME, "type": JPEG, "width": 64, "height": 32, "length": 1}
