"""The signed form token: proof that a form was asked for, when, and for which thread. Pure.

``<issued, ms>.<MAC>``. It is a time trap, not a lock: a comment without one is only judged more strictly.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared.clock import from_ms, to_ms

VALID_FOR: Final = timedelta(days=7)
_DIGITS: Final = 13


@dataclass(frozen=True, slots=True)
class FormProof:
    """``seconds`` from the form to the comment, None where there was no (valid) form."""

    seconds: float | None = None

    @property
    def has_form(self) -> bool:
        return self.seconds is not None


def issue(secret: bytes, thread: str, now: datetime) -> str:
    """A token for a form of the thread with this key."""
    issued = str(to_ms(now))
    return f"{issued}.{_mac(secret, thread, issued)}"


def prove(secret: bytes, thread: str, token: str | None, now: datetime) -> FormProof:
    """What ``token`` proves; one that is forged, too old, from the future or of another thread proves nothing."""
    issued, _, mac = (token or "").partition(".")
    if len(issued) != _DIGITS or not (issued.isascii() and issued.isdigit()):
        return FormProof()
    if not hmac.compare_digest(mac.encode("utf-8", "replace"), _mac(secret, thread, issued).encode()):
        return FormProof()
    age = now - from_ms(int(issued))
    return FormProof(age.total_seconds()) if timedelta() <= age <= VALID_FOR else FormProof()


def _mac(secret: bytes, thread: str, issued: str) -> str:
    return hmac.digest(secret, f"saket form\0{thread}\0{issued}".encode(), "sha256")[:16].hex()
