"""What the picture worker answers: one line of JSON."""

import msgspec

from services.feed.media.model import MediaFile


class Made(msgspec.Struct, frozen=True, tag="made"):
    """The files that it wrote."""

    main: MediaFile
    sizes: tuple[MediaFile, ...]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why it wrote none; ``reason`` is a code."""

    reason: str
    detail: str = ""


Reply = Made | Refused
