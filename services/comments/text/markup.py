"""The small part of Markdown that comments have, as HTML. Pure.

    *word*  **word**      emphasis, strong emphasis: on one line, and close to the word on its inner side
    https://a.example/x   a link, where links are allowed; else the text that it is
    an empty line         a new paragraph; any other line end is a line break

Everything else is text and escaped. Emphasis does not nest, and asterisks next to a Latin letter or digit on their
outer side (``2*3*4``) are asterisks. An address ends where no ASCII character of RFC 3986 follows: Thai is written
without spaces. See ``docs/comments.md``.
"""

import re
from html import escape
from typing import Final

REL: Final = "ugc nofollow noopener"
"""What every link of a comment says about itself."""
_SPAN: Final = re.compile(
    r"(?P<link>https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+)"
    r"|(?<![A-Za-z0-9*])(?P<mark>\*\*?)(?P<said>[^\s*](?:[^*\n]*[^\s*])?)(?P=mark)(?![A-Za-z0-9*])"
)
_LINK: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_AFTER: Final = ".,;:!?'*"
"""What ends a sentence rather than an address."""
_OPENED: Final = {")": "(", "]": "["}
_TAGS: Final = {"*": "em", "**": "strong"}


def to_html(text: str, *, links: bool = False) -> str:
    """A cleaned text as HTML; it holds no element but ``p``, ``br``, ``em``, ``strong`` and, with ``links``, ``a``."""
    return "".join(f"<p>{_lines(paragraph, links)}</p>" for paragraph in text.split("\n\n") if paragraph)


def _lines(paragraph: str, links: bool) -> str:
    return "<br>".join(_line(line, links) for line in paragraph.split("\n"))


def _line(line: str, links: bool) -> str:
    written, at = [], 0
    for span in _SPAN.finditer(line):
        written += [escape(line[at : span.start()]), _span(span, links)]
        at = span.end()
    return "".join([*written, escape(line[at:])])


def _span(span: re.Match[str], links: bool) -> str:
    if span["link"]:
        return _address(span["link"], links)
    tag = _TAGS[span["mark"]]
    return f"<{tag}>{_within(span['said'], links)}</{tag}>"


def _within(said: str, links: bool) -> str:
    """Text with addresses and nothing else."""
    written, at = [], 0
    for link in _LINK.finditer(said):
        written += [escape(said[at : link.start()]), _address(link[0], links)]
        at = link.end()
    return "".join([*written, escape(said[at:])])


def _address(raw: str, links: bool) -> str:
    if not links:
        return escape(raw)
    address = _ended(raw)
    shown = escape(address)
    return f'<a href="{shown}" rel="{REL}">{shown}</a>{escape(raw[len(address) :])}'


def _ended(raw: str) -> str:
    """Without what belongs to the sentence around: its punctuation, and brackets that were opened before."""
    while True:
        last = raw[-1]
        opened = _OPENED.get(last)
        if last not in _AFTER and (opened is None or raw.count(last) <= raw.count(opened)):
            return raw
        raw = raw[:-1]
