"""A text under change, in which every character knows where it came from. Pure."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

Replacement = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Traced:
    """``starts[i]`` is the offset in the original at which character ``i`` begins; never falling.

    ``length`` is the original's. A character reaches to where the next one from elsewhere begins, so that what
    was deleted between two characters belongs to the first.
    """

    text: str
    starts: list[int]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start`` to ``end`` (exclusive, at least one) stand in the original."""
        last = self.starts[end - 1]
        after = bisect_right(self.starts, last, end - 1)
        return self.starts[start], self.starts[after] if after < len(self.starts) else self.length

    def part(self, start: int, end: int) -> "Traced":
        """Characters ``start`` to ``end`` (exclusive, at least one) alone; they stand where they stood."""
        return Traced(self.text[start:end], self.starts[start:end], self.span(start, end)[1])

    def put(self, pattern: re.Pattern[str], replacement: Replacement) -> "Traced":
        """Each match replaced: by as many characters one to one, else by characters from the match's start."""
        pieces, starts, last = [], list[int](), 0
        for match in pattern.finditer(self.text):
            begin, end = match.span()
            new = replacement(match)
            if new == match[0]:
                continue
            same = len(new) == end - begin
            pieces += [self.text[last:begin], new]
            starts += self.starts[last : end if same else begin]
            if not same:
                starts += self.starts[begin : begin + 1] * len(new)
            last = end
        if not pieces:
            return self
        return Traced("".join((*pieces, self.text[last:])), starts + self.starts[last:], self.length)

    def swap(self, pattern: re.Pattern[str], char: str) -> "Traced":
        """Each character that ``pattern`` finds replaced by another."""
        text = pattern.sub(char, self.text)
        return self if text == self.text else Traced(text, self.starts, self.length)

    def drop(self, pattern: re.Pattern[str]) -> "Traced":
        """Without what matches."""
        return self.put(pattern, lambda _: "")

    def drop_within(self, pattern: re.Pattern[str], dropped: Callable[[re.Match[str]], str]) -> "Traced":
        """In each match, without those characters."""
        gone: set[int] = set()
        for match in pattern.finditer(self.text):
            unwanted = dropped(match)
            gone.update(at for at in range(*match.span()) if self.text[at] in unwanted)
        if not gone:
            return self
        kept = [at for at in range(len(self.text)) if at not in gone]
        return Traced("".join(self.text[at] for at in kept), [self.starts[at] for at in kept], self.length)


@dataclass(frozen=True, slots=True)
class Notes:
    """What is learnt on the way: the tricks that were undone, and the lower-case hosts of links."""

    tricks: set[str] = field(default_factory=set)
    hosts: list[str] = field(default_factory=list)


Change = Callable[[Traced, Notes], Traced]
Step = tuple[str, Change]
"""What is done to a text, if it holds a pattern (RE2's syntax): in no other is there anything to do."""
