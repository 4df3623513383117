"""What near-duplicates of different sources have in common: the marks that `river` groups entries by. Pure.

Provinces pass on each other's announcements, word for word or with a line of their own. Thai is written without spaces,
so a text is cut into pieces of some letters, not into words; of all its pieces those with the smallest hashes are its
marks (bottom-k of MinHash): two texts share about as many marks as pieces. Numbers of the title are part of every mark,
since weather warning no. 5 is not no. 6. The address is a mark that counts for more, but anybody can name any address.
"""

import re
import unicodedata
import zlib
from typing import Final

from services.aggregator.reading.tracking import untracked

MARKS: Final = 8
# What follows some frequent letters: a fifth of all pieces, enough for the smallest hashes of them to be typical.
_PIECE: Final = re.compile(r"[กจทปพaos](?=(.{7}))")
_LEAST_LETTERS: Final = 80
_MOST_LETTERS: Final = 2000
_NOISE: Final = re.compile(r"[\W_]+")
_NUMBERS: Final = re.compile(r"\d+")


def marks(title: str, words: str, url: str) -> str:
    """Marks separated by blanks, that of the address first; '' where there is nothing to go by."""
    address = [f"u{_hash(untracked(url)):x}"] if url else []
    values = _sketch(title, words)
    return " ".join([*address, *["{:x}"] * len(values)]).format(*values)


def _sketch(title: str, words: str) -> list[int]:
    text = f"{title} {words[:_MOST_LETTERS]}"
    if not text.isascii():
        # What this form takes them apart to anyway; texts that are in it already are only looked through.
        text = text.replace("ำ", "ํา").replace("…", "...").replace("\xa0", " ")
        text = unicodedata.normalize("NFKC", text)
    numbers = _NUMBERS.findall(title)
    seed = _hash("-".join(str(int(number)) for number in numbers)) if numbers else 0
    return smallest(text, seed, MARKS, _LEAST_LETTERS)


def _smallest(text: str, numbers: int, most: int, least: int) -> list[int]:
    """The ``most`` smallest hashes of the pieces of ``text``, in their order, each combined with ``numbers``.

    Only letters and digits count, and not their case; where there are fewer than ``least``, there are no pieces.
    """
    letters = _NOISE.sub("", text.casefold())
    pieces = set(map(zlib.crc32, map(str.encode, _PIECE.findall(letters)))) if len(letters) >= least else set()
    return sorted({piece ^ numbers for piece in pieces})[:most]


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace"))


try:
    from services.aggregator.reading._alike import smallest
except ImportError:  # not compiled
    smallest = _smallest
