"""What is known of a file that goes with a post: whoever names a file kept here need not say how long it is."""

from dataclasses import replace
from typing import Protocol

from services.feed.media.model import MediaFile
from services.feed.model import Media


class Files(Protocol):
    """What is kept: `services.feed.media.service`."""

    async def measured(self, path: str) -> MediaFile | None:
        """The file at a path of this site."""


class Enclosures:
    """Knows the files of the site at ``origin``."""

    def __init__(self, files: Files, origin: str) -> None:
        self._files = files
        self._origin = origin

    async def measured(self, media: Media) -> Media:
        """With the type and the figures of the file, if it is one of ours; what an author says of others counts."""
        file = await self._files.measured(media.url.removeprefix(self._origin))
        if file is None:
            return media
        return replace(media, type=file.type, length=file.length, width=file.width, height=file.height)
