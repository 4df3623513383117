"""Labelled texts: what an example is, and which examples may be used."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.comments.spam.normalise import normalise
from services.comments.spam.tokens import NAMES

Label = Literal["ham", "spam"]
# Python counts Thai vowel and tone marks as no part of a word.
_VARIABLE = re.compile(rf"(?:[^\w\u0e31-\u0e4e]|[\d_{''.join(NAMES)}])+")


@dataclass(frozen=True, slots=True)
class Example:
    """``text`` is normalised; texts of one ``group`` differ at most in links, numbers and punctuation."""

    text: str
    label: Label
    corpus: str
    group: str


def example(original: str, label: Label, corpus: str) -> Example:
    text = normalise(original).text
    return Example(text, label, corpus, _group(text))


def usable(examples: Iterable[Example]) -> list[Example]:
    """One example of each group, in order; none that is empty or whose group has both labels."""
    first: dict[str, Example] = {}
    disputed: set[str] = set()
    for candidate in examples:
        kept = first.setdefault(candidate.group, candidate)
        if kept.label != candidate.label:
            disputed.add(candidate.group)
    return [kept for group, kept in first.items() if kept.text and group not in disputed]


def _group(text: str) -> str:
    """A digest, so that no text survives in what is derived from it. Texts of symbols alone keep them."""
    masked = _VARIABLE.sub("", text) or text
    return hashlib.blake2b(masked.encode(), digest_size=8).hexdigest()
