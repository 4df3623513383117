"""HTML cut into text and tags in one pass, in time linear in its length whatever it contains.

It follows the tokenizer of the HTML standard (section 13.2.5) as far as it matters for where a tag begins and ends.
The standard library's html.parser will not do: on hostile input it is quadratic. Nothing here is a security
decision; that is nh3's, afterwards.
"""

import re
from collections.abc import Iterator
from typing import Literal

_NAME = r"([a-zA-Z][^\t\n\f\r />]*+)"
# Attributes up to, not including, ">". An unclosed quote swallows the rest of the document, as it does in browsers.
_ATTRIBUTES = (
    r"((?:[\t\n\f\r /]++"
    r"|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"""(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|(?=>)|[^\t\n\f\r >]++))?+)*+)"""
)
_MARKUP = re.compile(
    rf"<(?:(/?){_NAME}{_ATTRIBUTES}(>|\Z)"
    r"|!--(?:-?>|.*?(?:--!?>|\Z))"  # comment
    r"|/>"
    r"|[!?/](?![a-zA-Z]*+(?<=/)[a-zA-Z])[^>]*+(?:>|\Z))",  # doctype, CDATA, processing instruction, bogus end tag
    re.DOTALL,
)
# Elements whose content is not markup (section 13.2.6.2). Of some of them the content is nothing to read either.
_RAW = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />]|\Z)", re.IGNORECASE)
    for name in ("iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp")
}
_READABLE = frozenset({"textarea", "xmp"})


# Kind, name, raw: ``text`` (raw with its character references), ``start`` (raw are the attributes) or ``end``.
Token = tuple[Literal["text", "start", "end"], str, str]


def tokens(html: str) -> Iterator[Token]:
    """The texts and tags of ``html``, names in lower case. Comments, declarations, scripts and styles are left out."""
    position = 0
    while (match := _MARKUP.search(html, position)) is not None:
        if match.start() > position:
            yield "text", "", html[position : match.start()]
        position = match.end()
        slash, name, attributes, end = match.groups()
        if name is None or end != ">":
            continue
        name = name.lower()
        if slash:
            yield "end", name, ""
            continue
        yield "start", name, attributes
        if name in _RAW:
            closing = _RAW[name].search(html, position)
            content_end = closing.start() if closing else len(html)
            if name in _READABLE:
                yield "text", "", html[position:content_end]
            position = content_end
    if position < len(html):
        yield "text", "", html[position:]
