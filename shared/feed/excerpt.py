"""The words of an HTML fragment, for the places in a feed that hold plain text."""

from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "template"})
_BREAKS = frozenset({"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})


class _Words(HTMLParser):
    """Collects text until there is enough of it."""

    def __init__(self, enough: int) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.missing = enough
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)
            self.missing -= len(data)


def excerpt(html: str, limit: int) -> str:
    """At most ``limit`` characters of the text in ``html``, on one line; cut text ends in an ellipsis.

    Only the beginning of ``html`` is read, however long it is.
    """
    words = _Words(limit * 2)
    for start in range(0, len(html), 1024):
        words.feed(html[start : start + 1024])
        if words.missing < 0:
            break
    else:
        words.close()
    text = " ".join("".join(words.pieces).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
