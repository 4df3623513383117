"""In which order held comments wait for a moderator. Pure."""

from enum import StrEnum
from typing import Final

from services.comments.model import Comment, ReasonCode, State
from shared.clock import to_ms

_LIKELY_SPAM: Final = 0.9
_FAR_FUTURE: Final = 10**13 - 1  # milliseconds, 13 digits: the year 2286


class Band(StrEnum):
    """How urgent a held comment is, most urgent first."""

    APPEAL = "appeal"
    REPORTED = "reported"
    UNSURE = "unsure"
    LIKELY_SPAM = "likely-spam"


_RANKS: Final = {band: rank for rank, band in enumerate(Band)}


def band_of(comment: Comment) -> Band:
    """People first, then what the model could not tell, then what it is nearly sure of."""
    codes = {reason.code for reason in comment.standing.reasons}
    if ReasonCode.APPEAL in codes:
        return Band.APPEAL
    if ReasonCode.REPORT in codes:
        return Band.REPORTED
    if ReasonCode.CAMPAIGN in codes:
        return Band.LIKELY_SPAM
    probability = comment.judgement.probability
    return Band.LIKELY_SPAM if probability is not None and probability >= _LIKELY_SPAM else Band.UNSURE


def place_of(comment: Comment) -> str:
    """A text that sorts a comment among those of its state: held by band and age, all others newest first."""
    created = to_ms(comment.created)
    if comment.state is State.HELD:
        return f"{_RANKS[band_of(comment)]}:{created:013d}:{comment.id}"
    return f"0:{_FAR_FUTURE - created:013d}:{comment.id}"


def id_at(place: str) -> str:
    """The comment's identifier in a place."""
    return place.split(":", 2)[2]
