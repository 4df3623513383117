"""What moderators' decisions teach: a label is what a person has said of one text. Pure.

A label follows from a comment as it stands, so whatever undoes a decision takes its label back: undo, another
decision, a new text, withdrawal by the author.
"""

from dataclasses import dataclass
from datetime import datetime

from services.comments.model import Comment, ReasonCode, State
from services.comments.personal_data.pseudonyms import pseudonym


@dataclass(frozen=True, slots=True)
class Label:
    """``moderator`` is a pseudonym, ``at`` the time of the decision.

    ``version`` is the model that had judged the text, ``first`` what came of it.
    """

    comment: str
    text: str
    spam: bool
    moderator: str
    at: datetime
    version: str | None
    first: State

    @property
    def contradicts(self) -> bool:
        """Whether the filter alone had published spam or rejected a legitimate comment."""
        return self.first is (State.PUBLISHED if self.spam else State.REJECTED)


@dataclass(frozen=True, slots=True)
class Kinds:
    """How many labels of each kind there are."""

    legitimate: int
    spam: int


def label_of(comment: Comment, secret: bytes) -> Label | None:
    """What the comment teaches, if a person has said whether it is spam. Other grounds to reject teach nothing.

    Nor is a text spam for the name above it.
    """
    if not comment.in_force or not (comment.state is State.SPAM or (comment.published and comment.standing.reviewed)):
        return None
    said, first = comment.in_force[-1], comment.in_force[0].before
    if comment.state is State.SPAM and any(reason.code is ReasonCode.NAME for reason in first.reasons):
        return None
    return Label(
        comment=comment.id,
        text=comment.text,
        spam=comment.state is State.SPAM,
        moderator=pseudonym(secret, "moderator", said.actor),
        at=said.at or comment.updated,
        version=comment.judgement.model_version,
        first=first.state,
    )
