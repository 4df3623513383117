"""Lines that their writer cannot read again: sealed to the public key of somebody who keeps the private one away.

    K <sealed box>    the key of the lines that follow, for the holder of the private key alone (X25519, NaCl)
    R <secret box>    a record under that key (XSalsa20-Poly1305): its number from 1, a space, and its bytes

A writer makes a key of its own and forgets it when it ends. Numbers tell of lines that were taken out. Pure, but for
randomness.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

from shared.errors import FieldProblem, InvalidInput

_KEY: Final = b"K "
_RECORD: Final = b"R "


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves, as texts; the private one belongs on another machine."""

    public: str
    private: str

    @classmethod
    def make(cls) -> Self:
        """A new pair."""
        private = PrivateKey.generate()
        return cls(_text(bytes(private.public_key)), _text(bytes(private)))


def check_key(public: str) -> None:
    """Raises `InvalidInput` unless it is a key, or nothing."""
    if public:
        _bytes(public)


class Sealer:
    """Writes lines to one public key. Raises `InvalidInput` for a text that is none."""

    def __init__(self, public: str) -> None:
        key = random(SecretBox.KEY_SIZE)
        self._box = SecretBox(key)
        self._count = 0
        self.head = _KEY + base64.b64encode(SealedBox(PublicKey(_bytes(public))).encrypt(key))

    def line(self, record: bytes) -> bytes:
        """A record, without the end of its line."""
        self._count += 1
        return _RECORD + base64.b64encode(self._box.encrypt(b"%d %b" % (self._count, record)))


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that could be read, or (``data`` None) a line that could not, or records missing before this one."""

    line: int
    data: bytes | None
    missing: int = 0


def opened(private: str, lines: Iterable[bytes]) -> Iterator[Opened]:
    """What the lines of one file say. Raises `InvalidInput` for a text that is no key."""
    secret = SealedBox(PrivateKey(_bytes(private)))
    box: SecretBox | None = None
    expected = 1
    for number, line in enumerate(lines, start=1):
        kind, body = line[:2], line[2:].strip()
        try:
            if kind == _KEY:
                box, expected = SecretBox(secret.decrypt(base64.b64decode(body))), 1
                continue
            count, _, data = _decrypted(box, kind, body).partition(b" ")
        except (CryptoError, binascii.Error, ValueError):
            yield Opened(number, None)
            continue
        yield Opened(number, data, int(count) - expected)
        expected = int(count) + 1


def _decrypted(box: SecretBox | None, kind: bytes, body: bytes) -> bytes:
    if box is None or kind != _RECORD:
        raise ValueError("a line without its key")
    return box.decrypt(base64.b64decode(body))


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != PublicKey.SIZE:
        raise InvalidInput(FieldProblem("key", "not-a-key", "as `saket privacy key` prints them"))
    return key
