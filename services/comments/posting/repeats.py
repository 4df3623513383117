"""Who is given the answer to a request again: a key may be guessed, and the answer holds a receipt. Pure.

A key that others could guess (a counter, a word) is its sender's own: the same key from another address prefix, or on
another day, names another request. A key that looks random is known to nobody but the client that made it, which may
have changed its network since.
"""

import re
from typing import Final

from services.comments.model import Comment

_LENGTH: Final = 20
_DISTINCT: Final = 8
"""UUIDs, ULIDs and 80 bits in base 32 have more; numbers and repeated letters fewer."""
_CLOCK: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d)?|\d{10,}", re.ASCII)
"""Dates, times and seconds since 1970: long and varied, and known to everybody."""


def is_hard_to_guess(key: str) -> bool:
    """Whether a key may have been drawn at random."""
    drawn = _CLOCK.sub("", key.casefold())
    return len(drawn) >= _LENGTH and len(set(drawn)) >= _DISTINCT


def may_have_again(comment: Comment, key: str, pseudonym: str) -> bool:
    """Whether the sender known by ``pseudonym`` today, with ``key``, is told the receipt of what was made with it."""
    return is_hard_to_guess(key) or (bool(comment.sender) and comment.sender == pseudonym)
