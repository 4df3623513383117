"""A citizen's words: cleaned once when they come in. Pure.

`services.comments.text.markup` escapes them whenever they go out.
Invisible characters that spammers hide in words stay: the spam decision wants to see them, and emoji need them.
"""

import re
import unicodedata
from typing import Final

_NEWLINES: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters, what turns the direction of the text around it, byte order marks, surrogates, non-characters:
# none of them is a word, and XML carries only some of them.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_TRAILING: Final = re.compile(r"[^\S\n]+(?=\n)")
_GAPS: Final = re.compile(r"\n{3,}")
MOST_MARKS: Final = 4
"""Combining marks on one base character: Thai needs two, pointed Hebrew four; towers of them cover the neighbours."""
_SHOWN: Final = frozenset("LNPS")
_MARK, _FORMAT, _OTHER = "m", "f", "."
_TOWER: Final = re.compile(f"{_MARK}(?:{_FORMAT}*{_MARK}){{{MOST_MARKS}}}")
_REMEMBERED: Final = 0x3000  # characters below it: nearly all that is written here


def clean_paragraphs(raw: str) -> str:
    """Text of several lines: line ends as LF, at most one empty line in a row, no towers of combining marks.

    Nothing is left that cannot be shown.
    """
    if raw.isprintable():  # nothing but letters, marks, signs and plain spaces
        return _composed(raw).strip()
    text = _UNWANTED.sub("", _NEWLINES.sub("\n", raw)).replace("\t", " ")
    return _GAPS.sub("\n\n", _TRAILING.sub("", _composed(text))).strip()


def clean_field(raw: str) -> str:
    """Text of one line, such as a name or an address: as `clean_paragraphs`, with single spaces."""
    if not raw:
        return raw
    return " ".join(clean_paragraphs(raw).split())


def is_blank(text: str) -> bool:
    """Whether there is nothing to see, such as a row of zero-width spaces."""
    return not any(unicodedata.category(char)[0] in _SHOWN for char in text)


def _composed(text: str) -> str:
    """NFC with few marks. Cut before, as sorting marks takes quadratic time, and after, as NFC takes some apart."""
    if text.isascii():
        return text
    few = _few_marks(text)
    composed = unicodedata.normalize("NFC", few)
    return few if composed == few else _few_marks(composed)


def _few_marks(text: str) -> str:
    """At most `MOST_MARKS` on a character; format characters, such as joiners, do not start a new one."""
    kinds = text.translate(_KINDS)
    if not _TOWER.search(kinds):
        return text
    kept: list[str] = []
    marks = 0
    for char, kind in zip(text, kinds, strict=True):
        if kind == _MARK:
            marks += 1
        elif kind != _FORMAT:
            marks = 0
        if kind != _MARK or marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


class _Kinds(dict[int, str]):
    """For `str.translate`: each character as `_MARK`, `_FORMAT` or `_OTHER`, remembered once it was seen."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(chr(code))
        kind = _MARK if category.startswith("M") else _FORMAT if category == "Cf" else _OTHER
        if code < _REMEMBERED:
            self[code] = kind
        return kind


_KINDS: Final = _Kinds()
