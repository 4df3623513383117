"""How much the report of a reader weighs: as much as that reader was right before. Pure."""

from dataclasses import dataclass

from services.comments.model import Comment, State


@dataclass(frozen=True, slots=True)
class Record:
    """How often moderators agreed with a reader's reports, and how often not."""

    right: int = 0
    wrong: int = 0

    @property
    def weight(self) -> float:
        """1 for somebody new, towards 2 for who is always right, towards 0 for who never is (Laplace's rule)."""
        return round(2 * (self.right + 1) / (self.right + self.wrong + 2), 3)


def was_right(comment: Comment) -> bool | None:
    """Whether a moderator agrees with those who had reported the comment; None: nobody has decided, or no longer."""
    if comment.state in {State.REJECTED, State.SPAM} and comment.in_force:
        return True
    return False if comment.published and comment.standing.reviewed else None
