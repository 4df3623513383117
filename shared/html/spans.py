"""Spans that say nothing: the policy keeps of a span its language, direction and title, and nearly none has any.

Two of five tags of the live captures are such (colours of program code, word processors' styles). They mean nothing
to readers, take room in every feed, and cost as much to sanitize as tags that do. Nothing here is a security decision.
"""

import re
from typing import Final

# Not behind "<", "</" or "<!", with which what follows would become a tag.
_EMPTY: Final = re.compile(r'<(?<![</!]<)/?span(?:\s++(?:class|style|id|xmlns)="[^"<>]*+")*+\s*+>')


def without_spans(html: str) -> str:
    """``html`` without its spans; itself where one of them may say something, or is written in another way."""
    if "<span" not in html:
        return html
    plain = _EMPTY.sub("", html)
    return html if "<span" in plain or "</span" in plain else plain
