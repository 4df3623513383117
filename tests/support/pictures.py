"""Pictures to upload, good and hostile."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

MAKER = "SECRET-CAMERA"
COMMENT = b"SECRET-COMMENT"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET-XMP</x:xmpmeta>"
RED, BLUE = (200, 20, 20), (20, 20, 200)
_ORIENTATION, _MAKE, _GPS = 0x0112, 0x010F, 0x8825


def halves(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new(mode, (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def photo(width: int = 64, height: int = 32, *, orientation: int = 1) -> bytes:
    """A JPEG as a telephone makes it: it knows where it was taken, with what, and how it was held."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = orientation, MAKER
    exif.get_ifd(_GPS).update({1: "N", 2: (16.0, 3.0, 12.0), 3: "E", 4: (103.0, 39.0, 10.0)})
    return encoded(halves(width, height), "JPEG", exif=exif, comment=COMMENT, xmp=XMP, quality=90)


def png(width: int = 64, height: int = 32, mode: str = "RGB") -> bytes:
    return encoded(halves(width, height, mode), "PNG")


def png_bomb(side: int = 30_000) -> bytes:
    """Some kilobytes that say they are a picture of ``side`` x ``side``."""
    pixels = zlib.compress(bytes(side // 8 + 1) * 1000, 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def gif_of(frames: int) -> bytes:
    """An animation of one pixel."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def with_archive(picture: bytes) -> bytes:
    """A picture that is a ZIP archive, too."""
    target = io.BytesIO(picture)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("evil.txt", "x")
        archive.comment = b"no comment"
    return target.getvalue()


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def opened(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
