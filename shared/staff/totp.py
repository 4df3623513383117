"""One-time codes by the clock: HOTP (RFC 4226) over steps of 30 s (RFC 6238), as every authenticator app makes them.

Six digits of HMAC-SHA-1, which is all that apps can be trusted to know. Time and randomness are arguments.
"""

import base64
import hmac
import unicodedata
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
SECRET_BYTES: Final = 20
_DIGITS: Final = 6
_DRIFT: Final = 1
"""Steps that the clocks may differ by, either way (RFC 6238 section 5.2 advises one)."""


def code_at(key: bytes, step: int, digits: int = _DIGITS, algorithm: str = "sha1") -> str:
    """The code of one step (RFC 4226 section 5.3)."""
    mac = hmac.digest(key, step.to_bytes(8, "big"), algorithm)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(moment: datetime) -> int:
    """The step that a moment falls into."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, if it is a present one and later than ``after`` (no code counts twice)."""
    key, present, typed = base64.b32decode(secret), step_of(now), plain_digits(code)
    steps = range(present - _DRIFT, present + _DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(code_at(key, step).encode(), typed.encode())]
    return next((step for step in found if step > after), None)


def plain_digits(code: str) -> str:
    """What somebody typed with spaces between or in Thai digits."""
    values = (unicodedata.decimal(character, None) for character in code if not character.isspace())
    return "".join("?" if value is None else str(value) for value in values)


def written(secret: bytes) -> str:
    """A secret in Base32, as it is kept and as apps take it."""
    return base64.b32encode(secret).decode()


def otpauth(secret: str, account: str, issuer: str) -> str:
    """The address that an app reads from the picture (Key Uri Format)."""
    label = quote(f"{issuer}:{account}", safe="")
    query = urlencode({"secret": secret, "issuer": issuer, "digits": _DIGITS, "period": STEP_SECONDS}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"
