"""Workers may be killed, hang or blow up: their picture ends in a name, and the next one is made."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from PIL import Image

from services.feed.media.errors import BadUpload, PictureFailed
from services.feed.media.model import MediaLimits, Upload
from services.feed.media.reply import Refused
from services.feed.media.studio import Studio
from shared.errors import StoreFull
from tests.support import pictures

MIB = 1024 * 1024


def upload(folder: Path, body: bytes, media_type: str = "image/png") -> Upload:
    folder.mkdir(exist_ok=True)
    (folder / "upload").write_bytes(body)
    return Upload(folder, "a" * 32, media_type, "file")


def noise(width: int, height: int) -> bytes:
    """A picture that is hard work."""
    return pictures.encoded(Image.effect_noise((width, height), 90), "PNG", compress_level=0)


async def killed(studio: Studio, number: signal.Signals) -> None:
    """As soon as there is a process."""
    for _ in range(30_000):
        if studio.pid is not None:
            break
        await asyncio.sleep(0.001)
    assert studio.pid is not None
    os.kill(studio.pid, number)


async def test_a_killed_worker_fails_only_its_own_picture(tmp_path: Path) -> None:
    studio = Studio(MediaLimits())
    held = asyncio.create_task(studio.develop(upload(tmp_path / "a", noise(1600, 8000))))
    await killed(studio, signal.SIGKILL)

    with pytest.raises(PictureFailed, match="-9"):
        await held
    assert studio.pid is None
    made = await studio.develop(upload(tmp_path / "b", pictures.png()))
    assert made.main.name == "64x32.jpg"


async def test_a_hanging_worker_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.feed.media.studio._START_SECONDS", 0.1)
    studio = Studio(MediaLimits(wall=0.2))
    held = asyncio.create_task(studio.develop(upload(tmp_path, noise(1600, 8000))))
    await killed(studio, signal.SIGSTOP)

    with pytest.raises(BadUpload, match="too-heavy"):
        await held
    assert studio.pid is None


@pytest.mark.parametrize("limits", [MediaLimits(wall=0.4), MediaLimits(cpu=0)])
async def test_time_is_limited(tmp_path: Path, limits: MediaLimits) -> None:
    with pytest.raises(BadUpload, match="too-heavy"):
        await Studio(limits).develop(upload(tmp_path, noise(1600, 16_000)))


async def test_memory_is_limited(tmp_path: Path) -> None:
    studio = Studio(MediaLimits(memory=160 * MIB))

    with pytest.raises(BadUpload, match="too-heavy"):
        await studio.develop(upload(tmp_path / "a", pictures.png(7000, 7000)))
    assert await studio.develop(upload(tmp_path / "b", pictures.png()))


async def test_one_at_a_time(tmp_path: Path) -> None:
    studio = Studio(MediaLimits())
    uploads = [upload(tmp_path / str(number), pictures.png(10, number + 1)) for number in range(3)]
    made = await asyncio.gather(*map(studio.develop, uploads))

    assert [each.main.height for each in made] == [1, 2, 3]


async def test_cancelling_takes_the_worker_along(tmp_path: Path) -> None:
    studio = Studio(MediaLimits())
    held = asyncio.create_task(studio.develop(upload(tmp_path, noise(1600, 8000))))
    await killed(studio, signal.SIGSTOP)
    pid = studio.pid
    held.cancel()

    with pytest.raises(asyncio.CancelledError):
        await held
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_worker_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKET_REDIS_URL", "redis://secret")
    with (tmp_path / "open").open("wb") as open_file:
        os.set_inheritable(open_file.fileno(), True)
        studio = Studio(MediaLimits())
        held = asyncio.create_task(studio.develop(upload(tmp_path / "a", noise(1600, 8000))))
        await killed(studio, signal.SIGSTOP)
        process = Path(f"/proc/{studio.pid}")
        environment = (process / "environ").read_bytes()
        handles = {handle.resolve().name for handle in (process / "fd").iterdir()}
        held.cancel()
        await asyncio.wait([held])

    assert b"secret" not in environment
    assert "open" not in handles


async def test_a_full_disk_is_nobodys_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.feed.media.studio._reply", lambda *_: Refused("no-room"))

    with pytest.raises(StoreFull):
        await Studio(MediaLimits()).develop(upload(tmp_path, pictures.png()))
