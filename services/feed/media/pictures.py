"""The pictures of a post, for its page and for its feeds. Pure: the address of a picture of ours tells its sizes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from services.feed.media.model import WEBP
from services.feed.media.names import Picture, picture_at, scaled
from services.feed.model import Media, Post
from shared.feed.model import MediaContent, Thumbnail

# Images as the sanitizer writes them.
_IMAGE: Final = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_SIZES: Final = "(min-width: 46rem) 44rem, 100vw"
"""How wide the stylesheet shows a picture of an article."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Knows which addresses are pictures of the site at ``origin``."""

    origin: str

    def responsive(self, html: str) -> str:
        """Sanitized ``html`` in which every picture of ours comes in the width that the reader's screen needs."""
        return _IMAGE.sub(self._grown, html)

    def figure(self, media: Media, loading: str = "lazy") -> str:
        """The HTML of a picture that goes with a post; ``loading`` says whether it may wait (``eager``: it leads)."""
        url, alt = escape(self._absolute(media.url)), escape(media.alt)
        size = f' width="{media.width}" height="{media.height}"' if media.width and media.height else ""
        return self.responsive(f'<img src="{url}" alt="{alt}"{size} loading="{loading}">')

    def contents(self, post: Post) -> tuple[MediaContent, ...]:
        """Those that go with a post, then those in its text, each once."""
        each: dict[str, MediaContent] = {}
        for content in (*self._attached(post), *self._in_text(post.content)):
            each.setdefault(content.url, content)
        return tuple(each.values())

    def thumbnail(self, contents: tuple[MediaContent, ...]) -> Thumbnail | None:
        """The first picture, small if it is ours."""
        if not contents:
            return None
        first = contents[0]
        ours = self._ours(first.url)
        if ours is None:
            return Thumbnail(first.url, first.width, first.height)
        width = ours.widths[0]
        return Thumbnail(self.origin + ours.narrow_path(width), width, scaled(ours.width, ours.height, width))

    def _absolute(self, url: str) -> str:
        return self.origin + url if url.startswith("/") else url

    def _ours(self, address: str) -> Picture | None:
        return picture_at(address.removeprefix(self.origin))

    def _grown(self, image: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(image[1]))
        source = attributes.get("src", "")
        ours = self._ours(source)
        if ours is None:
            return image[0]
        if not attributes.keys() & {"width", "height"}:
            attributes |= {"width": str(ours.width), "height": str(ours.height)}
        attributes |= {"loading": attributes.get("loading", "lazy"), "decoding": "async"}
        prefix = source.removesuffix(ours.path)
        widths = ", ".join(f"{prefix}{ours.narrow_path(width)} {width}w" for width in ours.widths)
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f'<picture><source type="{WEBP}" srcset="{widths}" sizes="{_SIZES}"><img{written}></picture>'

    def _attached(self, post: Post) -> Iterator[MediaContent]:
        for media in post.media:
            if media.is_picture:
                yield self._content(media)

    def _in_text(self, html: str) -> Iterator[MediaContent]:
        for image in _IMAGE.finditer(html):
            attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(image[1])}
            ours = self._ours(attributes.get("src", ""))
            if ours is not None:
                yield self._content(Media(ours.path, ours.type, attributes.get("alt", "")))

    def _content(self, media: Media) -> MediaContent:
        ours = self._ours(media.url)
        width, height = (ours.width, ours.height) if ours else (media.width, media.height)
        url = self._absolute(media.url)
        return MediaContent(url, media.type, media.length or None, width or None, height or None, media.alt or None)
