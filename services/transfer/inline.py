"""Pictures that are written into a text itself (``data:`` addresses, RFC 2397), as word processors paste them. Pure.

They are lifted out before the sanitizer would drop them, and leave an address that is nobody's (RFC 2606) in their
place, until it is known where they are kept.
"""

import base64
import binascii
import re
from hashlib import sha256
from typing import Final

_ORIGIN: Final = "https://inline.invalid/"
_CODED: Final = re.compile(
    ";base64,|;BASE64,"
)  # most texts hold none, and without regard to case that takes long to see
_WRITTEN: Final = re.compile(
    r"""(<img\b[^<>]{0,2000}?\ssrc\s*=\s*)(["'])data:image/[a-z0-9.+-]{1,40}(?:;[^,;"'<>]{1,100}){0,5};base64,([^"'<>]*)\2""",
    re.IGNORECASE,
)
_LEFT: Final = re.compile(rf'<img(?: [a-z]+="[^"]*")*? src="{re.escape(_ORIGIN)}[0-9a-f]{{64}}"(?: [a-z]+="[^"]*")*>')


def lifted(html: str) -> tuple[str, dict[str, bytes]]:
    """The text with addresses in the place of its pictures, and those by address. What is no Base64 stays."""
    pictures: dict[str, bytes] = {}
    if _CODED.search(html) is None:
        return html, pictures

    def lift(image: re.Match[str]) -> str:
        body = _decoded(image[3])
        if not body:
            return image[0]
        address = _ORIGIN + sha256(body).hexdigest()
        pictures[address] = body
        return f"{image[1]}{image[2]}{address}{image[2]}"

    return _WRITTEN.sub(lift, html), pictures


def without_lifted(html: str) -> tuple[str, int]:
    """Sanitized ``html`` without the pictures that are still nowhere, and how many those were."""
    return _LEFT.subn("", html)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
