"""The lines of a text file, in whatever encoding offices write them.

UTF-8 or UTF-16 by its byte order mark, else UTF-8, else windows-874 (TIS-620) where that makes sensible Thai.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from services.comments.spam.errors import TrainingDataError

ENCODINGS = ("utf-8", "utf-16", "windows-874", "tis-620")
"""Those that an operator may name."""
_PYTHONS = {"windows-874": "cp874", "tis-620": "cp874"}  # Python's own tis-620 lacks the quotation marks of Windows
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENDS = re.compile(r"\r\n|\r|\n")  # not what else Unicode ends lines with: a comment may hold that
_FOREIGN = re.compile(r"[^\x00-\x7f\u0e01-\u0e5b\u00a0\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac]")
_STRAY = re.compile(r"(?<![\u0e01-\u0e4f])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")  # a vowel or tone mark on nothing
_MOST_STRAY = 0.01  # of the Thai letters


def numbered_lines(path: Path, encoding: str = "") -> Iterator[tuple[int, str]]:
    """The lines without their ends, from 1. Raises `TrainingDataError`; ``encoding`` is one of `ENCODINGS` or empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TrainingDataError(path, f"cannot be read ({error.strerror})") from error
    lines = _ENDS.split(_decoded(path, data, encoding))
    if not lines[-1]:
        lines.pop()
    yield from enumerate(lines, start=1)


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    chosen = marked or encoding or "utf-8"
    try:
        return data.decode(_PYTHONS.get(chosen, chosen)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if not (marked or encoding) and (thai := _thai(data)) is not None:
            return thai
        line = len(_ENDS.split(data[: error.start].decode(_PYTHONS.get(chosen, chosen), "replace")))
        raise TrainingDataError(path, f"is not {chosen.upper()}; name its encoding (--encoding)", line=line) from None


def _thai(data: bytes) -> str | None:
    """The text in windows-874; None if it does not look like Thai, for nearly any bytes can be read in it."""
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError:
        return None
    letters = sum("\u0e01" <= letter <= "\u0e5b" for letter in text)
    return None if _FOREIGN.search(text) or len(_STRAY.findall(text)) > _MOST_STRAY * letters else text
