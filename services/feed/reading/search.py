"""What a search finds: posts that hold the words exactly as typed, whatever their case. Pure."""

import unicodedata
from html import escape

from services.feed.model import Post
from shared.html.to_text import to_text


def folded(text: str) -> str:
    """Text as it is compared: NFC, without case, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def matches(post: Post, needle: str) -> bool:
    """Whether the folded ``needle`` stands in title, summary, a label or the text of the content."""
    short = (post.title, post.summary, post.agency, post.strategy, *post.labels)
    return any(needle in folded(text) for text in short) or _in_content(post.content, needle)


def _in_content(html: str, needle: str) -> bool:
    """Markup is taken away only where the first word occurs at all: that is slow, and most posts do not hold it."""
    first, *_ = needle.split(" ", 1)
    return escape(first, quote=False) in html.casefold() and needle in folded(to_text(html))
