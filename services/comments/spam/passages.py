"""The passages of a text: what a spammer hides among harmless sentences is as bad by itself as ever. Pure.

    borders, at spaces where there are some | runs of what lies between | the few whose letters are worst | one judged

The worst of many is bad by chance, so that a passage is heeded only for what it exceeds a discount by, which grows
with their number. It never gets a comment rejected: that takes the whole text.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from services.comments.spam.model import Outcome, Thresholds, log_odds_of, probability_of

SHORTEST, LONGEST = 40, 160  # characters of a passage
EXAMINED = 3
"""Passages of a text that are looked at with all features; letters alone choose them, since those cost little."""
DOUBTFUL = -1.0
"""Log-odds by letters alone, less the discount, below which no passage is examined: letters and signs must agree."""
_STEP = 25  # characters between borders, at least
_UNBROKEN = 80  # characters without a space after which there is a border between syllables
_FOR_MORE = 0.5  # of the logarithm of their number: passages overlap, and the worst are much alike
_SHORT_OF = 0.01  # log-odds that a comment stays below rejection by
_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), *range(0x0E47, 0x0E4F))))  # never first in a syllable
_LEADING = frozenset("เแโใไ")

Span = tuple[int, int]
"""Characters of a normal text from one place to another (exclusive)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a normal text, its log-odds if it stood alone (by its letters, by all) and what is taken off."""

    start: int
    end: int
    letters: float
    score: float
    discount: float

    @property
    def heeded(self) -> float:
        return self.score - self.discount


def passages(normal: str) -> list[Span]:
    """All that are long enough, short enough and not the whole; they overlap. None of a short text."""
    borders, found = _borders(normal), list[Span]()
    last = len(borders) - 1
    for first, start in enumerate(borders[:-1]):
        for at in range(first + 1, last + (first > 0)):
            end = borders[at]
            if end - start > LONGEST and at > first + 1:
                break
            if end - start >= SHORTEST:
                found.append((start, end - (normal[end - 1] == " ")))
    return found


def discount(alone: float, many: int) -> float:
    """What is taken off the worst of so many."""
    return alone + _FOR_MORE * math.log(many)


def by_passage(
    whole: float, rules: float, thresholds: Thresholds, worst: Callable[[], Passage | None]
) -> tuple[Passage, float] | None:
    """The worst passage, if the comment is held for its sake alone, and the comment's log-odds then.

    ``whole`` are the whole text's, ``rules`` (log-odds) included. ``worst`` is asked only if it matters.
    """
    if thresholds.outcome(probability_of(whole)) is not Outcome.PUBLISH or (passage := worst()) is None:
        return None
    score = min(passage.heeded + rules, ceiling(thresholds))
    return None if thresholds.outcome(probability_of(score)) is Outcome.PUBLISH else (passage, score)


def ceiling(thresholds: Thresholds) -> float:
    """The log-odds that a passage brings a comment to at most."""
    return log_odds_of(thresholds.reject) - _SHORT_OF


def _borders(normal: str) -> list[int]:
    borders, length = [0], len(normal)
    while length - (least := borders[-1] + _STEP) > _STEP:
        space = normal.find(" ", least, borders[-1] + _UNBROKEN)
        border = space + 1 if space >= 0 else _between_syllables(normal, borders[-1] + _UNBROKEN // 2)
        if length - border < _STEP:
            break
        borders.append(border)
    borders.append(length)
    return borders


def _between_syllables(normal: str, at: int) -> int:
    while at < len(normal) and (normal[at] in _FOLLOWING or normal[at - 1] in _LEADING):
        at += 1
    return at
