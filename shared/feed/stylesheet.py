"""A feed opened in a browser may be dressed: the processing instruction of xml-stylesheet 1.0."""

from html import escape


def with_stylesheet(document: bytes, href: str | None) -> bytes:
    """``document`` naming the CSS at ``href`` right after its XML declaration; untouched if ``href`` is None."""
    if href is None:
        return document
    declaration, end, rest = document.partition(b"?>")
    instruction = f'\n<?xml-stylesheet type="text/css" href="{escape(href)}"?>'
    return declaration + end + instruction.encode("ascii", "xmlcharrefreplace") + rest
