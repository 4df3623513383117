"""What is kept of an upload, and what one may ask of us."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MIB: Final = 1024 * 1024
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
GIF: Final = "image/gif"
WEBP: Final = "image/webp"
AVIF: Final = "image/avif"
PDF: Final = "application/pdf"
ACCEPTED: Final = (JPEG, PNG, GIF, WEBP, AVIF, PDF)
"""The types that may be uploaded, whatever the upload itself says it is."""
UPLOAD: Final = "upload"
"""The name of an upload in its folder, until it is worked on."""


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What one upload may ask of us: bytes and pixels of a file, files of a request, seconds for its body.

    ``memory`` (bytes), ``cpu`` and ``wall`` (seconds) are what work on one picture may take.
    """

    length: int = 20 * _MIB
    pixels: int = 60_000_000
    frames: int = 500
    files: int = 10
    deadline: float = 300.0
    memory: int = 1536 * _MIB
    cpu: int = 30
    wall: float = 60.0


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of a kept upload; ``length`` in bytes, a document has no width and no height."""

    name: str
    type: str
    width: int
    height: int
    length: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A kept upload: ``main`` is what others link to, ``sizes`` are the same picture as WebP, narrowest first.

    ``sent`` is when it was last sent, in nanoseconds since the epoch; 0 until it is kept.
    """

    id: str
    alt: str
    main: MediaFile
    sizes: tuple[MediaFile, ...] = ()
    sent: int = 0

    def named(self, name: str) -> MediaFile | None:
        """The file of this name."""
        return next((file for file in (self.main, *self.sizes) if file.name == name), None)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was received, in a folder of its own; ``field`` is what its errors name."""

    folder: Path
    id: str
    type: str
    field: str
    alt: str = ""
