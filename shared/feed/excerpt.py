"""The words of an HTML fragment, for the places in a feed that hold plain text."""

from shared.html.to_text import to_text
from shared.text import truncate


def excerpt(html: str, limit: int) -> str:
    """At most ``limit`` characters of the text in ``html``, on one line; cut text ends in an ellipsis."""
    return truncate(to_text(html), limit)
