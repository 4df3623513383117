"""Which public comments the filter was least certain about: a person's word about those teaches it most. Pure.

    in doubt | a place on the day that it was made | the places of all days, one for each likeness | scored anew

A place costs memory, and a list that anybody can fill is worth nothing: a day has `MOST_OF_DAY` places, one sender at
most `MOST_OF_SENDER` of them, and comments that say the same have one together.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.comments.model import Comment
from services.comments.spam.normalise import normalise
from shared.ids import base32

KEPT: Final = timedelta(days=30)
"""For so long a comment can be asked about: a month knows a site's whole round, and spam of this month's kind."""
LEAST: Final = 0.06
"""The probability of spam from which on a public comment is in doubt.

What the shipped model holds is spam to 94 %: here it is no surer that a comment is none.
"""
MOST_OF_DAY: Final = 50
MOST_OF_SENDER: Final = 5
MOST_SCORED: Final = 300
"""Comments that are scored anew for one page, at a tenth of a millisecond each."""
_UNSCORED: Final = 999.0
_DIGEST_BYTES: Final = 12
_SENDER: Final = 8  # characters of a pseudonym: enough to tell the senders of one day apart


@dataclass(frozen=True, slots=True)
class Place:
    """A comment in doubt: ``margin`` is how far the filter was from even odds, ``likeness`` what says the same has."""

    comment: str
    margin: float
    sender: str
    likeness: str


def place_of(comment: Comment) -> Place | None:
    """The place that a comment may ask for; None if it is not public, or the filter was not in doubt."""
    if not is_doubted(comment):
        return None
    return Place(comment.id, margin(comment.judgement.probability), comment.sender[:_SENDER], likeness_of(comment))


def is_doubted(comment: Comment) -> bool:
    """Whether a comment is public and the filter was not certain that it should be."""
    probability = comment.judgement.probability
    return comment.published and probability is not None and probability >= LEAST


def margin(probability: float | None) -> float:
    """How far from even odds, in log-odds either way; very far where nothing was scored."""
    if probability is None or not 0 < probability < 1:
        return _UNSCORED
    return abs(math.log(probability / (1 - probability)))


def likeness_of(comment: Comment) -> str:
    """A word that comments share which say the same: their campaign, or their text as the filter reads it."""
    if comment.campaign is not None:
        return comment.campaign
    read = normalise(comment.text).text.encode("utf-8", "surrogatepass")
    return base32(hashlib.blake2b(read, digest_size=_DIGEST_BYTES).digest())


def candidates(places: Iterable[Place], settled: frozenset[str]) -> list[str]:
    """The comments to score anew, those in the greatest doubt first: each likeness once, none that is settled."""
    chosen: dict[str, str] = {}
    for place in sorted(places, key=lambda place: (place.margin, place.comment)):
        if place.likeness not in settled:
            chosen.setdefault(place.likeness, place.comment)
    return [*chosen.values()][:MOST_SCORED]


def turn_of(comment: Comment) -> str:
    """Where a comment stands among others in doubt: a text that sorts it, and a cursor."""
    return f"{margin(comment.judgement.probability):08.4f}:{comment.id}"
