"""Taking away what should never have been sent (a photo of an identity card, say): for good, but from under no post."""

from collections.abc import Sequence
from typing import Protocol

from services.feed.media.errors import MediaInUse
from shared.errors import NotFound


class Uploads(Protocol):
    """What can be removed: `services.feed.media.folder`."""

    async def remove(self, media: str) -> bool: ...


class Shows(Protocol):
    """Who knows what posts show."""

    async def showing(self, media: str) -> Sequence[str]:
        """Where readers see this upload, or may yet see it: ids of posts, and other names."""


class Disposal:
    """The use case. What was withdrawn shows nothing, and earlier versions of posts do not count."""

    def __init__(self, uploads: Uploads, posts: Shows) -> None:
        self._uploads = uploads
        self._posts = posts

    async def remove(self, media: str) -> None:
        """Raises `NotFound`, and `MediaInUse` while posts show it."""
        if posts := await self._posts.showing(media):
            raise MediaInUse(posts)
        if not await self._uploads.remove(media):
            raise NotFound("media", media)
