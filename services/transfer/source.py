"""The bytes of an export as clean text, a piece at a time: a file, or the feed inside of a ZIP archive.

    bytes | the encoding they say, or UTF-8 | no characters that XML forbids | UTF-8

Exports are full of control characters; a parser would stop at the first of them.
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from services.transfer.errors import BadArchive
from services.transfer.sifting import Bytes, Sifted

_ENCRYPTED: Final = 1
_PIECE: Final = 256 * 1024
_HEAD: Final = 1024
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE: Final = re.compile(
    r"&#(?:x0*(?:[0-8bcBCeE]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)
_LONGEST: Final = 16
_DECLARED: Final = re.compile(rb"""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION: Final = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PYTHONS: Final = {"windows-874": "cp874", "tis-620": "cp874", "iso-8859-11": "cp874", "x-user-defined": "utf-8"}
BROKEN_ZIP: Final = (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error)
"""What `zipfile` raises for archives that are broken, or packed in a way that it does not know."""
_MOST_RATIO: Final = 1000
"""ZIP cannot pack text any tighter; what claims to is a bomb."""


class Source:
    """``position`` counts the bytes read of ``size``, ``lines`` the line ends, ``dropped`` the characters left out."""

    def __init__(self, file: Bytes, size: int) -> None:
        self._file = file
        self.size = size
        self.position = 0
        self.lines = 1
        self.dropped = 0

    def pieces(self) -> Iterator[bytes]:
        """Clean UTF-8 without an XML declaration."""
        head = self._file.read(_HEAD)
        decode = codecs.getincrementaldecoder(encoding_of(head))("replace").decode
        text, raw, rest = _without_declaration(decode(head)), head, ""
        while raw:
            self.position += len(raw)
            text, rest = _parted(rest + text)
            yield self._cleaned(text).encode()
            self.lines += text.count("\n")
            raw = self._file.read(_PIECE)
            text = decode(raw)
        yield self._cleaned(rest + decode(b"", True)).encode()

    def _cleaned(self, text: str) -> str:
        for unfit in (_UNFIT, _REFERENCE):
            if unfit.search(text):
                text, count = unfit.subn("", text)
                self.dropped += count
        return text


@contextmanager
def opened(path: Path, inside: str, only: bytes = b"") -> Iterator[Source]:
    """The file at ``path``, or the only (or largest) one whose name ends in ``inside`` if it is a ZIP archive.

    ``only`` leaves out RSS items that do not hold it (see `Sifted`).
    """
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            yield Source(Sifted(file, only) if only else file, path.stat().st_size)
            return
        try:
            with zipfile.ZipFile(file) as archive:
                member = member_of(archive, inside)
                with archive.open(member) as unpacked:
                    yield Source(Sifted(unpacked, only) if only else unpacked, member.file_size)
        except BROKEN_ZIP as error:
            raise BadArchive(0, f"the ZIP archive cannot be read: {error}") from error


def member_of(archive: zipfile.ZipFile, inside: str) -> zipfile.ZipInfo:
    """The largest file of that name. Raises `BadArchive` if there is none, or if it is a bomb."""
    found = [member for member in archive.infolist() if member.filename.endswith(inside) and not member.is_dir()]
    found = [member for member in found if not member.filename.startswith("__MACOSX/")]
    if not found:
        raise BadArchive(0, f"there is no {inside} in the ZIP archive")
    member = max(found, key=lambda each: each.file_size)
    if member.file_size > _MOST_RATIO * max(member.compress_size, _HEAD):
        raise BadArchive(0, f"{member.filename} is packed too tightly to be an export")
    if member.flag_bits & _ENCRYPTED:
        raise BadArchive(0, f"{member.filename} is encrypted")
    return member


def encoding_of(head: bytes) -> str:
    """The name of a codec, from a byte order mark or the XML declaration; UTF-8 if it is none that we know."""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    declared = _DECLARED.match(head)
    if marked or declared is None:
        return marked or "utf-8"
    name = declared[1].decode().lower()
    name = _PYTHONS.get(name, name)
    try:
        return codecs.lookup(name).name if codecs.lookup(name)._is_text_encoding else "utf-8"  # noqa: SLF001
    except LookupError:
        return "utf-8"


def _parted(text: str) -> tuple[str, str]:
    """``text`` without a character reference that has only begun."""
    start = text.rfind("&", -_LONGEST)
    return (text, "") if start < 0 or ";" in text[start:] else (text[:start], text[start:])


def _without_declaration(text: str) -> str:
    """Once the text is decoded, the encoding that it declares no longer holds. Lines are still counted from it."""
    return _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text.lstrip("\ufeff"), count=1)
