"""Names for people that say who somebody is to this site alone, for one purpose. Those of addresses last a day.

They are made with a key of that day, which is gone two days later: what is kept under such a name can be told apart
from others of the same day, and never traced to an address again.
"""

import hmac
from datetime import date
from typing import Final, Protocol

from services.comments.personal_data.retention import PSEUDONYMS
from shared.clock import Clock, day_of

KEY_SECONDS: Final = PSEUDONYMS.seconds


class DayKeys(Protocol):
    """A random key for each day; whoever asks first makes it."""

    async def of(self, day: date) -> bytes: ...


class Pseudonyms:
    """Names for whoever sends something today."""

    def __init__(self, keys: DayKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._day: date | None = None
        self._key = b""

    async def of(self, purpose: str, address: str) -> str:
        """The name of an address (or prefix), for one purpose."""
        day = day_of(self._clock())
        if day != self._day:
            self._key = await self._keys.of(day)
            self._day = day
        return pseudonym(self._key, purpose, address)


def pseudonym(secret: bytes, purpose: str, text: str) -> str:
    """The name of whoever ``text`` stands for (an address, a member of staff): HMAC-SHA-256, 24 hex digits."""
    return hmac.digest(secret, f"saket {purpose}\0{text}".encode(), "sha256")[:12].hex()
