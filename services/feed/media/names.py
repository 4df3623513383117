"""The addresses of kept files. The name of a picture tells its size, and so which other widths of it there are.

    /media/<id>/1600x1067.jpg       the largest, for everybody (``.png`` if something shines through)
    /media/<id>/480.webp            the same, 480 pixels wide
    /media/<id>/document.pdf        a file that is no picture

Addresses stand in other people's copies of our feeds: neither the ladder nor the form of the names may ever change.
"""

import base64
import re
from dataclasses import dataclass
from typing import Final

from services.feed.media.model import JPEG, PDF, PNG, WEBP

LADDER: Final = (480, 960, 1600)
"""The widths that pictures are made in, in pixels; never wider than the picture is."""
PREFIX: Final = "/media/"
DOCUMENT: Final = "document.pdf"
_ID_BYTES: Final = 20
_ID: Final = re.compile(r"[a-z2-7]{32}")
_MAIN: Final = re.compile(r"/media/([a-z2-7]{32})/([1-9]\d{0,4})x([1-9]\d{0,4})\.(jpg|png)")
_NAME: Final = re.compile(r"[1-9]\d{0,4}(?:\.webp|x[1-9]\d{0,4}\.(?:jpg|png))|document\.pdf")
_TYPES: Final = {"jpg": JPEG, "png": PNG, "webp": WEBP, "pdf": PDF}


@dataclass(frozen=True, slots=True)
class Picture:
    """What the address of a picture tells."""

    id: str
    width: int
    height: int
    type: str

    @property
    def path(self) -> str:
        return media_path(self.id, main_name(self.width, self.height, self.type))

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that it is kept in as WebP, its own among them."""
        return rungs(self.width)

    def narrow_path(self, width: int) -> str:
        """Where it is as WebP in one of its `widths`."""
        return media_path(self.id, webp_name(width))


def id_of(digest: bytes) -> str:
    """The name of an upload, from the SHA-256 of its bytes."""
    return base64.b32encode(digest[:_ID_BYTES]).decode().lower()


def is_id(text: str) -> bool:
    """Whether something kept may be called so."""
    return _ID.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a kept file may be called so."""
    return _NAME.fullmatch(text) is not None


def type_of(name: str) -> str:
    """The media type of a kept file."""
    return _TYPES[name.rpartition(".")[2]]


def media_path(media: str, name: str) -> str:
    """Where a kept file is served."""
    return f"{PREFIX}{media}/{name}"


def main_name(width: int, height: int, media_type: str) -> str:
    """The name of the file that everybody can show."""
    return f"{width}x{height}.{'png' if media_type == PNG else 'jpg'}"


def webp_name(width: int) -> str:
    """The name of the file for one width."""
    return f"{width}.webp"


def rungs(width: int) -> tuple[int, ...]:
    """The widths in which a picture of ``width`` pixels is kept, narrowest first."""
    most = min(width, LADDER[-1])
    return (*(rung for rung in LADDER if rung < most), most)


def scaled(width: int, height: int, to: int) -> int:
    """The height at ``to`` pixels of width."""
    return max(1, round(height * to / width))


def file_at(path: str) -> tuple[str, str] | None:
    """The id and the name in the path of a kept file; None for any other path."""
    media, _, name = path.removeprefix(PREFIX).partition("/")
    return (media, name) if path.startswith(PREFIX) and is_id(media) and is_name(name) else None


def picture_at(path: str) -> Picture | None:
    """The picture of ours that a path leads to; None for any other path."""
    match = _MAIN.fullmatch(path)
    if match is None:
        return None
    media, width, height, extension = match.groups()
    return Picture(media, int(width), int(height), _TYPES[extension])
