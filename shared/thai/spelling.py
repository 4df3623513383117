"""One spelling for words that are the same, for searches and rules. Pure."""

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TONE_BEFORE_NIKHAHIT: Final = re.compile("([\u0e48-\u0e4b])\u0e4d")


def folded(text: str) -> str:
    """One spelling for upper and lower case, compatible characters, invisible ones, digits, and Thai that looks alike.

    น้ำ is typed in two orders, and แ as two เ.
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().translate(_DIGITS)
    return _TONE_BEFORE_NIKHAHIT.sub("\u0e4d\\1", plain).replace("เเ", "แ")
