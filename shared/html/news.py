"""What other sites wrote, made harmless: images settled, empty spans dropped, the policy for entries.

Most of it is plainly within the policy and read by one compiled loop (`shared.html.plain`); nh3 has the rest.
"""

from shared.html.images import settled
from shared.html.nesting import MAX_ATTRIBUTES, has_few_tags, has_long_tag
from shared.html.plain import plainly
from shared.html.policy import ENTRIES
from shared.html.sanitize import FEW, Sanitizer, absolute
from shared.html.spans import without_spans


class NewsSanitizer:
    """Made ready once and used for every entry."""

    def __init__(self) -> None:
        self._sanitizer = Sanitizer(ENTRIES, lenient=True)
        self._plainly = plainly(ENTRIES, absolute, self._is_mended)

    def clean(self, html: str, base: str | None) -> str:
        """Safe HTML with absolute addresses."""
        cleaned = self.at_a_glance(html, base)
        return self.thoroughly(html, base) if cleaned is None else cleaned

    def at_a_glance(self, html: str, base: str | None) -> str | None:
        """What `thoroughly` gives, for HTML that is plainly within the policy; else None."""
        return None if self._plainly is None else self._plainly.clean(html, base, True)

    def thoroughly(self, html: str, base: str | None) -> str:
        """Safe HTML by way of a real parser."""
        return self._sanitizer.clean(settled(without_spans(html)), base)

    def part(self, html: str) -> str:
        """Sanitized ``html`` that was cut somewhere, whole again."""
        return self._sanitizer.clean(html)

    def _is_mended(self, html: str) -> bool:
        """Whether it is put right before nh3 sees it, so that more than nh3 decides what comes of tag soup."""
        if has_few_tags(html, FEW) and not ("<iframe" in html or self._may_have_long_tag(html)):
            return False
        prepared = settled(without_spans(html))
        return self._sanitizer.harmless_to_parse(prepared) != prepared

    @staticmethod
    def _may_have_long_tag(html: str) -> bool:
        """What is dropped may leave behind a text that is taken for one."""
        return len(html) > MAX_ATTRIBUTES and ("<span" in html or "<img" in html or has_long_tag(html))
