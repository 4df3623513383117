"""Rules of every set of comments that was written for this project: nobody in them exists, no text is another's."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer

# Of its own, not the normaliser's, which guesses at links that were written apart.
HOST = re.compile(r"(?:(?<=://)|(?<![\w@./-]))((?:[a-z0-9-]+\.)+[a-z]{2,}|\d+(?:\.\d+){3})(?![\w@-])", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w.+-])@([a-z0-9][\w.-]{2,})", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\d)(?:\+?66[ -]?|0)\d(?:[ .-]?\d){7,8}(?!\d)")
HIDDEN = re.compile("[\ufeff\u200b\ufffd\t]")
_NOWHERE = re.compile(r"(\.example|tuayang\.go\.th|^192\.0\.2\.\d+)$")
_ENOUGH = 20  # characters: of shorter texts two people write the same


def real_contacts(text: str) -> list[str]:
    """Links, handles and telephone numbers that somebody might own."""
    return [
        *(host for host in HOST.findall(text) if not _NOWHERE.search(host)),
        *(name for name in HANDLE.findall(text) if not re.search("demo|tuayang|example", name)),
        *(number for number in NUMBER.findall(text) if "0000" not in re.sub(r"\D", "", number)),
    ]


def nearest(texts: Iterable[str], others: Iterable[str]) -> float:
    """How much the two most alike of both have in common: shared 4-grams, by all that either has."""
    return float(_alike(texts, others).max())


def nearest_within(texts: Iterable[str]) -> float:
    """The same between a set's own texts."""
    listed = list(texts)
    return float(np.triu(_alike(listed, listed), 1).max())


def _alike(texts: Iterable[str], others: Iterable[str]) -> npt.NDArray[np.float64]:
    """Shape: texts, others; the short ones left out."""
    vectorizer = HashingVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, norm=None, alternate_sign=False)
    one, other = (vectorizer.transform([text for text in side if len(text) > _ENOUGH]) for side in (texts, others))
    shared = (one @ other.T).toarray()
    found: npt.NDArray[np.float64] = shared / (one.sum(axis=1) + other.sum(axis=1).T - shared)
    return np.asarray(found)
