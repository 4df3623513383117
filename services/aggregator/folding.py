"""What is searched of an entry, and the words to look for, in one spelling. Pure.

Thai is written without spaces: a word is found wherever its letters stand.
"""

from typing import Final

from shared.thai.spelling import folded

LONGEST: Final = 16 * 1024
"""Bytes of an entry that are searched."""
EDITION: Final = "4"
"""To be raised with every change of what is searched: indexes that were made with another one are made anew."""


def words_of(*texts: str) -> str:
    """What is searched of an entry with these plain texts, the most telling first."""
    return folded("\n".join(texts)).encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")


def terms(query: str) -> list[str]:
    """The words to look for, as `words_of` would spell them."""
    return folded(query).split()
