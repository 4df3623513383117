"""From what an author wrote to HTML that may be shown: Markdown is rendered, then everything is sanitized."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from services.feed.model import ContentType

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Sanitize = Callable[[str], str]
"""Makes any HTML harmless."""


def html_of(content: str, content_type: ContentType, sanitize: Sanitize) -> str:
    """Sanitized HTML. Markdown is CommonMark with tables; HTML inside it is kept and sanitized like the rest."""
    return sanitize(_markdown().render(content) if content_type is ContentType.MARKDOWN else content)


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only sites whose authors write Markdown pay for it

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])
