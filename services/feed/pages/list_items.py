"""Posts as they stand in lists. Pure."""

from dataclasses import dataclass
from typing import Final

from services.feed.addresses import post_path
from services.feed.media.pictures import Pictures
from services.feed.model import Post
from shared.feed.model import Thumbnail
from shared.html.to_text import to_text
from shared.text import truncate

_TEASER_LENGTH: Final = 240


@dataclass(frozen=True, slots=True)
class Card:
    """A post in a list."""

    post: Post
    path: str
    teaser: str
    comments: int
    thumbnail: Thumbnail | None = None


def card(post: Post, comments: int = 0, pictures: Pictures | None = None) -> Card:
    """The card of a public post; with its first picture if they are known."""
    thumbnail = pictures.thumbnail(pictures.contents(post)) if pictures else None
    return Card(post, post_path(post.slug), teaser(post), comments, thumbnail)


def teaser(post: Post) -> str:
    """What makes people want to read it: its summary, else how it begins."""
    return post.summary or truncate(to_text(post.content), _TEASER_LENGTH)
