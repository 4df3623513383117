"""Whatever is sent: an upload is there whole, or not at all."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.feed.config import FeedConfig
from services.feed.media.errors import BadUpload
from services.feed.media.folder import MediaFolder
from services.feed.media.image_worker import answer
from services.feed.media.model import MediaLimits, Upload
from services.feed.media.names import id_of
from services.feed.media.reply import Made
from services.feed.media.service import Kept, MediaLibrary
from services.feed.media.sniff import media_type
from shared.environment import BadConfiguration, Environment
from tests.support import pictures

LIMITS = MediaLimits(pixels=100_000)
GOOD = (pictures.photo(), pictures.png(), pictures.pdf(), pictures.gif_of(1))
_cut = st.builds(lambda body, at: body[: 16 + at % (len(body) - 16)], st.sampled_from(GOOD), st.integers(0, 5000))
_mixed = st.builds(lambda a, b: a + b, st.sampled_from(GOOD), st.binary(max_size=50) | st.sampled_from(GOOD))
bodies = st.sampled_from(GOOD) | _cut | _mixed | st.just(pictures.with_archive(pictures.png()))


class InThisProcess:
    """A studio without a worker."""

    async def develop(self, upload: Upload) -> Made:
        reply = answer(upload.folder, upload.type, LIMITS)
        if isinstance(reply, Made):
            return reply
        raise BadUpload(upload.field, reply.reason, reply.detail)


async def sent(library: MediaLibrary, files: list[bytes]) -> list[Kept]:
    async with library.desk() as desk:
        uploads = []
        for number, body in enumerate(files):
            folder = desk / str(number)
            folder.mkdir()
            (folder / "upload").write_bytes(body)
            kind = media_type(body[:64])
            assert kind is not None
            uploads.append(Upload(folder, id_of(hashlib.sha256(body).digest()), kind, f"file[{number}]"))
        return await library.add(uploads)


@given(st.lists(st.lists(bodies, min_size=1, max_size=3), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_all_of_a_request_is_kept_or_nothing(requests: list[list[bytes]]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        expected = asyncio.run(_expected(MediaLibrary(MediaFolder(root), InThisProcess()), requests))

        assert list((root / "incoming").iterdir()) == []
        assert {path.name for path in root.glob("??/*")} == expected.keys()
        for media, files in expected.items():
            folder = root / media[:2] / media
            assert {path.name for path in folder.iterdir()} == {"facts.json", *files}


async def _expected(library: MediaLibrary, requests: list[list[bytes]]) -> dict[str, set[str]]:
    """Send them all; the names of files by id, as the answers have them."""
    expected: dict[str, set[str]] = {}
    for files in requests:
        try:
            kept = await sent(library, files)
        except BadUpload:
            continue
        for one in kept:
            expected[one.facts.id] = {file.name for file in (one.facts.main, *one.facts.sizes)}
            there = await library.show(one.facts.id)
            assert replace(there, sent=0) == replace(one.facts, sent=0)  # it may be in one request twice
    listed, _ = await library.browse(None, 100)
    assert {facts.id for facts in listed} == expected.keys()
    return expected


def test_the_limit_is_a_setting() -> None:
    env = Environment({"SAKET_MEDIA_LIMIT": "4096"})
    assert FeedConfig.read(env).media == MediaLimits(length=4096)
    env.check()
    bad = Environment({"SAKET_MEDIA_LIMIT": "1"})
    FeedConfig.read(bad)
    with pytest.raises(BadConfiguration, match="SAKET_MEDIA_LIMIT"):
        bad.check()
