"""From any picture to pictures for the web. Only the worker process imports this: Pillow reads hostile bytes here.

    header -> size allowed? -> decode -> plain colours -> smaller -> upright -> sRGB -> pixels alone -> files

Of a picture that moves the first frame is taken. Nothing but pixels goes into the files: no EXIF, no XMP, no comment,
no colour profile.
"""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import ExifTags, Image, ImageCms

from services.feed.media.model import AVIF, GIF, JPEG, PNG, WEBP, MediaFile, MediaLimits
from services.feed.media.names import LADDER, main_name, rungs, scaled, webp_name
from services.feed.media.reply import Made

_FORMATS: Final = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), GIF: ("GIF",), WEBP: ("WEBP",), AVIF: ("AVIF",)}
_LONGEST_SIDE: Final = 16_383  # of a WebP
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})
_WEBP_QUALITY: Final = 80
_JPEG_QUALITY: Final = 84

Image.MAX_IMAGE_PIXELS = None  # `_check` is stricter than Pillow's own warning


class Unfit(Exception):
    """The picture breaks the rule ``reason``."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def develop(source: Path, media_type: str, into: Path, limits: MediaLimits) -> Made:
    """Make the files of a picture. Raises `Unfit`; for bytes that are no picture, whatever Pillow raises."""
    with Image.open(source, formats=_FORMATS[media_type]) as image:
        _check(image, limits)
        picture = _finished(image)
    return Made(_write_main(picture, into), tuple(_write_sizes(picture, into)))


def _check(image: Image.Image, limits: MediaLimits) -> None:
    """By what the header says, before anything is unpacked."""
    if image.width * image.height > limits.pixels:
        raise Unfit("too-many-pixels", f"{image.width} x {image.height}; at most {limits.pixels} pixels")
    if max(image.size) > _LONGEST_SIDE:
        raise Unfit("too-long-side", f"{image.width} x {image.height}; at most {_LONGEST_SIDE} pixels a side")
    if getattr(image, "n_frames", 1) > limits.frames:
        raise Unfit("too-many-frames", f"at most {limits.frames}")


def _finished(image: Image.Image) -> Image.Image:
    orientation = _orientation(image)
    turned = orientation in _SIDEWAYS
    wide, high = image.size[::-1] if turned else image.size
    width = min(wide, LADDER[-1])
    size = (width, scaled(wide, high, width))
    stored = size[::-1] if turned else size
    image.draft(None, (2 * stored[0], 2 * stored[1]))  # JPEG alone can be decoded smaller than it is
    profile = image.info.get("icc_profile")
    small = _plain(image).resize(stored, Image.Resampling.LANCZOS, reducing_gap=3.0)
    upright = small.transpose(_TURNS[orientation]) if orientation in _TURNS else small
    return _pixels_alone(_opaque(_in_srgb(upright, profile)))


def _orientation(image: Image.Image) -> int:
    """How the camera was held; EXIF that cannot be read does not spoil the picture."""
    with suppress(Exception):
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that can be resized well, without palettes and with eight bits a channel."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours of the web; a profile that cannot be used is ignored, as browsers do."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            given, wanted = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, given, wanted, outputMode=mode)
            if converted is not None:
                return converted
    return image.convert(mode)


def _opaque(image: Image.Image) -> Image.Image:
    """Without a fourth channel that says nothing."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _pixels_alone(image: Image.Image) -> Image.Image:
    """Writers take comments and profiles from where an image came from: let it come from nowhere."""
    fresh = Image.new(image.mode, image.size)
    fresh.paste(image)
    return fresh


def _write_main(picture: Image.Image, into: Path) -> MediaFile:
    media_type = PNG if picture.mode == "RGBA" else JPEG
    name = main_name(*picture.size, media_type)
    if media_type == PNG:
        picture.save(into / name, "PNG")
    else:
        picture.save(into / name, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return _file(into / name, media_type, picture)


def _write_sizes(picture: Image.Image, into: Path) -> Iterator[MediaFile]:
    for width in rungs(picture.width):
        size = (width, scaled(*picture.size, width))
        narrow = picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)
        path = into / webp_name(width)
        narrow.save(path, "WEBP", quality=_WEBP_QUALITY, method=4)
        yield _file(path, WEBP, narrow)


def _file(path: Path, media_type: str, image: Image.Image) -> MediaFile:
    return MediaFile(path.name, media_type, *image.size, path.stat().st_size)
