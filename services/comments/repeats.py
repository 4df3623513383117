"""Who is given the answer to a request again: a key may be guessed, and the answer holds a receipt. Pure.

A key that others could guess (a counter, a word) is its sender's own: the same key from another address prefix, or on
another day, names another request. A key that looks random is known to nobody but the client that made it, which may
have changed its network since.
"""

from typing import Final

from services.comments.model import Comment

_LENGTH: Final = 20
_DISTINCT: Final = 8
"""UUIDs, ULIDs and 80 bits in base 32 have more; numbers, dates and repeated letters fewer."""


def is_hard_to_guess(key: str) -> bool:
    """Whether a key may have been drawn at random."""
    return len(key) >= _LENGTH and len(set(key.casefold())) >= _DISTINCT


def may_have_again(comment: Comment, key: str, pseudonym: str) -> bool:
    """Whether the sender known by ``pseudonym`` today, with ``key``, is told the receipt of what was made with it."""
    return is_hard_to_guess(key) or (bool(comment.sender) and comment.sender == pseudonym)
