"""One spelling for words that are the same: what searches and rules compare. Pure.

Thai is written without spaces: a word is found wherever its letters stand, in the case-folded text without marks of
layout.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 16 * 1024
"""Bytes of an entry that are searched."""
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def words_of(*texts: str) -> str:
    """What is searched of an entry with these plain texts, the most telling first."""
    return folded("\n".join(texts)).encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")


def terms(query: str) -> list[str]:
    """The words to look for, as `words_of` would spell them."""
    return folded(query).split()


def folded(text: str) -> str:
    """One spelling for upper and lower case, compatible characters and invisible ones."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
