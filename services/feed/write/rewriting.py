"""A text from one way of writing into the other. Pure: how it is rendered is an argument.

Markdown becomes the HTML that readers see. HTML becomes marks where marks say the same, which is tried: they are
rendered again and compared. A block that marks cannot say (a table with widths, a figure) stays as it is: HTML is
legal in Markdown.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final

from services.feed.model import ContentType
from shared.html.content_model import BLOCKS, VOID

Render = Callable[[str, ContentType], str]
"""Harmless HTML of a text (`services.feed.posts.content.html_of`)."""

_MOST: Final = 200_000
"""Longer texts, in characters, keep their HTML: every block may be rendered twice."""
_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z-]+)="([^"]*)"')
_WHOLE: Final = re.compile(r"<([a-z][a-z0-9]*)>(.*)</\1>", re.DOTALL)
_ITEMS: Final = re.compile(r"<li>(.*?)</li>\s*", re.DOTALL)
_MARKS: Final = {"strong": "**", "em": "*", "s": "~~"}
_GIVEN: Final = {"a": {"href", "rel"}, "img": {"src", "alt", "loading"}, "br": set[str]()}
"""What may stand in a tag; the rest has no marks. The sanitizer gives ``rel`` and ``loading`` to all."""
_SIGNS: Final = re.compile(r"[\\`*\[\]~|]|<(?=[a-z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)", re.IGNORECASE)
_STARTS: Final = re.compile(r"^(\s*)(?:(#{1,6}\s|[-+>=])|(\d{1,9})([.)]))", re.MULTILINE)
_LAID_OUT: Final = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_BLANK: Final = re.compile(r"\n\s*\n")
_PARTING: Final = "|".join(sorted(BLOCKS | {"br", "td", "th", "tr", "thead", "tbody"}))
_AROUND: Final = re.compile(rf"\s*(</?(?:{_PARTING})\b[^>]*>)\s*")


def rewritten(text: str, written: ContentType, wanted: ContentType, render: Render) -> str:
    """``text``, which is ``written`` in one way, as it is written in the other. What it says stays."""
    if written is wanted or not text.strip():
        return text
    html = render(text, written).strip()
    return html if wanted is ContentType.HTML else _marked(html, render)


def _marked(html: str, render: Render) -> str:
    blocks = list(_blocks(html))
    kept = list(map(_raw, blocks))
    if len(html) > _MOST:
        return "\n\n".join(kept)
    marks = list(map(_marks, blocks))
    said = [
        mark if mark and _says(mark, block, render) else raw
        for mark, block, raw in zip(marks, blocks, kept, strict=True)
    ]
    together = "\n\n".join(said)
    return together if _says(together, "".join(blocks), render) else "\n\n".join(kept)


def _says(markdown: str, html: str, render: Render) -> bool:
    return _plain(render(markdown, ContentType.MARKDOWN)) == _plain(html)


def _plain(html: str) -> str:
    """Without the blanks that nobody sees."""
    return " ".join(_AROUND.sub(r"\1", html).split())


def _blocks(html: str) -> Iterator[str]:
    """The blocks of sanitized HTML; what stands between them becomes paragraphs, as Markdown would have it."""
    depth = start = 0
    for tag in _TAG.finditer(html):
        end, name = tag[1], tag[2]
        if depth == 0 and name in BLOCKS and not end:
            yield from _loose(html[start : tag.start()])
            start = tag.start()
        depth += 0 if name in VOID else -1 if end else 1
        if depth == 0 and name in BLOCKS:
            yield html[start : tag.end()]
            start = tag.end()
    yield from _loose(html[start:])


def _loose(text: str) -> Iterator[str]:
    if text.strip():
        yield f"<p>{text.strip()}</p>"


def _raw(block: str) -> str:
    """HTML in Markdown ends where a line is empty, but for texts that are laid out."""
    if block.startswith("<pre"):
        return block
    parts = _LAID_OUT.split(block)
    parts[::2] = [_BLANK.sub("\n", part) for part in parts[::2]]
    parts[1::2] = [part.replace("\n", "&#10;") for part in parts[1::2]]
    return "".join(parts)


def _marks(block: str) -> str | None:
    """One block in marks; None if there may be none for it."""
    if block == "<hr>":
        return "---"
    whole = _WHOLE.fullmatch(block)
    name, inner = (whole[1], whole[2]) if whole else ("", "")
    match name:
        case "p":
            return _line(inner)
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            line = _line(inner)
            return None if line is None or "\n" in line else f"{'#' * int(name[1])} {line}"
        case "ul" | "ol":
            return _list(inner, numbered=name == "ol")
        case "blockquote":
            parts = list(map(_marks, _blocks(inner)))
            text = "\n\n".join(part for part in parts if part is not None)
            return None if None in parts else "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        case _:
            return None


def _list(inner: str, *, numbered: bool) -> str | None:
    items = [_line(item[1]) for item in _ITEMS.finditer(inner)]
    if not items or _ITEMS.sub("", inner).strip():
        return None
    heads = [f"{number}. " if numbered else "- " for number in range(1, len(items) + 1)]
    if None in items:
        return None
    return "\n".join(head + (item or "").replace("\n", "\n   ") for head, item in zip(heads, items, strict=True))


def _line(html: str) -> str | None:
    """Text with what stands within a line."""
    said, at, links = list[str](), 0, list[str]()
    for tag in _TAG.finditer(html):
        said.append(_words(html[at : tag.start()]))
        mark = _mark(tag, links)
        if mark is None:
            return None
        said.append(mark)
        at = tag.end()
    said.append(_words(html[at:]))
    return _STARTS.sub(_harmless, "".join(said).strip())


def _mark(tag: re.Match[str], links: list[str]) -> str | None:
    end, name, given = tag[1], tag[2], dict(_ATTRIBUTE.findall(tag[3]))
    if name in _MARKS and not given:
        return _MARKS[name]
    if name not in _GIVEN or not given.keys() <= _GIVEN[name]:
        return None
    if name == "br":
        return "\\\n"
    if name == "img":
        return f"![{_words(given.get('alt', ''))}]({_target(given.get('src', ''))})"
    if end:
        return f"]({links.pop()})" if links else None
    links.append(_target(given.get("href", "")))
    return "["


def _target(address: str) -> str:
    plain = unescape(address)
    return f"<{plain}>" if set(plain) & set(" ()") else plain


def _words(html: str) -> str:
    """Text in which nothing is a mark."""
    return _SIGNS.sub(r"\\\g<0>", re.sub(r"\s*\n\s*", "\n", unescape(html)))


def _harmless(start: re.Match[str]) -> str:
    """What would begin a heading, a list or a quotation."""
    return f"{start[1]}\\{start[2]}" if start[2] else f"{start[1]}{start[3]}\\{start[4]}"
