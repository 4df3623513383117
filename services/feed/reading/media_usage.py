"""Where a kept upload is shown. Posts are looked through one by one: it is asked for when something is removed."""

from collections.abc import Callable
from typing import Final

from services.feed.media.names import PREFIX
from services.feed.model import Post, Status
from services.feed.reading.library import Library

_AT_ONCE: Final = 50
EMBLEM: Final = "the emblem of the site"
_NAMED: Final = 10
"""So many are enough to say."""


class Usage:
    """`services.feed.media.disposal.Shows` over the library."""

    def __init__(self, library: Library, emblem: Callable[[], str]) -> None:
        self._library = library
        self._emblem = emblem

    async def showing(self, media: str) -> list[str]:
        """The first posts that do, last made first; before them `EMBLEM` if it is that."""
        found = [EMBLEM] if self._emblem().startswith(f"{PREFIX}{media}/") else []
        after: str | None = None
        while len(found) < _NAMED:
            shelf = await self._library.everything(after, _AT_ONCE)
            found += [post.id for post in shelf.posts if shows(post, media)]
            after = shelf.next
            if after is None:
                break
        return found[:_NAMED]


def shows(post: Post, media: str) -> bool:
    """Whether readers see the upload in it, or will when it appears."""
    path = f"{PREFIX}{media}/"
    texts = (post.content, *(each.url for each in post.media))
    return post.status is not Status.WITHDRAWN and any(path in text for text in texts)
