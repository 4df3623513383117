"""Codes on paper for the day the telephone is lost: 80 random bits each, written so that they can be typed."""

from typing import Final

from shared.staff.secret import digest

CODES: Final = 10
CODE_BYTES: Final = 10
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOKALIKES: Final = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})
_LETTERS: Final = 16


def written(randomness: bytes) -> str:
    """Ten bytes as ``xxxx-xxxx-xxxx-xxxx`` (Crockford's Base32)."""
    number = int.from_bytes(randomness, "big")
    letters = "".join(_ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(_LETTERS)))
    return "-".join(letters[at : at + 4] for at in range(0, _LETTERS, 4))


def kept(code: str) -> str:
    """The digest of a code, however it was typed."""
    return digest(code.strip().lower().translate(_LOOKALIKES))
