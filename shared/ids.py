"""Identifiers: sortable by time, unguessable enough to be public, safe in URLs, keys and ``tag:`` URIs."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from itertools import product
from typing import Final

from shared.clock import from_ms, to_ms


def _pairs(alphabet: str) -> tuple[str, ...]:
    """What ten bits are written as."""
    return tuple(map("".join, product(alphabet, repeat=2)))


_CROCKFORD: Final = _pairs("0123456789abcdefghjkmnpqrstvwxyz")
_BASE32: Final = _pairs("abcdefghijklmnopqrstuvwxyz234567")
_PAIR: Final = 10
_RANDOM_BITS: Final = 80
_RANDOM_CHARACTERS: Final = 16
_OF_OCTET: Final = bytes(b"0123456789abcdefghjkmnpqrstvwxyz"[octet % 32] for octet in range(256))

NewId = Callable[[datetime], str]
"""Makes an identifier for something that comes into being at that moment."""


def ulid(moment: datetime, randomness: int) -> str:
    """A ULID (48 bits of milliseconds, 80 of randomness) as 26 lower-case Crockford characters."""
    number = (to_ms(moment) << _RANDOM_BITS) | randomness
    return "".join([_CROCKFORD[(number >> shift) & 1023] for shift in range(120, -1, -_PAIR)])


def random_ulid(moment: datetime) -> str:
    """The `NewId` of production."""
    return _timestamp(to_ms(moment)) + secrets.token_bytes(_RANDOM_CHARACTERS).translate(_OF_OCTET).decode("ascii")


@lru_cache(1)
def _timestamp(milliseconds: int) -> str:
    """What all ULIDs of a moment begin with."""
    return ulid(from_ms(milliseconds), 0)[:-_RANDOM_CHARACTERS]


def digest_id(text: str) -> str:
    """96 bits of BLAKE2b over the text as 20 lower-case base32 characters: the name of a thing known by its URL."""
    return base32(hashlib.blake2b(text.encode(), digest_size=12).digest())


def base32(raw: bytes) -> str:
    """RFC 4648 base32 in lower case without padding, at a fifth of the cost of `base64.b32encode`."""
    bits = len(raw) * 8
    spare = -bits % _PAIR
    number = int.from_bytes(raw) << spare
    written = "".join([_BASE32[(number >> shift) & 1023] for shift in range(bits + spare - _PAIR, -1, -_PAIR)])
    return written[: (bits + 4) // 5]
