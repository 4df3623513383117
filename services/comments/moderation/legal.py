"""What somebody may do with a comment now. Pure."""

from services.comments.model import Action, Comment, NeedsAnother, appealed_against, moderator_actions
from services.comments.moderation.claims import Hold
from services.comments.moderation.rulings import CLAIMED


def barred(comment: Comment, person: str, hold: Hold | None) -> str | None:
    """Why this person may not decide about it at all: the code of what a decision would be skipped for."""
    if hold is not None and hold.person != person:
        return CLAIMED
    return NeedsAnother.code if appealed_against(comment) == person else None


def legal_actions(comment: Comment, person: str, hold: Hold | None) -> tuple[Action, ...]:
    """The actions to offer."""
    return () if barred(comment, person, hold) else moderator_actions(comment.state, reviewed=comment.standing.reviewed)
