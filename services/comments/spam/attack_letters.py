"""What an attacker writes in place of a letter, and what he puts between letters. Data alone.

A table maps a character to the characters that a reader takes for it. The tables are the attacker's own:
nothing here comes from the normaliser, nor may it use them.
"""

import string
import unicodedata
from collections.abc import Mapping

Table = Mapping[str, str]

INVISIBLE = "\u200b\u200c\u200d\u2060\u2061\u2063\u00ad\u180e\ufeff\u200e\u034f"
SPACES = "   \u00a0\u2009\u3000"  # an ordinary space every other time
DOTS = "....\u00b7\u2024"
PUNCTUATION = "-_*|/~'`,+=^\u2022\u2022"
EMOJI = "🔥💰🎰✨💸👉❤⭐"
OVERLAYS = "\u0336\u0332\u0335\u0323\u0307\u0301"
THAI_OVERLAYS = "\u0336\u0332\u0e3a\u0e4d"


def _lao(letter: str) -> str:
    """Lao stands in Unicode where Thai does, 0x80 further on; not every place is taken."""
    twin = chr(ord(letter) + 0x80)
    return twin if unicodedata.name(twin, "").startswith("LAO") else ""


def _alphabet(upper: int, lower: int) -> dict[str, str]:
    """The 26 letters twice, from these two code points on."""
    pairs = zip(string.ascii_uppercase + string.ascii_lowercase, range(52), strict=True)
    return {letter: chr((upper if n < 26 else lower - 26) + n) for letter, n in pairs}  # noqa: PLR2004


def _merged(*tables: Table) -> dict[str, str]:
    letters = sorted({letter for table in tables for letter in table})
    return {letter: "".join(table.get(letter, "") for table in tables) for letter in letters}


# Ranges without holes: bold, sans-serif bold, monospace, fullwidth, circled.
_ALPHABETS = ((0x1D400, 0x1D41A), (0x1D5D4, 0x1D5EE), (0x1D670, 0x1D68A), (0xFF21, 0xFF41), (0x24B6, 0x24D0))
_SMALL_CAPITALS = dict(zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True))
STYLED: Table = _merged(*(_alphabet(*starts) for starts in _ALPHABETS), _SMALL_CAPITALS)

_CYRILLIC = dict(zip("aceopxyijsdhqwABCEHKMOPTXISJ", "асеорхуіјѕԁһԛԝАВСЕНКМОРТХІЅЈ", strict=True))
_GREEK = dict(zip("aiknoptuvABEHIKMNOPTXYZ", "αικηορτυνΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True))
LATIN_TWINS: Table = _merged(_CYRILLIC, _GREEK)

# Letters no longer used, long vowels of Sanskrit words, and shapes that differ by a notch.
THAI_TWINS: Table = {
    "ข": "ฃ",
    "ค": "ฅ",
    "า": "ๅ",
    "ฎ": "ฏ",
    "ฏ": "ฎ",
    "ช": "ซ",
    "ซ": "ช",
    "ถ": "ภ",
    "ภ": "ถ",
    "ร": "\u179a",  # Khmer
    "ง": "\u1784",
    "น": "\u1793",
}
LAO: Table = {thai: lao for thai in map(chr, range(0x0E01, 0x0E5A)) if (lao := _lao(thai))}

# Latin letters, signs and digits that are read as Thai: "wนัu", "เคsดิต".
LATIN_AS_THAI: Table = {
    "พ": "wW",
    "ผ": "w",
    "ฟ": "W",
    "ฝ": "W",
    "น": "u",
    "บ": "uU",
    "ม": "u",
    "ป": "U",
    "ก": "n",
    "ท": "n",
    "ถ": "n",
    "ห": "n",
    "ร": "sS5",
    "ล": "a",
    "อ": "oO0",
    "ย": "e",
    "ง": "v",
    "ข": "v",
    "เ": "lI",
    "ไ": "l",
    "ใ": "l",
    "ะ": ":",
    "ๆ": "q",
}
LEET: Table = {
    "a": "4@",
    "b": "8",
    "e": "3",
    "g": "9",
    "i": "1!",
    "l": "1|",
    "o": "0",
    "s": "5$",
    "t": "7+",
    "z": "2",
    "อ": "0๐",
    "า": "ๅ1",
    "ง": "๖",
    "ร": "5",
    "ด": "๑",
    "ต": "๓",
}
# Spelt as it sounds, or with the wrong mark.
MISSPELT: Table = {
    "ส": "ซศ",
    "ร": "ล",
    "ล": "ร",
    "ณ": "น",
    "ญ": "ย",
    "ศ": "ส",
    "ษ": "ส",
    "ใ": "ไ",
    "ไ": "ใ",
    "\u0e47": "\u0e4a",
    "\u0e4a": "\u0e49\u0e47",
    "\u0e49": "\u0e4a",
    "\u0e34": "\u0e35",
    "\u0e35": "\u0e34",
    "c": "k",
    "k": "c",
    "s": "z",
    "i": "y",
}
DIGITS: Table = {
    digit: chr(0x0E50 + n) * 3 + chr(0xFF10 + n) + chr(0x1D7CE + n) for n, digit in enumerate(string.digits)
}
DOT_WRITTEN = (" . ", "(.)", "[.]", " dot ", " ดอท ", "。", "．", "•")
AT_WRITTEN = ("＠", "(at)", " @ ", "﹫")
