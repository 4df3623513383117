"""What is left of a normal text when everything is taken away that a writer can vary without losing readers.

    letters and tokens alone | sounds and shapes in one class | doubled letters folded

Spaces, dots, dashes, emoji between letters, tone marks, letters of the same sound or shape (ศ ษ ส ซ, ร ล,
ถ ภ) make no difference here. Pure; not for people.

`_skeleton` is the same, compiled.
"""

import re

from services.comments.spam.tokens import NAMES

_CLASSES = (
    "ขฃ", "คฅฆ", "สศษซช", "ยญ", "ดฎ", "ตฏ", "ทธฑฒ", "นณ", "ถภ", "รลฤฬฦ", "หฮ", "ไใ", "ิี", "ึื", "ุู", "าๅ",
)  # fmt: skip


def _class_table() -> dict[str, str]:
    return {member: members[0] for members in _CLASSES for member in members}


class _Shapes(dict[str, str]):
    """The class of each letter; nothing for what is no letter."""

    def __missing__(self, char: str) -> str:
        shape = "" if _TONES[0] <= char <= _TONES[1] or not _is_letter(char) else char
        if len(self) < _REMEMBERED:
            self[char] = shape
        return shape


def _is_letter(char: str) -> bool:
    return char.isalpha() or char in NAMES or "\u0e2f" <= char <= "\u0e46"


_TONES = "\u0e47\u0e4e"  # with silencers, first and last
_REMEMBERED = 20_000  # more distinct characters than any honest site sees
_LATIN_WORD = re.compile("[a-z]+|0+")
_DOUBLED = re.compile(r"([a-z])\1+")

SHAPES = _Shapes(_class_table() | dict.fromkeys("0123456789", "0"))


def skeleton(normal: str) -> tuple[str, list[int]]:
    """The skeleton of a normal text, and for each of its characters the one of the text that it stands for."""
    kept, at, last = list[str](), list[int](), ""
    for place, shape in enumerate(map(SHAPES.__getitem__, normal)):
        if shape and (shape != last or shape == "0"):
            kept.append(shape)
            at.append(place)
            last = shape
    return "".join(kept), at


def latin_words(normal: str) -> list[tuple[str, int]]:
    """The Latin words of a normal text and where they begin, doubled letters single: "freee" is "free" is "fre"."""
    return [(_DOUBLED.sub(r"\1", match[0]), match.start()) for match in _LATIN_WORD.finditer(normal)]
