"""Proof of work: a task for one text, done in a second by a browser, that costs whoever sends thousands. Pure.

    task    <issued, ms>.<MAC over the time and the digest of what was sent>
    work    <task>:<nonce>, such that SHA-256 of it begins with `BITS` zero bits

It is asked for only where the filter is unsure and a script says that it can do it.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

from shared.clock import from_ms, to_ms
from shared.errors import Conflict

BITS: Final = 15
VALID_FOR: Final = timedelta(minutes=10)
_MOST: Final = 200


class WorkNeeded(Conflict):
    """Whoever wants this published at once does ``task`` first; without it the comment waits for a moderator."""

    code = "work-needed"

    def __init__(self, task: str) -> None:
        super().__init__(f"{task} {BITS}")
        self.task = task


def task(secret: bytes, digest: str, now: datetime) -> str:
    """A task for what has this digest."""
    issued = str(to_ms(now))
    return f"{issued}.{_mac(secret, digest, issued)}"


def is_done(secret: bytes, digest: str, work: str, now: datetime) -> bool:
    """Whether ``work`` was done on a task of ours for this digest, and lately."""
    given, _, nonce = work.partition(":")
    issued, _, mac = given.partition(".")
    if not (nonce and work.isascii() and issued.isdigit() and len(work) <= _MOST):
        return False
    if not hmac.compare_digest(mac, _mac(secret, digest, issued)):
        return False
    return timedelta() <= now - from_ms(int(issued)) <= VALID_FOR and zero_bits(work) >= BITS


def zero_bits(work: str) -> int:
    """How many zero bits the digest begins with."""
    digest = hashlib.sha256(work.encode()).digest()
    return len(digest) * 8 - int.from_bytes(digest).bit_length()


def _mac(secret: bytes, digest: str, issued: str) -> str:
    return hmac.digest(secret, f"saket work\0{digest}\0{issued}".encode(), "sha256")[:16].hex()
