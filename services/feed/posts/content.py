"""From what an author wrote to HTML that may be shown: Markdown is rendered, then everything is sanitized."""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from services.feed.model import ContentType

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Sanitize = Callable[[str], str]
"""Makes any HTML harmless."""


_IMAGE: Final = re.compile(r"<img\b[^>]*>")
_DESCRIBED: Final = re.compile(r"""\balt="[^"]*[^"\s][^"]*\"""")


def undescribed(html: str) -> list[int]:
    """Which of the images in sanitized ``html`` (the first is 1) have no ``alt`` text."""
    images = enumerate(_IMAGE.findall(html), start=1)
    return [number for number, image in images if not _DESCRIBED.search(image)]


def html_of(content: str, content_type: ContentType, sanitize: Sanitize) -> str:
    """Sanitized HTML. Markdown is CommonMark with tables; HTML inside it is kept and sanitized like the rest."""
    return sanitize(_markdown().render(content) if content_type is ContentType.MARKDOWN else content)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only sites whose authors write Markdown pay for it

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])
