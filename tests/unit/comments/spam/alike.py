"""Texts that share so much that one teaches what the other does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

HALF = 0.5  # of the 4-grams that either has
SHORT = 20  # characters: up to here one word in common is half of the text


def _grams(text: str) -> set[str]:
    return {text[at : at + 4] for at in range(len(text) - 3)}


def alike(texts: Sequence[str], others: Sequence[str]) -> Any:
    """The Jaccard index of the 4-grams of each of ``texts`` with each of ``others``, ``(texts, others)``.

    One product of sparse matrices: 1,600 comments are 1.3 million pairs, too many to compare as sets.
    """
    counter = CountVectorizer(analyzer=_grams)
    counter.fit([*texts, *others])
    one, other = counter.transform(texts), counter.transform(others)
    shared = (one @ other.T).toarray()
    return shared / (np.asarray(one.sum(axis=1)) + np.asarray(other.sum(axis=1)).T - shared)


def twins(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs among ``texts`` that share half of their 4-grams."""
    close = np.argwhere(np.triu(alike(texts, texts), k=1) >= HALF)
    return [(texts[one], texts[other]) for one, other in close]
