"""What stands before the root element of an XML document (XML 1.0 section 2.8). Pure.

Looked at before any parser sees the document: a document type that defines entities is refused outright. Every bomb
and every external entity needs one, no feed does.
"""

import re
from typing import Final

from services.aggregator.errors import ForbiddenXml

_SKIP: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE: Final = re.compile(r"<!doctype", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml\b[^>]*\?>", re.IGNORECASE)
_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]*\?>\s*)?", re.IGNORECASE)
_OUTER_END: Final = re.compile(r"""[^\["'>]*(?:"[^"]*"[^\["'>]*|'[^']*'[^\["'>]*)*>""")


def refuse_entities(text: str) -> None:
    """Raise `ForbiddenXml` if the document type has an internal subset or never ends."""
    start = _doctype(text)
    if start is not None and not _OUTER_END.match(text, start):
        raise ForbiddenXml("internal document type subset")


def refuse_doctype(text: str) -> None:
    """Raise `ForbiddenXml` if there is any document type at all."""
    if has_doctype(text):
        raise ForbiddenXml("document type")


def has_doctype(text: str) -> bool:
    """Whether there is a document type at all."""
    return _doctype(text) is not None


def without_declaration(text: str) -> str:
    """The document without its XML declaration, whose encoding no longer holds once the text is decoded."""
    return _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")


def undeclared(document: bytes) -> bytes:
    """`without_declaration`, in UTF-8."""
    start = _START.match(document)
    return document[start.end() :] if start else document


def _doctype(text: str) -> int | None:
    """Where the document type declaration goes on after its keyword."""
    position = 0
    while skipped := _SKIP.match(text, position):
        position = skipped.end()
    found = _DOCTYPE.match(text, position)
    return found.end() if found else None
