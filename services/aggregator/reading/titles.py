"""Titles as they were meant, whichever way they were escaped. Pure.

Publishers escape titles once, twice or not at all, and say ``text`` where they mean HTML. What is left of character
references after the format's own rules is resolved once more, but for ``&lt;`` and ``&gt;``: a title may speak of tags.
"""

import re
from html import unescape
from typing import Final

_LEFT_OVER: Final = re.compile(
    r"&(?!(?:lt|gt|#60|#62|#x3c|#x3e);)(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z][a-z0-9]{1,24});", re.IGNORECASE
)


def resolved(title: str) -> str:
    """The plain text ``title`` without references that were escaped once too often."""
    if "&" not in title:
        return title
    return _LEFT_OVER.sub(lambda found: unescape(found[0]), title)
