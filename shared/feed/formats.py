"""The formats a feed is written in, each known by the extension of its address."""

from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol

from shared.feed import atom, jsonfeed, rss
from shared.feed.model import Feed


class Writing(Protocol):
    """A way to write feeds; equal if it writes the same."""

    @property
    def content_type(self) -> str:
        """The media type as HTTP says it."""

    @property
    def render(self) -> Callable[[Feed], bytes]:
        """Writes a feed."""

    def __hash__(self) -> int: ...


class Format(Enum):
    """``content_type`` is the media type as HTTP says it, with its charset."""

    ATOM = ("atom", atom.MEDIA_TYPE, atom.CONTENT_TYPE, atom.render)
    RSS = ("rss", rss.MEDIA_TYPE, rss.CONTENT_TYPE, rss.render)
    JSON = ("json", jsonfeed.MEDIA_TYPE, jsonfeed.CONTENT_TYPE, jsonfeed.render)

    def __init__(self, extension: str, media_type: str, content_type: str, render: Callable[[Feed], bytes]) -> None:
        self.extension = extension
        self.media_type = media_type
        self.content_type = content_type
        self.render = render


FORMATS: Final = {each.extension: each for each in Format}
