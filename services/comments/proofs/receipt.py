"""Receipts: the secret address by which a citizen without an account answers for a comment. Pure.

A receipt is ``<comment id>.<MAC>``: the same comment always has the same one, so a repeated request gets the same
answer. A record holds only its digest; but the secret that makes receipts is kept in the store as well, so whoever has
a copy of the whole store can make every one of them.
"""

import hashlib
import hmac
import re
from typing import Final

from shared.ids import base32

_BYTES: Final = 15
_FORM: Final = re.compile(r"[a-z2-7]{20}\.[0-9a-z]{26}\.[a-z2-7]{24}")


def receipt_of(secret: bytes, comment_id: str) -> str:
    """The receipt of a comment."""
    mac = hmac.digest(secret, b"saket receipt\0" + comment_id.encode(), "sha256")[:_BYTES]
    return f"{comment_id}.{base32(mac)}"


def is_one(text: str) -> bool:
    """Whether it has the form of a receipt, made by whomever."""
    return _FORM.fullmatch(text) is not None


def digest(receipt: str) -> str:
    """What is kept of a receipt."""
    return hashlib.sha256(receipt.encode("utf-8", "surrogatepass")).hexdigest()


def comment_of(receipt: str) -> str:
    """The identifier of the comment that a receipt claims to be for."""
    return receipt.rpartition(".")[0]


def matches(receipt: str, kept: str) -> bool:
    """Whether ``receipt`` is the one whose digest was kept."""
    return hmac.compare_digest(digest(receipt), kept)
