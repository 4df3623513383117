"""One spelling for words that are the same: what searches and rules compare. Pure.

Thai is written without spaces: a word is found wherever its letters stand, in the case-folded text without marks of
layout.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 16 * 1024
"""Bytes of an entry that are searched."""
EDITION: Final = "3"
"""To be raised with every change of what is searched: indexes that were made with another one are made anew."""
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TONE_BEFORE_NIKHAHIT: Final = re.compile("([\u0e48-\u0e4b])\u0e4d")


def words_of(*texts: str) -> str:
    """What is searched of an entry with these plain texts, the most telling first."""
    return folded("\n".join(texts)).encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")


def terms(query: str) -> list[str]:
    """The words to look for, as `words_of` would spell them."""
    return folded(query).split()


def folded(text: str) -> str:
    """One spelling for upper and lower case, compatible characters, invisible ones, digits, and Thai that looks alike.

    น้ำ is typed in two orders, and แ as two เ.
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().translate(_DIGITS)
    return _TONE_BEFORE_NIKHAHIT.sub("\u0e4d\\1", plain).replace("เเ", "แ")
