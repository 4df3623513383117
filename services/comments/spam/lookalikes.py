"""Characters that people read as others: what a single one stands for, whatever surrounds it. Pure.

The tables follow Unicode (compatibility forms, character names, scripts that mirror one another) and Thai
spelling; nothing in them was taken from texts.
"""

import re
import unicodedata

from services.comments.spam.tokens import NAMES

INVISIBLE, STYLED, OVERLAID = "invisible", "styled", "overlaid"

_NAMED = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|MODIFIER LETTER (?:SMALL|CAPITAL)|SCRIPT SMALL"
    r"|(?:NEGATIVE |CROSSED )?(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER)"
    r" (?:DOTLESS |OPEN |TURNED |REVERSED |SCRIPT )?([A-Z])(?: WITH .*)?"
)
_DIGIT_NAMED = re.compile(r"(?:DINGBAT |NEGATIVE |SANS-SERIF |CIRCLED )+DIGIT (\w+)")
_DIGITS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_OTHER = {"\u0e03": "\u0e02", "\u0e05": "\u0e04", "\u0e45": "\u0e32", "ʀ": "r", "。": ".", "•": "·"}
# Scripts and signs that nobody writes here but for their shapes.
_LISU = zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz", strict=True)
_CHEROKEE = zip("ꭺᏼꮯꭰꭼꮐꮋꭵꮖꭻꮶꮮꮇꭴꮲꮢꮪꭲꮩꮃꭹꮓ", "abcdeghiijklmoprstvwyz", strict=True)
_COPTIC = zip("ⲁⲃⲥⲇⲉⲏⲓⲕⲙⲛⲟⲣⲧⲩⲭⲱⲍ", "abcdehikmnoptyxwz", strict=True)
_PHONETIC = zip("ɑɡəɩʋʊŋ", "ageivun", strict=True)
_OTHER |= dict((*_LISU, *_CHEROKEE, *_COPTIC, *_PHONETIC))
_THAI_GONE = "\u0e3a\u0e4e"  # dots below and above that only Pali and scholars use
_VARIANTS = ("\ufe00", "\ufe0f")
# What shows nothing, or a mere gap, though Unicode calls it a letter, a mark or a symbol (fillers, inherent vowels,
# selectors of variants).
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159\U000e0100-\U000e01ef]")
_LONGEST = 3  # letters that one character may stand for: ligatures of whole phrases would make long texts of short ones
_STYLED_FROM = "\u2000"  # compatibility forms of letters above this are ways to dress up, not languages


class _Folded(dict[str, str]):
    """What each character stands for: lower case, without dress; a space for controls, nothing for the unseen."""

    def __missing__(self, char: str) -> str:
        folded = _fold(char)
        if len(self) < _REMEMBERED:
            self[char] = folded
        return folded


_REMEMBERED = 20_000  # more distinct characters than any honest site sees


def dress(char: str) -> str | None:
    """How a character is dressed up, if it is: `INVISIBLE`, `STYLED`, `OVERLAID`."""
    if char < "\u00ad":
        return None
    if not FOLDED[char]:
        return INVISIBLE if unicodedata.category(char) == "Cf" or _UNSEEN.match(char) else OVERLAID
    styled = char >= _STYLED_FROM or unicodedata.name(char, "").startswith("LATIN LETTER SMALL CAPITAL")
    return STYLED if styled and "a" <= FOLDED[char] <= "z{" else None


def _fold(char: str) -> str:
    if char < "\x7f":
        return max(char, " ").lower()
    if _UNSEEN.match(char):
        return ""
    category = unicodedata.category(char)
    if category in {"Zl", "Zp", "Zs", "Cc"}:
        return " "
    if category in {"Cf", "Cs", "Cn", "Me"} or _is_overlay(char, category):
        return ""
    if category == "Co":
        return char if char in NAMES else ""
    return _plain(char)


def _is_overlay(char: str, category: str) -> bool:
    latin = category == "Mn" and unicodedata.name(char, "").startswith("COMBINING")
    return latin or char in _THAI_GONE or _VARIANTS[0] <= char <= _VARIANTS[1]


def _plain(char: str) -> str:
    """Lower case, without accents and dress. Thai sara am stays in one piece."""
    if "\u0e00" <= char <= "\u0e7f":
        return _OTHER.get(char) or (str(unicodedata.digit(char)) if char.isdigit() else char)
    name = unicodedata.name(char, "")
    if named := _NAMED.fullmatch(name):
        return named[1].lower()
    if named := _DIGIT_NAMED.fullmatch(name):
        return str(_DIGITS.index(named[1])) if named[1] in _DIGITS else char
    folded = unicodedata.normalize("NFKC", char).lower()
    if folded == char or len(folded) > _LONGEST:
        return _OTHER.get(char, char)
    return "".join(_OTHER.get(one) or FOLDED[one] for one in folded if one != char)


FOLDED = _Folded()

_CYRILLIC = dict(zip("авсеєёнікморѕтухјһԁԛԝьгпѵӏия", "abceeehikmopstyxjhdqwbrnvlnr", strict=True))
_GREEK = dict(zip("αβεηικλνορτυχωγςσζ", "abenikavoptuxwycoz", strict=True))
_ARMENIAN = dict(zip("հոօսցզ", "hnougq", strict=True))
LATIN_TWINS = _CYRILLIC | _GREEK | _ARMENIAN
# The alphabet of ornate names ("ςครเภ๏"): Thai letters and digits, told by the signs of other scripts among them.
ORNATE_SIGNS = dict(zip("αςєђןɭкקгշשאץչ๏", "acehjlkprtwxyzo", strict=True))
ORNATE_THAI = dict(zip("คเภรยฬ", "ainsuw", strict=True))
ORNATE = ORNATE_SIGNS | ORNATE_THAI | {"2": "b", "3": "m", "4": "d"}

_KHMER = {"\u179a": "ร", "\u1784": "ง", "\u1793": "น", "\u1780": "ก", "\u1782": "ค", "\u178f": "ต", "\u1796": "พ"}


def _lao(thai: str) -> str:
    """Lao stands in Unicode where Thai does, 0x80 further on; not every place is taken."""
    twin = chr(ord(thai) + 0x80)
    return twin if unicodedata.name(twin, "").startswith("LAO") else ""


THAI_TWINS = {lao: thai for thai in map(chr, range(0x0E01, 0x0E50)) if (lao := _lao(thai))} | _KHMER
# Latin letters read as Thai ones when they stand inside a Thai word; of several readings the most frequent.
LATIN_AS_THAI = dict(zip("aeinosuvwlq", "ลยเทอรนงพเๆ", strict=True))
SIGNS_AS_THAI = LATIN_AS_THAI | {"0": "อ", "5": "ร", ":": "ะ"}  # beside letters that are read so
