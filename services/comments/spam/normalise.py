"""One spelling for the many in which the same comment can be written.

    NFKC, lower case | invisible characters out | Thai vowels and marks folded | links and numbers to tokens
    | spaced letters joined | repeats folded | digits to 0

Pure. Never raises on any `str`, lone surrogates included. Normalising what is normal changes nothing.
"""

import re
import unicodedata
from dataclasses import dataclass

from services.comments.spam.tokens import NAMES, replace_tokens

HIDDEN = "hidden-characters"
SPACED = "spaced-letters"

_PASSES = 6  # one step can reveal work for an earlier one ("w w w . a . com"); more than this is nonsense
_LETTERS = "a-z\u0e01-\u0e4e"
_HIDDEN = re.compile(rf"(?<=[{_LETTERS}])[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+(?=[{_LETTERS}])", re.IGNORECASE)
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_CLUSTER = rf"[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][{_MARK}]*"
_SEPARATOR = r"[ ._*|•·~/-]"
_SPACED_THAI = re.compile(
    rf"(?<![\u0e00-\u0e7f]){_CLUSTER}({_SEPARATOR})(?:{_CLUSTER}\1)+{_CLUSTER}(?![\u0e00-\u0e7f])"
)
_SPACED_LATIN = re.compile(rf"(?<![a-z0-9])[a-z]({_SEPARATOR})(?:[a-z]\1){{2,}}[a-z](?![a-z0-9])")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_REPEATED_MARK = re.compile(rf"([{_MARK}])\1+")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_DIGIT = re.compile(r"\d")
_TRICK_FROM = {".": 4}  # separators from which joining counts as a trick: ร.ฟ.ท. is an honest abbreviation
_TRICK_FROM_OTHER = 3


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` for the model, the ``hosts`` of its links, and the ``tricks`` that were undone."""

    text: str
    hosts: tuple[str, ...] = ()
    tricks: frozenset[str] = frozenset()


def normalise(original: str) -> Normalised:
    """The normal form of a comment, with what was learnt on the way."""
    tricks = {HIDDEN} if _HIDDEN.search(original) else set()
    text = original
    hosts: tuple[str, ...] = ()
    for _ in range(_PASSES):
        before = text
        text, found = _one_pass(text, tricks)
        hosts += found
        if text == before:
            break
    return Normalised(text, hosts, frozenset(tricks))


def _one_pass(text: str, tricks: set[str]) -> tuple[str, tuple[str, ...]]:
    text = unicodedata.normalize("NFKC", text).lower()
    text = " ".join("".join(filter(None, map(_visible, text))).split())
    text = _fold_thai(text)
    text, hosts = replace_tokens(text)
    text = _join_spaced(text, tricks)
    text = _REPEATED.sub(r"\1", text)
    return _DIGIT.sub("0", text), hosts


def _visible(char: str) -> str:
    """The character, a space for a control character, nothing for what does not show."""
    if char < "\x7f":
        return max(char, " ")
    category = unicodedata.category(char)
    if category in {"Zl", "Zp", "Zs", "Cc"}:
        return " "
    if category in {"Cf", "Cs", "Cn"} or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char if category != "Co" or char in NAMES else ""


def _fold_thai(text: str) -> str:
    """เเ → แ, and sara am in one piece (NFKC takes it apart), each mark once."""
    text = _SARA_AM.sub("\\1\u0e33", text.replace("เเ", "แ"))
    return _REPEATED_MARK.sub(r"\1", text)


def _join_spaced(text: str, tricks: set[str]) -> str:
    def join(match: re.Match[str]) -> str:
        separator = match.group(1)
        if match.group().count(separator) >= _TRICK_FROM.get(separator, _TRICK_FROM_OTHER):
            tricks.add(SPACED)
        return match.group().replace(separator, "")

    return _SPACED_LATIN.sub(join, _SPACED_THAI.sub(join, text))
