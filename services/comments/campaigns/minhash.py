"""What of a text's features is kept to compare it with others: one permutation hashing. Pure.

`_minhash` is the same, compiled, and some twenty times as fast.
"""

from collections.abc import Iterable
from operator import add
from typing import Final
from zlib import crc32

BINS: Final = 48
DIGITS: Final = 4
"""What is kept is a text of hexadecimal digits, this many a bin."""
_MANY: Final = 1 << 32
_ODD: Final = 0x9E3779B1  # spreads what a checksum keeps together
_HEX: Final = 0xFFFF


def least(letters: str, more: Iterable[bytes]) -> str:
    """The least hash of each bin: every stretch of the letters, and what is there more, falls into one."""
    whole = (stretch.encode("utf-32-le", "surrogatepass") for stretch in stretches(letters))
    hashed = [crc32(feature) * _ODD % _MANY for feature in (*whole, *more)]
    hashed.sort(reverse=True)  # the least of each bin comes last, and stays
    found = {value % BINS: value // BINS for value in hashed}
    return "".join([f"{value:0{DIGITS}x}" for value in _filled(found)])


def stretches(letters: str) -> list[str]:
    """Of four letters each; the whole, where there are fewer."""
    return list(map(add, map(add, letters, letters[1:]), map(add, letters[2:], letters[3:]))) or [letters]


def _filled(least: dict[int, int]) -> list[int]:
    """Empty bins take what the next full one has, changed by the distance (Shrivastava and Li, 2014)."""
    filled = []
    for at in range(BINS):
        far = 0
        while (rank := least.get((at + far) % BINS)) is None:
            far += 1
        filled.append((rank + far * _ODD) & _HEX)
    return filled
