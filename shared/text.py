"""Plain text from outside, made fit for feeds and pages: characters, and cutting where Thai allows it."""

import re
import unicodedata

# What XML 1.0 section 2.2 forbids, and the C1 controls, which are always windows-874 or -1252 read as Latin-1.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
# The ASCII characters that are none of these: looking for others among them costs a quarter of asking `_UNFIT`.
_FIT_ASCII = bytes(code for code in range(0x80) if code in b"\t\n" or 0x20 <= code < 0x7F)  # noqa: PLR2004
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # any of the above, in one look
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional embeddings, overrides and isolates: left open, they turn round whatever a page shows next."""
_JOINER = "\u200d"
# เ แ โ ใ ไ are written before the consonant that they belong to.
_LEADING_VOWELS = frozenset("เแโใไ")
# ะ า ำ ๅ are letters to Unicode, but belong to the consonant before them.
_FOLLOWING_VOWELS = frozenset("ะาำๅ")
_EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
_REGIONAL_INDICATORS = range(0x1F1E6, 0x1F200)
_ELLIPSIS = "…"


def printable(text: str) -> str:
    """``text`` without controls, with U+FFFD for lone surrogates and line feeds for all line ends."""
    if is_fit(text):
        return text
    return _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)))


def _is_fit(text: str) -> bool:
    """Whether there is nothing in it that `printable` takes out or puts right."""
    if text.isascii():
        return not text.encode().translate(None, _FIT_ASCII)
    return _UNFIT.search(text) is None


def clean_text(text: str) -> str:
    """`printable` text in Unicode normalization form C: titles, names, labels."""
    plain = printable(text)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def clean_line(text: str) -> str:
    """`clean_text` on one line, with single spaces, and in no other direction than its letters have."""
    return " ".join(clean_text(_OVERRIDES.sub("", text)).split()) if text else ""


def naming_problem(name: str) -> tuple[str, str] | None:
    """Code and detail of why a name cannot be one segment of an address; None if it can."""
    if "/" in name or "\\" in name:
        return "bad-name", "no slashes"
    if not any(character.isalnum() for character in name):
        return "required", "a letter or a digit at least"
    return None


def exceeds(text: str, most: int) -> bool:
    """Whether ``text`` has more than ``most`` bytes in UTF-8, which has at most four of them a character."""
    return len(text) * 4 > most and len(text.encode()) > most


def truncate(text: str, limit: int) -> str:
    """At most ``limit`` (≥ 1) characters of ``text`` on one line; cut text ends in an ellipsis.

    The cut never parts what is seen as one character (Thai consonants from their vowels and tone marks, emoji from
    their modifiers), and falls on a space if there is one in the last quarter: Thai puts spaces between phrases.
    """
    return shortened(" ".join(text.split()), limit)


def shortened(line: str, limit: int) -> str:
    """`truncate`, of what is on one line already, with single blanks."""
    if len(line) <= limit:
        return line
    room = limit - len(_ELLIPSIS)
    space = line.rfind(" ", room - room // 4, room + 1)
    cut = space if space > 0 else room
    while cut > 0 and not _may_cut(line, cut):
        cut -= 1
    return line[:cut].rstrip() + _ELLIPSIS


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return not (
        unicodedata.category(after).startswith("M")
        or after in _FOLLOWING_VOWELS
        or before in _LEADING_VOWELS
        or _JOINER in (before, after)
        or ord(after) in _EMOJI_MODIFIERS
        or _parts_a_flag(text, at)
    )


def _parts_a_flag(text: str, at: int) -> bool:
    """Flags are pairs of regional indicators: the cut must leave an even number before it."""
    run = at
    while run > 0 and ord(text[run - 1]) in _REGIONAL_INDICATORS:
        run -= 1
    return ord(text[at]) in _REGIONAL_INDICATORS and (at - run) % 2 == 1


try:
    from shared._fit import is_fit
except ImportError:  # not compiled
    is_fit = _is_fit
