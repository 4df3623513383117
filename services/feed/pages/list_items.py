"""Posts as they stand in lists. Pure."""

from dataclasses import dataclass
from typing import Final

from services.feed.addresses import post_path
from services.feed.model import Post
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


def card(post: Post, comments: int = 0) -> Card:
    """The card of a public post."""
    return Card(post, post_path(post.slug), teaser(post), comments)


def teaser(post: Post) -> str:
    """What makes people want to read it: its summary, else how it begins."""
    return post.summary or truncate(to_text(post.content), _TEASER_LENGTH)
