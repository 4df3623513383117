"""Identifiers: sortable by time, unguessable enough to be public, safe in URLs, keys and ``tag:`` URIs."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from shared.clock import to_ms

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(first + second for first in _CROCKFORD for second in _CROCKFORD)  # two characters for ten bits
_RANDOM_BITS = 80

NewId = Callable[[datetime], str]
"""Makes an identifier for something that comes into being at that moment."""


def ulid(moment: datetime, randomness: int) -> str:
    """A ULID (48 bits of milliseconds, 80 of randomness) as 26 lower-case Crockford characters."""
    number = (to_ms(moment) << _RANDOM_BITS) | randomness
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


def random_ulid(moment: datetime) -> str:
    """The `NewId` of production."""
    return ulid(moment, secrets.randbits(_RANDOM_BITS))


def digest_id(text: str) -> str:
    """96 bits of BLAKE2b over the text as 20 lower-case base32 characters: the name of a thing known by its URL."""
    digest = hashlib.blake2b(text.encode(), digest_size=12).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()
