"""Whether a ledger is the one that was written: the chain itself, and the heads that were published. Pure.

The chain alone shows every change, removal or reordering but two: entries cut off at its end, and a chain that
somebody computed anew from some entry on. Both are found as long as anybody remembers a later head: heads are published
every day in a feed (`services.comments.moderation.heads`), where others keep them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.comments.moderation.ledger import GENESIS, Entry, NotAnEntry, hash_of, read_entry
from shared.errors import FieldProblem, InvalidInput

_HEAD: Final = re.compile(r"(?<!\d)(\d{1,15}):([0-9a-f]{64})(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Head:
    """The number and hash of what was once the last entry."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong, and with which entry: ``renumbered``, ``unlinked``, ``altered``, ``rewritten`` or ``cut-off``."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The last entry read, and the first thing that is wrong."""

    head: Head
    broken: Broken | None = None


class Audit:
    """Reads a chain from its beginning, entry by entry, against ``heads`` that it must contain.

    ``length`` is how many entries it has at the least, as far as anybody counts.
    """

    def __init__(self, heads: Iterable[Head] = (), length: int = 0) -> None:
        self._length = length
        self._heads = {(head.number, head.hash) for head in heads}
        self._numbers = {number for number, _ in self._heads}
        self._last = Head(0, GENESIS)
        self._broken: Broken | None = None

    def read(self, entry: Entry) -> None:
        """The next entry. What comes after a break is not looked at any more."""
        if self._broken is None:
            self._broken = self._wrong_with(entry)
            self._last = Head(entry.number, entry.hash)

    def read_line(self, line: bytes) -> None:
        """The next entry as it is kept; one that cannot be read is not the one that was written."""
        try:
            self.read(read_entry(line))
        except NotAnEntry:
            self._broken = self._broken or Broken(self._last.number + 1, "altered")

    def finding(self) -> Finding:
        """What was found, after the last entry."""
        if self._broken is None and max(self._length, *self._numbers, 0) > self._last.number:
            return Finding(self._last, Broken(self._last.number + 1, "cut-off"))
        return Finding(self._last, self._broken)

    def _wrong_with(self, entry: Entry) -> Broken | None:
        number = self._last.number + 1
        if entry.number != number:
            return Broken(number, "renumbered")
        if entry.prev != self._last.hash:
            return Broken(number, "unlinked")
        if entry.hash != hash_of(entry):
            return Broken(number, "altered")
        if number in self._numbers and (number, entry.hash) not in self._heads:
            return Broken(number, "rewritten")
        return None


def audited(entries: Iterable[Entry], heads: Iterable[Head] = ()) -> Finding:
    """What is to be said of a whole chain."""
    audit = Audit(heads)
    for entry in entries:
        audit.read(entry)
    return audit.finding()


def heads_in(text: str) -> list[Head]:
    """Every ``number:hash`` in a text, such as a copy of the feed that publishes them."""
    return [Head(int(number), digest) for number, digest in _HEAD.findall(text)]


def read_head(text: str) -> Head:
    """One head as somebody types it. Raises `InvalidInput`."""
    found = heads_in(text.strip())
    if len(found) != 1 or str(found[0]) != text.strip():
        raise InvalidInput(FieldProblem("head", "bad-head", "NUMBER:HASH, as the feed of the ledger says it"))
    return found[0]
