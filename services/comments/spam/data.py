"""Labelled texts: what an example is, and which examples may be used."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.tokens import NAMES

Label = Literal["ham", "spam"]
# Python counts Thai vowel and tone marks as no part of a word.
_VARIABLE = re.compile(rf"(?:[^\w\u0e31-\u0e4e]|[\d_{''.join(NAMES)}])+")


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text. Texts of one ``group`` differ at most in links, numbers and punctuation.

    ``normalised`` knows no spans here: nobody asks them of thousands of texts.
    """

    normalised: Normalised
    label: Label
    corpus: str
    group: str
    original: str = ""

    @property
    def text(self) -> str:
        return self.normalised.text


def example(original: str, label: Label, corpus: str) -> Example:
    normalised = normalise(original)
    light = Normalised(normalised.text, normalised.hosts, normalised.tricks)
    return Example(light, label, corpus, _group(normalised.text), original)


def usable(examples: Iterable[Example]) -> list[Example]:
    """One example of each group, in order; none that is empty or whose group has both labels."""
    first: dict[str, Example] = {}
    disputed: set[str] = set()
    for candidate in examples:
        kept = first.setdefault(candidate.group, candidate)
        if kept.label != candidate.label:
            disputed.add(candidate.group)
    return [kept for group, kept in first.items() if kept.text and group not in disputed]


def sampled(examples: Iterable[Example], limit: int, seed: int) -> list[Example]:
    """At most ``limit`` examples of each corpus and label; which ones depends on ``seed`` alone."""
    cells: dict[tuple[str, Label], list[Example]] = {}
    for candidate in examples:
        cells.setdefault((candidate.corpus, candidate.label), []).append(candidate)
    return [
        kept
        for _, cell in sorted(cells.items())
        for kept in sorted(cell, key=lambda one: draw(one.group, seed))[:limit]
    ]


def draw(group: str, seed: int) -> int:
    """A number that looks random and is the same for a group and a seed wherever it is asked for."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{group}".encode(), digest_size=8).digest())


def _group(text: str) -> str:
    """A digest, so that no text survives in what is derived from it. Texts of symbols alone keep them."""
    masked = _VARIABLE.sub("", text) or text
    return hashlib.blake2b(masked.encode(), digest_size=8).hexdigest()
