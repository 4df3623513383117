"""The words of an HTML fragment, for summaries and search."""

from html import unescape

from shared.html.content_model import BLOCKS
from shared.html.tokens import Token, tokens
from shared.text import clean_text

_NEW_LINE = BLOCKS | {"br", "caption", "tr"}
_GAP = frozenset({"td", "th"})


def to_text(html: str) -> str:
    """The text of ``html``, one line a block, character references resolved, blanks collapsed. Never raises."""
    text = clean_text("".join(_words(token) for token in tokens(html)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> str:
    kind, name, raw = token
    if kind == "text":
        # Line ends of the source mean nothing; those of the layout are in the tags.
        return " ".join(unescape(raw).splitlines()) if "\n" in raw else unescape(raw)
    if name in _NEW_LINE:
        return "\n"
    return " " if name in _GAP else ""
