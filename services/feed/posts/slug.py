"""Addresses of posts: made from Thai and Latin titles, or chosen by the author and checked.

A slug holds Thai letters, marks and digits, a-z and 0-9, in words joined by single hyphens, in NFC.
"""

import re
import unicodedata
from typing import Final

MAX_SLUG: Final = 100
_MADE_LENGTH: Final = 80
_NUMBERED: Final = 9
_FALLBACK: Final = "post"
_WORDS: Final = re.compile(r"[a-z0-9\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59]+")
_SLUG: Final = re.compile(rf"{_WORDS.pattern}(?:-{_WORDS.pattern})*")
_FOLLOWING_VOWELS: Final = "ะาำๅ"  # letters to Unicode, but they belong to the consonant before them
_LEADING_VOWELS: Final = "เแโใไ"


def is_slug(text: str) -> bool:
    """Whether an author may choose ``text`` as an address."""
    fits = len(text) <= MAX_SLUG and _SLUG.fullmatch(text) is not None and unicodedata.is_normalized("NFC", text)
    return fits and not any(_continues(word[0]) for word in text.split("-"))


def slug_of(title: str) -> str:
    """The address that a title suggests, at most 80 characters, cut where no word or syllable is torn."""
    latin = "".join(_plain(character) for character in unicodedata.normalize("NFC", title).lower())
    words = (_without_stray_marks(word) for word in _WORDS.findall(latin))
    return _bounded(unicodedata.normalize("NFC", "-".join(filter(None, words)))) or _FALLBACK


def candidates(base: str, unique: str) -> tuple[str, ...]:
    """What to try in turn: ``base``, then numbered, at last with ``unique``, which nobody else has."""
    return (base, *(f"{base}-{number}" for number in range(2, _NUMBERED + 1)), f"{base}-{unique}")


def _plain(character: str) -> str:
    """Latin letters lose their accents; Thai must not be decomposed, for that would tear sara am."""
    if character.isascii() or "\u0e00" <= character <= "\u0e7f":
        return character
    return "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))


def _continues(character: str) -> bool:
    """Whether it stands on the character before it."""
    return unicodedata.category(character) == "Mn" or character in _FOLLOWING_VOWELS


def _without_stray_marks(word: str) -> str:
    return word[next((at for at, character in enumerate(word) if not _continues(character)), len(word)) :]


def _bounded(text: str) -> str:
    if len(text) <= _MADE_LENGTH:
        return text
    hyphen = text.rfind("-", _MADE_LENGTH // 2, _MADE_LENGTH + 1)
    return text[: hyphen if hyphen > 0 else _border(text)].rstrip("-")


def _border(text: str) -> int:
    """The last place, no further than the limit, where one readable unit ends and the next begins."""
    places = range(_MADE_LENGTH, 0, -1)
    return next((place for place in places if _is_border(text, place)), _MADE_LENGTH)


def _is_border(text: str, place: int) -> bool:
    return not _continues(text[place]) and text[place - 1] not in _LEADING_VOWELS
