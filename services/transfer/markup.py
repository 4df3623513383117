"""Old HTML, before and after the sanitizer: what may not stay becomes something that may. Pure."""

import mimetypes
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import Final

from services.transfer.model import Remark

_FRAME: Final = re.compile(
    r"""<(iframe|embed)\b[^>]*?\ssrc=(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^>]*>(?:\s*</\1\s*>)?""", re.IGNORECASE
)
_LOST: Final = re.compile(r"<(script|form|object|svg|math|applet|frameset)\b", re.IGNORECASE)
_EITHER: Final = re.compile(r"<(?:iframe|embed|script|form|object|svg|math|applet|frameset|img)\b", re.IGNORECASE)
_INLINE: Final = re.compile(r"""<img\b[^>]*?\ssrc=["']data:""", re.IGNORECASE)
_IMAGE: Final = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')
_ADDRESS: Final = re.compile(r' (src|href)="(https?://[^"]+)"')
_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
_UNKNOWN: Final = "application/octet-stream"


def links_for_frames(html: str, remarks: list[Remark]) -> str:
    """Videos and maps of other sites, which our pages do not embed, as links; what else will be lost is remarked on."""
    if _EITHER.search(html) is None:
        return html
    remarks += [Remark("element-dropped", name) for name in sorted({name.lower() for name in _LOST.findall(html)})]
    if _INLINE.search(html):
        remarks.append(Remark("inline-picture"))
    return _FRAME.sub(lambda match: _link(match, remarks), html)


def _link(match: re.Match[str], remarks: list[Remark]) -> str:
    address = unescape(match[2] or match[3] or match[4] or "").strip()
    address = f"https:{address}" if address.startswith("//") else address
    if not address.startswith(("http://", "https://")):
        return ""
    remarks.append(Remark("embed", address[:200]))
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def described(html: str, words: str) -> str:
    """Sanitized ``html`` in which every image without ``alt`` has its title, or else ``words``."""
    return _IMAGE.sub(lambda image: _with_alt(image[1], words), html)


def _with_alt(written: str, words: str) -> str:
    attributes = dict(_ATTRIBUTE.findall(written))
    if not attributes.get("alt", "").strip():
        attributes["alt"] = attributes.get("title", "").strip() or escape(words)
    return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"


def addresses(html: str) -> Iterator[str]:
    """Where the images and links of sanitized ``html`` lead."""
    return (unescape(address) for _, address in _ADDRESS.findall(html))


def readdressed(html: str, new: Callable[[str], str | None]) -> str:
    """Sanitized ``html`` with other addresses where ``new`` knows one."""

    def change(match: re.Match[str]) -> str:
        address = new(unescape(match[2]))
        return match[0] if address is None else f' {match[1]}="{escape(address)}"'

    return _ADDRESS.sub(change, html)


def media_type(said: str, address: str) -> str:
    """The type of a file, as it is said to be or as its name suggests."""
    kind = said.lower() or mimetypes.guess_type(address.partition("?")[0])[0] or _UNKNOWN
    return kind if _TYPE.fullmatch(kind) else _UNKNOWN
