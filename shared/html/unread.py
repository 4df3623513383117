"""Parts of HTML that nobody reads: comments, scripts, styles, drawings. Cut out in one pass, before all else.

Only whole parts are: whatever is not closed is left for `shared.html.tokens`, which knows what browsers make of it.
"""

import re
from typing import Final

_MARKS: Final = re.compile(r"<!--|-->|<(/?)(script|style|svg|noscript|template)\b[^<>]*+>", re.IGNORECASE)
_COMMENT: Final = ("<!--", "-->")
_JOINING: Final = ("<", "</", "<!")
"""What would make a tag together with what follows the part that is cut out."""


def without_unread(html: str, names: frozenset[str] = frozenset({"script", "style", "svg", "template"})) -> str:
    """``html`` without comments and the elements ``names``."""
    kept: list[str] = []
    begun, closing = 0, ""
    for mark in _MARKS.finditer(html):
        slash, name = mark.groups()
        if not closing:
            closing = _closing(mark[0], slash, name, names)
            if closing:
                kept.append(html[begun : mark.start()])
                if kept[-1].endswith(_JOINING):
                    return html
        elif closing == (f"/{name.lower()}" if slash else mark[0]):
            begun, closing = mark.end(), ""
    return html if closing or not kept else "".join((*kept, html[begun:]))


def _closing(text: str, slash: str | None, name: str | None, names: frozenset[str]) -> str:
    """What ends the part that begins here; '' if none begins."""
    if text == _COMMENT[0]:
        return _COMMENT[1]
    return f"/{name.lower()}" if name and not slash and name.lower() in names else ""
