"""Any bytes end in pictures or in a name; colours, alpha and depth survive; nothing else does."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from services.feed.media.image_worker import answer
from services.feed.media.model import MediaLimits
from services.feed.media.reply import Made, Refused, Reply
from tests.support import pictures

LIMITS = MediaLimits(pixels=1_000_000)
SAMPLES = {
    "image/jpeg": pictures.photo(),
    "image/png": pictures.png(mode="RGBA"),
    "image/gif": pictures.gif_of(3),
    "image/webp": pictures.encoded(pictures.halves(64, 32), "WEBP"),
    "image/avif": pictures.encoded(pictures.halves(64, 32), "AVIF"),
}
kinds = st.sampled_from(sorted(SAMPLES))


def worked(body: bytes, media_type: str, limits: MediaLimits = LIMITS) -> tuple[Reply, dict[str, bytes]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "upload").write_bytes(body)
        reply = answer(folder, media_type, limits)
        return reply, {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "upload"}


def made(image: Image.Image, form: str, media_type: str, **options: object) -> Image.Image:
    """The largest picture that becomes of ``image``."""
    reply, files = worked(pictures.encoded(image, form, **options), media_type)
    assert isinstance(reply, Made), reply
    return pictures.opened(files[reply.main.name])


@given(kinds, st.binary(max_size=300))
@settings(deadline=None)
def test_random_bytes_are_refused(media_type: str, body: bytes) -> None:
    reply, files = worked(body, media_type)

    assert isinstance(reply, Refused)
    assert reply.reason == "unreadable"
    assert files == {}


@given(kinds, st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8), st.data())
@example("image/jpeg", [(2, 0)], None)
@settings(deadline=None, max_examples=200)
def test_damaged_pictures_end_in_pictures_or_in_a_name(
    media_type: str, damage: list[tuple[int, int]], data: st.DataObject | None
) -> None:
    body = bytearray(SAMPLES[media_type])
    for place, value in damage:
        body[place % len(body)] = value
    if data is not None:
        body = body[: data.draw(st.integers(1, len(body)))]
    reply, files = worked(bytes(body), media_type)

    if isinstance(reply, Made):
        assert set(files) == {file.name for file in (reply.main, *reply.sizes)}
        assert all(pictures.opened(files[file.name]).size == (file.width, file.height) for file in reply.sizes)
    else:
        assert reply.reason in {"unreadable", "too-many-pixels", "too-long-side", "too-many-frames", "too-heavy"}


@pytest.mark.parametrize(
    ("orientation", "red"),
    [(1, "left"), (2, "right"), (3, "right"), (4, "left"), (5, "top"), (6, "top"), (7, "bottom"), (8, "bottom")],
)
def test_orientations(orientation: int, red: str) -> None:
    reply, files = worked(pictures.photo(64, 32, orientation=orientation), "image/jpeg")
    assert isinstance(reply, Made)
    image = pictures.opened(files[reply.main.name]).convert("RGB")

    assert image.size == ((32, 64) if orientation > 4 else (64, 32))
    places = {"left": (4, 4), "right": (60, 28), "top": (28, 4), "bottom": (4, 60)}
    pixel = image.getpixel(places[red])
    assert isinstance(pixel, tuple)
    assert pixel[0] > pixel[2] + 100


def test_colours_of_another_profile_become_those_of_the_web() -> None:
    """In a profile whose red is green and whose green is red, what is written as red looks green."""
    swapped = ImageCms.ImageCmsProfile(io.BytesIO(_swapped_profile()))
    image = made(Image.new("RGB", (32, 32), (200, 20, 20)), "PNG", "image/png", icc_profile=swapped.tobytes())
    pixel = image.getpixel((5, 5))

    assert isinstance(pixel, tuple)
    assert pixel[1] > pixel[0] + 100
    assert "icc_profile" not in image.info


def test_a_profile_that_is_none_is_ignored() -> None:
    image = made(Image.new("RGB", (32, 32), (200, 20, 20)), "PNG", "image/png", icc_profile=b"not a profile")
    pixel = image.getpixel((5, 5))

    assert isinstance(pixel, tuple)
    assert pixel[0] > 180


def test_sixteen_bits_of_grey() -> None:
    pixel = made(Image.new("I;16", (32, 32), 32_768), "PNG", "image/png").convert("L").getpixel((5, 5))

    assert isinstance(pixel, int | float)
    assert abs(pixel - 128) < 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_mode(mode: str) -> None:
    form, media_type = ("JPEG", "image/jpeg") if mode == "CMYK" else ("PNG", "image/png")

    assert made(pictures.halves(64, 32).convert(mode), form, media_type).size == (64, 32)


def test_a_colour_that_means_nothing_is_there() -> None:
    image = Image.new("P", (32, 32), 0)
    image.putpalette([255, 0, 0])

    assert made(image, "GIF", "image/gif", transparency=0).getchannel("A").getextrema() == (0, 0)


def test_very_long_pictures_keep_a_line() -> None:
    reply, _ = worked(pictures.png(16_000, 2), "image/png")

    assert isinstance(reply, Made)
    assert [(size.width, size.height) for size in reply.sizes] == [(480, 1), (960, 1), (1600, 1)]


def _swapped_profile() -> bytes:
    """The profile of sRGB with the places of its red and green primaries exchanged."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
