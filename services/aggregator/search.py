"""Whether an entry holds the words that somebody looks for. Pure.

Thai is written without spaces: a word is found wherever its letters stand, in the case-folded text without marks of
layout.
"""

import re
import unicodedata
from typing import Final

from services.aggregator.model import Entry

_TAG: Final = re.compile(r"<[^<>]*>")
_INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")


def matches(entry: Entry, query: str) -> bool:
    """Whether every word of ``query`` occurs somewhere in the entry."""
    words = folded(query).split()
    if not words:
        return False
    text = folded("\n".join((entry.title, entry.summary, *entry.labels, _TAG.sub(" ", entry.content))))
    return all(word in text for word in words)


def folded(text: str) -> str:
    """One spelling for upper and lower case, compatible characters and invisible ones."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
