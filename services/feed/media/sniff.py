"""What a file is, by its own bytes: what it is called or said to be counts for nothing. Pure."""

import re
from typing import Final

from services.feed.media.model import AVIF, GIF, JPEG, PDF, PNG, WEBP

HEAD_BYTES: Final = 64
"""So much of the beginning is enough to tell."""
TAIL_BYTES: Final = 0xFFFF + 22
"""So much of the end: the longest comment of a ZIP archive, and the record before it."""
_SIGNATURES: Final = (
    (JPEG, re.compile(rb"\xff\xd8\xff")),
    (PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (GIF, re.compile(rb"GIF8[79]a")),
    (WEBP, re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL)),
    (AVIF, re.compile(rb".{4}ftyp(?:avi[fs]|(?:mif1|msf1|miaf).{4}(?:.{4}){0,9}avi[fs])", re.DOTALL)),
    (PDF, re.compile(rb"%PDF-[12]\.\d")),
)
_ARCHIVE_END: Final = b"PK\x05\x06"
_ARCHIVE_END_BYTES: Final = 22
_DOCUMENT_END: Final = b"%%EOF"
_DOCUMENT_END_WITHIN: Final = 1024


def media_type(head: bytes) -> str | None:
    """The type of a file that begins like this; None if it is nothing that we take."""
    return next((name for name, signature in _SIGNATURES if signature.match(head)), None)


def ends_as_archive(tail: bytes) -> bool:
    """Whether the file can be opened as a ZIP archive, too (APPNOTE.TXT section 4.3.16): its end says how it ends."""
    start = tail.find(_ARCHIVE_END)
    while start >= 0:
        comment = int.from_bytes(tail[start + 20 : start + 22], "little")
        if start + _ARCHIVE_END_BYTES + comment == len(tail):
            return True
        start = tail.find(_ARCHIVE_END, start + 1)
    return False


def is_whole_document(tail: bytes) -> bool:
    """Whether a PDF has its end (ISO 32000-1, annex H.3: within the last kilobyte)."""
    return _DOCUMENT_END in tail[-_DOCUMENT_END_WITHIN:]
