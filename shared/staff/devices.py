"""Device cookies: a browser in which somebody has logged in has tries of its own, so that strangers cannot use them up.

``<nonce>.<MAC over the account's name, its generation and the nonce>``: it names nobody, opens nothing, and ends when
the password or the rights change. (OWASP, "Slow Down Online Guessing Attacks with Device Cookies")
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.staff.model import Account

VALID_FOR: Final = timedelta(days=180)
_NONCE_BYTES: Final = 16
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Opened:
    """A session is open; its ``secret`` goes into the cookie, and ``device`` into one that outlives it."""

    secret: str
    device: str


class Devices:
    """Without a ``key`` no browser is known again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def issue(self, account: Account) -> str:
        """For the browser in which this account has just logged in."""
        nonce = secrets.token_urlsafe(_NONCE_BYTES)
        return f"{nonce}.{self._mac(account, nonce)}"

    def knows(self, device: str, account: Account | None) -> bool:
        """Whether it was issued for this account, as it is now."""
        nonce, _, mac = device.partition(".")
        if not self._key or account is None or len(device) > _LONGEST:
            return False
        return hmac.compare_digest(mac.encode("utf-8", "replace"), self._mac(account, nonce).encode())

    def _mac(self, account: Account, nonce: str) -> str:
        said = f"saket device\0{account.name}\0{account.generation}\0{nonce}"
        return hmac.digest(self._key, said.encode("utf-8", "replace"), "sha256")[:_NONCE_BYTES].hex()
