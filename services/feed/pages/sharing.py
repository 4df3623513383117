"""What a post looks like where its address is passed on: Open Graph (ogp.me), and links to pass it on with. Pure."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from services.feed.addresses import Addresses
from services.feed.model import Post
from shared.i18n import mark

_WAYS: Final = (
    (mark("LINE"), "https://social-plugins.line.me/lineit/share?", "url", ""),
    (mark("Facebook"), "https://www.facebook.com/sharer/sharer.php?", "u", ""),
    (mark("E-mail"), "mailto:?", "body", "subject"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pass an address on; plain links, which load nothing from there and tell nobody."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that goes with a post, absolute; 0 where a figure is not known."""

    url: str
    alt: str
    width: int
    height: int


def ways(title: str, url: str) -> tuple[Way, ...]:
    """Where people in Thailand pass things on."""
    return tuple(
        Way(words, base + urlencode({address: url, **({subject: title} if subject else {})}))
        for words, base, address, subject in _WAYS
    )


def picture_of(post: Post, to: Addresses) -> Picture | None:
    """The first picture among a post's media."""
    for media in post.media:
        if media.is_picture:
            return Picture(to.media(media.url), media.alt, media.width, media.height)
    return None
