"""The words of an HTML fragment, for summaries and search."""

from html import unescape

from shared.html.content_model import BLOCKS
from shared.html.tokens import Token, tokens
from shared.text import clean_text

__all__ = ["collapsed", "to_text", "words"]

_NEW_LINE = BLOCKS | {"br", "caption", "tr"}
_GAP = frozenset({"td", "th"})
_PARTING = _NEW_LINE | _GAP
_WRITTEN = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\xa0", "&amp;": "&"}  # "&" last: "&amp;lt;" is "&lt;"


def to_text(html: str) -> str:
    """The text of ``html``, one line a block, character references resolved, blanks collapsed. Never raises."""
    if not html:
        return ""
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


def words(sanitized: str) -> str:
    """The text of sanitized HTML on one line: what `to_text` says, for less. A tag cut in two at the end is dropped."""
    return collapsed(clean_text(_resolved(between_tags(sanitized, _PARTING))))


def _resolved(text: str) -> str:
    """`unescape`, at a tenth of the cost where no other references are in it than sanitizers write."""
    marks = text.count("&")
    if not marks:
        return text
    if marks != sum(map(text.count, _WRITTEN)):
        return unescape(text)
    for reference, character in _WRITTEN.items():
        text = text.replace(reference, character)
    return text


def _between_tags(html: str, parting: frozenset[str]) -> str:
    """What is in ``html`` beside tags, with blanks for those in ``parting``."""
    first, *pieces = html.split("<")
    texts = [first]
    for piece in pieces:
        tag, _, text = piece.partition(">")
        while tag.count('"') % 2 and text:  # a ">" within an attribute
            more, _, text = text.partition(">")
            tag = f"{tag}{more}"
        if tag.partition(" ")[0].removeprefix("/") in parting:
            texts.append(" ")
        texts.append(text)
    return "".join(texts)


def _collapsed(text: str) -> str:
    """``text`` with single blanks between words, and none around it."""
    return " ".join(text.split())


try:
    from shared.html._words import between_tags, collapsed
except ImportError:  # not compiled
    between_tags, collapsed = _between_tags, _collapsed
