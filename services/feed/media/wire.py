"""What programs are told of a kept upload."""

from collections.abc import Callable

import msgspec

from services.feed.media.model import Facts, MediaFile
from services.feed.media.names import media_path

Absolute = Callable[[str], str]
"""Makes an address of a path."""


class KeptSize(msgspec.Struct, frozen=True):
    """The same picture in another width."""

    url: str
    type: str
    width: int
    height: int
    length: int


class KeptMedia(msgspec.Struct, frozen=True):
    """``url`` is what to link to; a document has neither size nor ``sizes``. ``length`` in bytes."""

    id: str
    url: str
    type: str
    width: int
    height: int
    length: int
    alt: str
    sizes: list[KeptSize]


def kept_media(facts: Facts, absolute: Absolute) -> KeptMedia:
    """The answer for something kept."""
    main = _size(facts.id, facts.main, absolute)
    return KeptMedia(
        id=facts.id,
        url=main.url,
        type=main.type,
        width=main.width,
        height=main.height,
        length=main.length,
        alt=facts.alt,
        sizes=[_size(facts.id, file, absolute) for file in facts.sizes],
    )


def _size(media: str, file: MediaFile, absolute: Absolute) -> KeptSize:
    return KeptSize(absolute(media_path(media, file.name)), file.type, file.width, file.height, file.length)
