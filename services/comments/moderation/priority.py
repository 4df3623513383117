"""In which order held comments wait for a moderator. Pure."""

from enum import StrEnum
from typing import Final

from services.comments.model import Comment, ReasonCode

_LIKELY_SPAM: Final = 0.9


class Band(StrEnum):
    """How urgent a held comment is, most urgent first."""

    APPEAL = "appeal"
    REPORTED = "reported"
    UNSURE = "unsure"
    LIKELY_SPAM = "likely-spam"


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
