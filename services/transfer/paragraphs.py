"""WordPress's texts as the HTML that its readers saw: paragraphs, line breaks, the shortcodes of its core. Pure.

Old texts separate paragraphs by empty lines (its ``wpautop``), new ones are HTML between ``<!-- wp:… -->`` comments.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from services.transfer.model import Attachments, Remark

_BLOCKS: Final = re.compile(r"<!--\s*/?wp:[^>]*?-->")
_NOT_TOUCHED: Final = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_GAP: Final = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_NAMES: Final = (
    "address|article|aside|blockquote|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]"
    "|header|hr|iframe|li|main|menu|nav|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK: Final = re.compile(rf"</?(?:{_NAMES})\b", re.IGNORECASE)
_START: Final = re.compile(rf"<(?=(?:{_NAMES})\b[^>]*>)", re.IGNORECASE)
_END: Final = re.compile(rf"(</(?:{_NAMES})\s*>)", re.IGNORECASE)
_CAPTION: Final = re.compile(r"\[caption\b([^\]]*)\](.*?)\[/caption\]", re.DOTALL)
_CAPTION_PARTS: Final = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)
_GALLERY: Final = re.compile(r"\[gallery\b([^\]]*)\]")
_EMBED: Final = re.compile(r"\[embed\b[^\]]*\]\s*(https?://[^\s\[\"<>]+)\s*\[/embed\]")
_PLAYER: Final = re.compile(r"\[(audio|video|playlist|youtube|vimeo)\b([^\]]*)\](?:\[/\1\])?")
_ADDRESS: Final = re.compile(r"https?://[^\s\"'\]<>]+")
_CODE: Final = re.compile(r"\[/?([a-z][a-z0-9_-]+)\b[^\]\n]{0,500}\]")
_QUOTED: Final = re.compile(r"""\b(caption|ids)=(?:"([^"]*)"|'([^']*)')""")
_MOST_PICTURES: Final = 200
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """HTML with its paragraphs marked."""
    if _BLOCKS.search(text):
        return _BLOCKS.sub("", text)
    pieces = _NOT_TOUCHED.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_untouched(pieces))


def _untouched(pieces: list[str]) -> Iterator[str]:
    """Text, element, name of the element, text, …"""
    for at, piece in enumerate(pieces):
        if at % 3 == 0:
            yield _marked(piece)
        elif at % 3 == 1:
            yield piece


def _marked(text: str) -> str:
    """A line for each part: parts end at gaps and behind blocks, and begin before them."""
    pieces: list[str] = _END.split(_START.sub("\n\n<", text))
    pieces[1::2] = [f"{end}\n\n" for end in pieces[1::2]]
    parts = [part.strip() for part in _GAP.split("".join(pieces))]
    return "\n".join([_paragraph(part) for part in parts if part])


def _paragraph(part: str) -> str:
    return part if part[0] == "<" and _BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>"


def expanded(text: str, post: str, attachments: Attachments, remark: Callable[[Remark], None]) -> str:
    """The core's shortcodes as HTML; what other plug-ins would have made of theirs, nobody knows.

    ``post`` is the number of the post, whose own pictures a gallery shows that names none.
    """
    if "[" not in text:
        return text
    text = _CAPTION.sub(_figure, text)
    text = _EMBED.sub(r'<p><a href="\1">\1</a></p>', text)
    text = _GALLERY.sub(lambda match: _gallery(match, post, attachments, remark), text)
    text = _PLAYER.sub(lambda match: _player(match, remark), text)
    for name in sorted({match[1] for match in _CODE.finditer(text)} & _plug_ins(text)):
        remark(Remark("shortcode", name))
    return text


def _plug_ins(text: str) -> set[str]:
    """Names in brackets that have an end or attributes: others are words that somebody put in brackets."""
    ended = set(re.findall(r"\[/([a-z][a-z0-9_-]+)\]", text))
    return ended | set(re.findall(r"""\[([a-z][a-z0-9_-]+) [^\]\n]{0,300}=["'&]""", text))


def _figure(match: re.Match[str]) -> str:
    parts = _CAPTION_PARTS.match(match[2])
    if parts is None:
        return match[2]
    caption = parts[2].strip() or _attributes(match[1]).get("caption", "")
    return f"\n\n<figure>{parts[1]}<figcaption>{caption}</figcaption></figure>\n\n"


def _gallery(match: re.Match[str], post: str, attachments: Attachments, remark: Callable[[Remark], None]) -> str:
    numbers = re.findall(r"\d+", _attributes(match[1]).get("ids", ""))[:_MOST_PICTURES]
    named = [file for number in numbers if (file := attachments.find(number))]
    files = [file for file in (named if numbers else attachments.of(post)) if _PICTURE.search(file.url)]
    if not files:
        remark(Remark("gallery"))
        return ""
    pictures = (f'<figure><img src="{escape(file.url)}" alt="{escape(file.alt)}"></figure>' for file in files)
    return f"\n\n{''.join(pictures)}\n\n"


def _player(match: re.Match[str], remark: Callable[[Remark], None]) -> str:
    remark(Remark("embed", match[1]))
    address = _ADDRESS.search(match[2])
    return f'<p><a href="{address[0]}">{address[0]}</a></p>' if address else ""


def _attributes(text: str) -> dict[str, str]:
    return {name: double or single for name, double, single in _QUOTED.findall(text)}
