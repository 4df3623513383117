"""`parsing.Clean` with the site's one sanitizer. Lives inside the worker, so that the event loop never pays for it."""

from shared.html.policy import ENTRIES
from shared.html.sanitize import Sanitizer
from shared.html.to_text import to_text
from shared.text import truncate


class Cleaner:
    """HTML made harmless, and the words of it."""

    def __init__(self) -> None:
        self._sanitizer = Sanitizer(ENTRIES)

    def sanitize(self, html: str, base: str) -> str:
        """Safe HTML with absolute addresses."""
        return self._sanitizer.clean(html, base or None)

    def text(self, html: str, limit: int) -> str:
        """At most ``limit`` characters of the words in ``html``, on one line."""
        return truncate(" ".join(to_text(html).split()), limit)
